"""Behind `./dev publish`: pushes the images below build/images, one for each architecture, as one. Each is the folder
build/image as `./dev image` left it on a machine of that architecture.

Tagged with the commit; with the version and `latest` too when the commit carries the version's tag. Prints the digests as
`name=sha256:…`, a line each: `digest` of the whole, and each architecture's by its name.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

import joined
import revision

ROOT = pathlib.Path(__file__).resolve().parents[2]


def tags(root):
    version = revision.released_version(root)
    return [revision.commit(root), *([version, "latest"] if version else [])]


def push(image, name, tag, skopeo_options):
    command = ["skopeo", "copy", "--quiet", "--all", "--preserve-digests", *skopeo_options, f"dir:{image}",
               f"docker://{name}:{tag}"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=pathlib.Path, default=ROOT / "build" / "images")
    parser.add_argument("--architectures", nargs="+", default=["amd64", "arm64"])
    parser.add_argument("--name", default=os.environ.get("IMAGE_NAME") or "docker.io/caravanchat/caravan",
                        help="of the image, with its registry; else the variable IMAGE_NAME")
    parser.add_argument("--plain-http", action="store_true", help="for a registry on this machine")
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as made:
            image = pathlib.Path(made) / "image"
            digest, digests = joined.join(sorted(options.images.glob("*/registry")), image)
            if sorted(digests) != sorted(options.architectures):
                raise joined.Unusable(f"below {options.images} there are images for {', '.join(digests) or 'nothing'}, "
                                      f"not for {', '.join(options.architectures)}")
            for tag in tags(ROOT):
                push(image, options.name, tag, ["--dest-tls-verify=false"] if options.plain_http else [])
                print(f"==> {options.name}:{tag} is {digest}", file=sys.stderr)
    except (joined.Unusable, revision.Contradiction) as why:
        sys.exit(f"publish: {why}")
    except subprocess.CalledProcessError as failed:
        sys.exit(f"publish: {failed.cmd[0]} failed")
    print(f"digest={digest}")
    for architecture, its_digest in digests.items():
        print(f"{architecture}={its_digest}")


if __name__ == "__main__":
    main()
