"""What resources and data sources of a Terraform provider look like, read from the classes that CDK for Terraform generated
from the provider's own schema: those are in a package registry, and the provider is not.

Each class says of every attribute whether it is required, optional or computed, in a comment above it:

    // password_wo - computed: false, optional: true, required: false

and each function named …ToHclTerraform, or the method synthesizeHclAttributes of a resource, how what can be set nests. The
comments are in the source maps of the packaged scripts, which hold the source that the scripts were compiled from."""

import base64
import json
import re
import tarfile

CLASS = re.compile(r"^export class (\w+) extends cdktf\.(\w+) \{\n(.*?)^\}", re.S | re.M)
FLAGS = re.compile(r"^  // (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n"
                   r"(.*?)(?=^  // \w+ - computed:|\Z)", re.S | re.M)
MAPPING = re.compile(r"^export function (\w+)ToHclTerraform\(struct[^\n]*\{\n(.*?)^\}", re.S | re.M)
SYNTHESIS = re.compile(r"^  protected synthesizeHclAttributes\(\)[^\n]*\{\n(.*?)^  \}", re.S | re.M)
ENTRY = re.compile(r'^ +(\w+): \{\n +value: (.+),\n +isBlock: (true|false),\n +type: "(\w+)",\n'
                   r' +storageClassType: "(\w+)",', re.M)
TYPE = re.compile(r'static readonly tfResourceType = "([\w-]+)"')

# What holds an attribute in the generated classes, and its type as Terraform writes it in JSON.
GETTERS = {
    "getStringAttribute": "string",
    "getNumberAttribute": "number",
    "getBooleanAttribute": "bool",
    "getListAttribute": ["list", "string"],
    "getNumberListAttribute": ["list", "number"],
    "getStringMapAttribute": ["map", "string"],
    "getNumberMapAttribute": ["map", "number"],
    "getBooleanMapAttribute": ["map", "bool"],
    "getAnyMapAttribute": ["map", "string"],
}
MAPS = {"StringMap": "string", "NumberMap": "number", "BooleanMap": "bool", "AnyMap": "string",
        "StringMapList": ["map", "string"]}
SETTABLE = {
    "string": "string",
    "number": "number",
    "boolean": "bool",
    "stringList": ["list", "string"],
    "numberList": ["list", "number"],
    "booleanList": ["list", "bool"],
    "stringMap": ["map", "string"],
    "numberMap": ["map", "number"],
    "booleanMap": ["map", "bool"],
}


class Unreadable(Exception):
    pass


