"""Schemas for kubeconform, of what an API server says that it takes: its own kinds and those it was told of."""

import json


def strict(schema):
    """Refuses what is not named."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"].replace("#/components/schemas/", "#/definitions/")}
    if schema.get("x-kubernetes-int-or-string") or schema.get("format") == "int-or-string":
        return {"type": ["integer", "string"]}
    result = {key: strict(value) for key, value in schema.items() if key not in ("default", "format", "description")}
    if "properties" in result and not result.get("x-kubernetes-preserve-unknown-fields"):
        result.setdefault("additionalProperties", False)
    return result


def write(call, folder):
    """`call(method, path)` asks the server. One file a kind: GROUP/KIND_VERSION.json."""
    for path in call("GET", "/openapi/v3")["paths"].values():
        parts = call("GET", path["serverRelativeURL"]).get("components", {}).get("schemas", {})
        definitions = strict(parts)
        for name, schema in parts.items():
            for kind in schema.get("x-kubernetes-group-version-kind", []):
                if not name.endswith("." + kind["kind"]):
                    continue
                file = folder / kind["group"] / f"{kind['kind'].lower()}_{kind['version']}.json"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(json.dumps({"$ref": f"#/definitions/{name}", "definitions": definitions}))
