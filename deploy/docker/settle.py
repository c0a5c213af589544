#!/usr/bin/env python3
"""settle.py FOLDER: takes what chance has put into the description of an image, which buildah has pushed to dir:FOLDER: the name and
number of the container that it was built in. Prints the digest that the image has then."""

import hashlib
import json
import pathlib
import sys


def digest(content):
    return hashlib.sha256(content).hexdigest()


def settle(folder):
    manifest_file = folder / "manifest.json"
    manifest = json.loads(manifest_file.read_text())
    before = folder / manifest["config"]["digest"].removeprefix("sha256:")
    description = json.loads(before.read_text())
    description.pop("container", None)
    for part in ("config", "container_config"):
        description.get(part, {}).pop("Hostname", None)
    content = json.dumps(description, separators=(",", ":"), sort_keys=True).encode()
    before.unlink()
    (folder / digest(content)).write_bytes(content)
    manifest["config"] |= {"digest": f"sha256:{digest(content)}", "size": len(content)}
    content = json.dumps(manifest, separators=(",", ":")).encode()
    manifest_file.write_bytes(content)
    return f"sha256:{digest(content)}"


if __name__ == "__main__":
    print(settle(pathlib.Path(sys.argv[1])))