class Source:
    """The text that was generated for one resource or data source."""

    def __init__(self, text):
        self.classes = {name: body for name, _, body in CLASS.findall(text)}
        self.mappings = {name: ENTRY.findall(body) for name, body in MAPPING.findall(text)}
        self.main = next((name for name, base, _ in CLASS.findall(text)
                          if base in ("TerraformResource", "TerraformDataSource", "TerraformProvider")), None)
        named = TYPE.search(text)
        if self.main is None or named is None:
            raise Unreadable("no class of a resource")
        self.type = named[1]

    def block(self):
        return self._block(self.main, ENTRY.findall(SYNTHESIS.search(self.classes[self.main])[1]))

    def _flags(self, class_name, settable):
        if class_name not in self.classes:
            # The provider's own blocks have no class that tells.
            return {name: ([False, True, False], "") for name in settable}
        return {name: ([word == "true" for word in (computed, optional, required)], text)
                for name, computed, optional, required, text in FLAGS.findall(self.classes[class_name])}

    def _block(self, class_name, entries):
        settable = {name: rest for name, *rest in entries}
        made = {"attributes": {}, "blocks": {}}
        for name, ((computed, optional, required), text) in self._flags(class_name, settable).items():
            if name not in settable:
                made["attributes"][name] = {"type": self._computed_type(class_name, name, text), "computed": True}
                continue
            value, is_block, nesting, storage = settable[name]
            if is_block == "true":
                made["blocks"][name] = self._nested(value, nesting, required)
                continue
            attribute = {"type": self._settable_type(nesting, storage, name, value)}
            attribute |= {"required": True} if required else {"optional": True, "computed": computed}
            # The classes do not tell; by the provider's convention the name does.
            if name.endswith("_wo"):
                attribute |= {"write_only": True, "computed": False}
            made["attributes"][name] = attribute
        missing = settable.keys() - made["attributes"].keys() - made["blocks"].keys()
        if missing:
            raise Unreadable(f"{class_name}: no flags of {', '.join(sorted(missing))}")
        return made

    def _nested(self, value, nesting, required):
        mapping = next(name for name in re.findall(r"(\w+)ToHclTerraform", value) if name in self.mappings)
        inner = self._block(mapping[0].upper() + mapping[1:] + "OutputReference", self.mappings[mapping])
        if nesting == "struct":
            return {"nesting": "single", "least": 0, "most": 0, "block": inner}
        many = "listMapper" in value
        return {"nesting": nesting, "least": 1 if required else 0, "most": 0 if many else 1, "block": inner}

    def _settable_type(self, nesting, storage, name, value):
        if storage in SETTABLE:
            kind = SETTABLE[storage]
            return ["set", kind[1]] if nesting == "set" else kind
        # A list that may be set as a whole, as an attribute and not as blocks.
        mapping = next((found for found in re.findall(r"(\w+)ToHclTerraform", value) if found in self.mappings), None)
        if mapping is None:
            raise Unreadable(f"{name}: no type {storage}")
        kind = self._object(mapping[0].upper() + mapping[1:] + "OutputReference")
        return ["set" if nesting == "set" else "list", kind]

    def _object(self, class_name):
        members = {}
        block = self._block(class_name, self.mappings.get(class_name[0].lower() + class_name[1:-len("OutputReference")], []))
        for name, attribute in block["attributes"].items():
            members[name] = attribute["type"]
        for name, nested in block["blocks"].items():
            members[name] = ["list", ["object", {inner: value["type"] for inner, value in nested["block"]["attributes"].items()}]]
        return ["object", members]

    def _computed_type(self, class_name, name, text):
        made = re.search(rf'new (?:cdktf\.)?(\w+)\(this, "{name}"', text)
        if made:
            kind = made[1]
            if kind in MAPS:
                return ["list", MAPS[kind]] if kind.endswith("List") else ["map", MAPS[kind]]
            if kind.endswith("List"):
                return ["list", self._object(kind[:-len("List")] + "OutputReference")]
            if kind.endswith("OutputReference"):
                return ["list", self._object(kind)]
        for getter, kind in GETTERS.items():
            if f"{getter}(" in text:
                return ["set", kind[1]] if "Fn.tolist" in text else kind
        raise Unreadable(f"{class_name}: no type of {name}")


def source_of(script):
    """What the script was compiled from."""
    source_map = json.loads(base64.b64decode(script.rsplit(b"base64,", 1)[1]))
    return "\n".join(source_map["sourcesContent"])


def directories(name, prefix):
    """Where the class of a resource may be: the package drops the provider's name where it can."""
    return [prefix + name.replace("_", "-"), prefix + name.removeprefix("google_").replace("_", "-")]


def read(package, resources, data_sources):
    """The provider's version, and the schemas of those that the package knows; Terraform itself complains of the others."""
    archive = next(package.glob("_jsii/*.tgz"), None)
    if archive is None:
        raise Unreadable(f"{package} has no generated classes")
    wanted = {"provider"}
    for names, prefix in ((resources, ""), (data_sources, "data-")):
        wanted.update(directory for name in names for directory in directories(name, prefix))
    texts = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            parts = member.name.split("/")
            if len(parts) > 3 and parts[2] in wanted and parts[-1].endswith(".js"):
                script = tar.extractfile(member).read()
                if b"base64," in script:
                    texts.setdefault(parts[2], []).append(source_of(script))
    sources = {directory: Source("\n".join(text)) for directory, text in texts.items()}

    def named(names, prefix):
        return {name: sources[directory].block() for name in names for directory in directories(name, prefix)
                if directory in sources and sources[directory].type == name}

    version = re.search(r"providerVersion: '([\d.]+)'", texts["provider"][0])[1]
    return version, {"provider": sources["provider"].block(), "resources": named(resources, ""),
                     "data_sources": named(data_sources, "data-")}
