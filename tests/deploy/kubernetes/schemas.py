"""Schemas for kubeconform, of what an API server says that it takes: its own kinds and those it was told of."""

import json


# Of no use to kubeconform; "format" has values that it does not know.
LEFT_OUT = ("default", "description", "format")


def strict(schema, closed=True):
    """Refuses what is not named. Alternatives name a part of what their parent has, so they stay open."""
    if "$ref" in schema:
        return {"$ref": schema["$ref"].replace("#/components/schemas/", "#/definitions/")}
    if schema.get("x-kubernetes-int-or-string") or schema.get("format") == "int-or-string":
        return {"type": ["integer", "string"]}
    result = {key: value for key, value in schema.items() if key not in LEFT_OUT}
    for key in ("allOf", "anyOf", "oneOf"):
        if key in result:
            result[key] = [strict(each, closed=False) for each in result[key]]
    for key in ("items", "additionalProperties"):
        if isinstance(result.get(key), dict):
            result[key] = strict(result[key], closed)
    if "properties" in result:
        result["properties"] = {name: strict(each, closed) for name, each in result["properties"].items()}
        if closed and not result.get("x-kubernetes-preserve-unknown-fields"):
            result.setdefault("additionalProperties", False)
    return result


def write(call, folder):
    """`call(method, path)` asks the server. One file a kind: GROUP/KIND_VERSION.json."""
    for path in call("GET", "/openapi/v3")["paths"].values():
        parts = call("GET", path["serverRelativeURL"]).get("components", {}).get("schemas", {})
        definitions = {name: strict(schema) for name, schema in parts.items()}
        for name, schema in parts.items():
            for kind in schema.get("x-kubernetes-group-version-kind", []):
                if not name.endswith("." + kind["kind"]):
                    continue
                # kubeconform takes the version of what has no group for one.
                file = folder / (kind["group"] or kind["version"]) / f"{kind['kind'].lower()}_{kind['version']}.json"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(json.dumps({"$ref": f"#/definitions/{name}", "definitions": definitions}))
