"""Joins images of one architecture each, as OCI archives, into one image for all of them.

Nothing but the archives goes into it, so the same archives always make the same digest.
"""

import hashlib
import json
import tarfile

INDEX = "application/vnd.oci.image.index.v1+json"
REF_NAME = "org.opencontainers.image.ref.name"


class Unusable(Exception):
    """An archive that is not what it should be, in words for whoever made it."""


def encoded(document):
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def digest_of(content):
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def blob(layout, digest):
    return layout / "blobs" / "sha256" / digest.removeprefix("sha256:")


def unpack(archive, layout):
    """The descriptor of the archive's only image, whose blobs go into the layout's."""
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and member.name.removeprefix("./").startswith("blobs/sha256/"):
                blob(layout, member.name.rsplit("/", 1)[1]).write_bytes(tar.extractfile(member).read())
        names = {name.removeprefix("./"): name for name in tar.getnames()}
        if "index.json" not in names:
            raise Unusable(f"{archive} is no OCI archive: it has no index.json")
        images = json.load(tar.extractfile(names["index.json"]))["manifests"]
    if len(images) != 1 or images[0]["mediaType"] == INDEX:
        raise Unusable(f"{archive} holds something else than one image of one architecture")
    return images[0]


def platform(layout, image):
    manifest = json.loads(blob(layout, image["digest"]).read_bytes())
    config = json.loads(blob(layout, manifest["config"]["digest"]).read_bytes())
    return {"architecture": config["architecture"], "os": config["os"]}


def join(archives, layout, name):
    """Makes the folder `layout` with the joined image under `name`. Returns its digest, and each architecture's."""
    (layout / "blobs" / "sha256").mkdir(parents=True)
    digests, manifests = {}, []
    for archive in sorted(archives):
        image = unpack(archive, layout)
        runs_on = platform(layout, image)
        if runs_on["architecture"] in digests:
            raise Unusable(f"{archive} is a second image for {runs_on['architecture']}")
        digests[runs_on["architecture"]] = image["digest"]
        manifests.append({key: image[key] for key in ("mediaType", "digest", "size")} | {"platform": runs_on})
    joined = encoded({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests})
    blob(layout, digest_of(joined)).write_bytes(joined)
    entry = {"mediaType": INDEX, "digest": digest_of(joined), "size": len(joined), "annotations": {REF_NAME: name}}
    (layout / "index.json").write_bytes(encoded({"schemaVersion": 2, "manifests": [entry]}))
    (layout / "oci-layout").write_bytes(encoded({"imageLayoutVersion": "1.0.0"}))
    return digest_of(joined), digests
