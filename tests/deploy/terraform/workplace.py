"""A copy of deploy/terraform in which Terraform can be run: providers come from a mirror of schemas, and no cloud is asked."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import provider_schema

ROOT = pathlib.Path(__file__).resolve().parents[3]
TOOLS = ROOT / ".dev" / "deploy"
PROVIDERS = {"google": "cdktf_cdktf_provider_google", "google-beta": "cdktf_cdktf_provider_google_beta"}
PLATFORM = "linux_amd64"


class Missing(Exception):
    pass


def tool(name):
    path = TOOLS / "bin" / name
    if not path.exists():
        raise Missing(f"{path} is not there: tests/deploy/tools/install.py")
    return path


def configuration_files(folder):
    return sorted(file for file in folder.rglob("*.tf") if ".terraform" not in file.parts)


def named(folder, kind):
    """The types of all resources, or of all data sources, in the folder."""
    pattern = re.compile(rf'^{kind} "(\w+)" "\w+" \{{', re.M)
    return sorted({name for file in configuration_files(folder) for name in pattern.findall(file.read_text())})


def make_mirror(folder, configuration):
    """Each provider as Terraform looks for it in a filesystem mirror: a program, and beside it the schema that it serves."""
    program = tool("terraform-schema")
    packages = next((TOOLS / "provider-classes").glob("lib/python*/site-packages"), None)
    if packages is None:
        raise Missing(f"{TOOLS / 'provider-classes'} is not there: tests/deploy/tools/install.py")
    resources, data_sources = named(configuration, "resource"), named(configuration, "data")
    for provider, package in PROVIDERS.items():
        version, schemas = provider_schema.read(packages / package, resources, data_sources)
        place = folder / "registry.terraform.io" / "hashicorp" / provider / version / PLATFORM
        place.mkdir(parents=True)
        (place / "schema.json").write_text(json.dumps(schemas))
        (place / f"terraform-provider-{provider}_v{version}").symlink_to(program)


class Workplace:
    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="terraform-")
        top = pathlib.Path(self._folder.name)
        self.terraform = top / "deploy" / "terraform"
        make_mirror(top / "mirror", ROOT / "deploy" / "terraform")
        settings = top / "terraform.rc"
        settings.write_text('provider_installation {\n  filesystem_mirror {\n'
                            f'    path = "{top / "mirror"}"\n  }}\n}}\n')
        self._environment = {**os.environ, "TF_CLI_CONFIG_FILE": str(settings), "TF_IN_AUTOMATION": "1", "TF_INPUT": "0",
                             "CHECKPOINT_DISABLE": "1"}
        self.reset()

    def reset(self):
        """As it is in the tree, whatever a test has planted; what `init` has brought stays."""
        for part in ("terraform", "firebase"):
            shutil.copytree(ROOT / "deploy" / part, self.terraform.parent / part, dirs_exist_ok=True,
                            ignore=shutil.ignore_patterns(".terraform", "*.tfstate*", ".terraform.lock.hcl"))

    def close(self):
        self._folder.cleanup()

    def run(self, folder, *arguments):
        done = subprocess.run([tool("terraform"), f"-chdir={self.terraform / folder}", *arguments], env=self._environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return done.returncode, done.stdout

    def initialise(self, folder):
        code, said = self.run(folder, "init", "-backend=false", "-no-color")
        if code != 0:
            raise AssertionError(said)

    def validate(self, folder):
        self.initialise(folder)
        return self.run(folder, "validate", "-no-color")

    def test(self, folder):
        self.initialise(folder)
        return self.run(folder, "test", "-no-color")

    def plant(self, file, old, new):
        """A mistake, in the copy alone."""
        path = self.terraform / file
        text = path.read_text()
        if text.count(old) != 1:
            raise AssertionError(f"{file} has {text.count(old)} times: {old}")
        path.write_text(text.replace(old, new))
