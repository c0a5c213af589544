"""Joins images of one architecture each into one image for all of them. Images are folders of skopeo's transport `dir:`,
which hold just what a registry will: the manifest, and each part of it in a file named by its hash.

Nothing but the images goes into it, so the same images always make the same digest.
"""

import hashlib
import json
import shutil

LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
IMAGE = "application/vnd.docker.distribution.manifest.v2+json"


class Unusable(Exception):
    """An image that is not what it should be, in words for whoever made it."""


def digest_of(content):
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def file_of(folder, digest):
    return folder / digest.removeprefix("sha256:")


def read(folder):
    """The manifest's bytes, its content, and what it runs on."""
    content = (folder / "manifest.json").read_bytes()
    manifest = json.loads(content)
    if manifest.get("mediaType") != IMAGE:
        raise Unusable(f"{folder} holds something else than the image of one architecture")
    config = json.loads(file_of(folder, manifest["config"]["digest"]).read_bytes())
    return content, manifest, {"architecture": config["architecture"], "os": config["os"]}


def join(folders, target):
    """Makes the folder `target`. Returns the joined image's digest, and each architecture's."""
    target.mkdir()
    (target / "version").write_text("Directory Transport Version: 1.1\n")
    digests, listed = {}, []
    for folder in folders:
        content, manifest, platform = read(folder)
        digest = digest_of(content)
        if platform["architecture"] in digests:
            raise Unusable(f"{folder} is a second image for {platform['architecture']}")
        digests[platform["architecture"]] = digest
        listed.append({"mediaType": IMAGE, "digest": digest, "size": len(content), "platform": platform})
        file_of(target, f"{digest}.manifest.json").write_bytes(content)
        for part in (manifest["config"], *manifest["layers"]):
            shutil.copy(file_of(folder, part["digest"]), target)
    listed.sort(key=lambda image: image["platform"]["architecture"])
    joined = json.dumps({"schemaVersion": 2, "mediaType": LIST, "manifests": listed}, sort_keys=True).encode()
    (target / "manifest.json").write_bytes(joined)
    return digest_of(joined), dict(sorted(digests.items()))
