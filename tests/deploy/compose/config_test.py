"""What Compose makes of its files with the variables, the commands and the additions that the documentation names. It needs no
engine for that."""

import json
import os
import pathlib
import re
import shlex
import shutil
import tempfile
import unittest

import hardening
from secrets_test import ENVIRONMENTS, folder_of
from tools import COMPOSE, ROOT, run

FILES = ("compose.yaml", "compose.full.yaml")
GOOGLE = "compose.google.yaml"
README = COMPOSE / "README.md"
DOCUMENTS = (README, ROOT / "docs" / "deploy.md")
SUBNET = "172.31.253.0/24"
OF_GOOGLE = {"CARAVAN_FIRESTORE_PROJECT": "example", "CARAVAN_FIREBASE_API_KEY": "key"}


def compose(*arguments, **environment):
    """(exit code, what it said), with no variable but those."""
    return run("docker-compose", *arguments, env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment}, cwd=COMPOSE)


def config(*files, **environment):
    code, said = compose(*(part for file in files for part in ("--file", file)), "config", "--format", "json", **environment)
    if code != 0:
        raise RuntimeError(said)
    return json.loads(said)["services"]


def environments(services):
    """{name: variables} of what runs Caravan."""
    return {name: service.get("environment") or {} for name, service in services.items() if "caravan:" in service["image"]}


def readers():
    """{variable: roles that read it} as docs/configuration.md says it."""
    text = (ROOT / "docs" / "configuration.md").read_text()
    rows = re.findall(r"^\| `([a-z_.]+)` \|(?: [^|]* \|){3} ([a-z, -]+) \|", text, re.MULTILINE)
    return {"CARAVAN_" + key.upper().replace(".", "_"): set(roles.split(", ")) for key, roles in rows}


def missing_settings(services):
    """Settings that one service is told and another one that reads them is not."""
    told, read_by = environments(services), readers()
    faults = []
    for setting in sorted(set().union(*told.values()) & read_by.keys()):
        for name, variables in told.items():
            role = variables.get("CARAVAN_ROLES")
            if role and read_by[setting] & {role, "all"} and setting not in variables:
                faults.append(f"{name} is not told {setting}")
    return faults


def commands(text):
    """Every command of Compose in a document, as words."""
    spans = re.findall(r"`([^`\n]+)`", text)
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        spans += block.splitlines()
    return [shlex.split(span, comments=True)[2:] for span in spans if span.startswith("docker compose")]


def faults_of_commands(text):
    """Commands that Compose does not know, that act on whatever file is in the folder, or that lean on one said before."""
    faults = [f"{span}: of which file?" for span in re.findall(r"`((?:up|down|pull) [^`\n]*|pull|up|down)`", text)]
    for words in commands(text):
        files = [words[at + 1] for at, word in enumerate(words) if word in ("-f", "--file")]
        said = shlex.join(words)
        if not files:
            faults.append(f"{said}: of which file?")
            continue
        if not any((folder / file).exists() for folder in (COMPOSE, ROOT) for file in files[:1]):
            faults.append(f"{said}: there is no such file")
        # Two of the images are built here, and no registry has them.
        if "pull" in words and files[0].endswith("full.yaml") and "--ignore-buildable" not in words:
            faults.append(f"{said}: asks a registry for what is built")
        if "exec" not in words and compose(*words, "--help")[0] != 0:
            faults.append(f"{said}: Compose does not know it")
    return faults


class Config(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_a_proxy_in_front_is_believed_where_it_is_named(self):
        full = config("compose.full.yaml")
        self.assertEqual(full["gateway"]["environment"]["CARAVAN_PROXIES"], "")
        self.assertEqual({variables["CARAVAN_SERVER_PROXIES"] for variables in environments(full).values()}, {SUBNET})
        full = config("compose.full.yaml", CARAVAN_PROXIES="192.0.2.1")
        self.assertEqual(full["gateway"]["environment"]["CARAVAN_PROXIES"], "192.0.2.1")
        self.assertEqual({variables["CARAVAN_SERVER_PROXIES"] for variables in environments(full).values()}, {f"{SUBNET},192.0.2.1"})
        for proxies in ("", "192.0.2.1"):
            one = config("compose.yaml", CARAVAN_PROXIES=proxies)
            self.assertEqual(one["caravan"]["environment"]["CARAVAN_SERVER_PROXIES"], proxies)

    def test_threads_follow_the_limits_and_not_the_machine(self):
        """Each thread that hashes passwords takes 19 MiB: on a machine with many cores, log-ins would end the process."""
        for file in FILES:
            for name, variables in environments(config(file)).items():
                for setting in ("CARAVAN_SERVER_THREADS", "CARAVAN_AUTH_HASH_THREADS"):
                    self.assertEqual(variables.get(setting), "2", f"{file}: {name}: {setting}")

    def test_a_setting_reaches_every_role_that_reads_it(self):
        self.assertGreater(len(readers()), 100)
        self.assertEqual(readers()["CARAVAN_AUTH_ADMINISTRATORS"], {"auth", "publish"})
        services = config("compose.full.yaml", CARAVAN_ADMINISTRATORS="ann")
        self.assertEqual(missing_settings(services), [])
        for name in ("auth", "publish"):
            self.assertEqual(services[name]["environment"]["CARAVAN_AUTH_ADMINISTRATORS"], "ann")
        del services["auth"]["environment"]["CARAVAN_AUTH_ADMINISTRATORS"]
        self.assertEqual(missing_settings(services), ["auth is not told CARAVAN_AUTH_ADMINISTRATORS"])
        self.assertEqual(missing_settings(config("compose.full.yaml", GOOGLE, **OF_GOOGLE)), [])

    def test_googles_firestore_takes_the_emulators_place(self):
        services = config("compose.full.yaml", GOOGLE, **OF_GOOGLE, CARAVAN_FIREBASE_AUTH_DOMAIN="example.firebaseapp.com")
        emulators = {"firestore", "firebase-auth"}
        self.assertEqual(config("compose.full.yaml").keys() - services.keys(), emulators)
        self.assertNotIn("emulator", json.dumps(services).lower())
        self.assertNotIn("demo", json.dumps(services).lower())
        for name in ("auth", "publish"):
            variables = services[name]["environment"]
            self.assertEqual(variables["CARAVAN_FIRESTORE_PROJECT"], "example")
            self.assertEqual(variables["CARAVAN_FIRESTORE_CREDENTIALS_FILE"], "/run/secrets/service-account.json")
            self.assertIn("service-account.json", [secret["source"] for secret in services[name]["secrets"]])
            self.assertIn("front", services[name]["networks"], "the other network has no way out")
        web = services["web"]["environment"]
        self.assertEqual((web["CARAVAN_FIREBASE_PROJECT"], web["CARAVAN_FIREBASE_API_KEY"], web["CARAVAN_FIREBASE_AUTH_DOMAIN"]),
                         ("example", "key", "example.firebaseapp.com"))
        self.assertEqual(hardening.faults({"services": services}), [])
        self.assertEqual(hardening.missing_roles({"services": services}), [])
        for name in OF_GOOGLE:
            with self.assertRaisesRegex(RuntimeError, name):
                config("compose.full.yaml", GOOGLE, **{other: value for other, value in OF_GOOGLE.items() if other != name})

    def test_documented_commands_name_their_file_and_are_known(self):
        for document in DOCUMENTS:
            self.assertEqual(faults_of_commands(document.read_text()), [], document)
        self.assertGreater(len(commands(README.read_text())), 8)
        broken = ("`docker compose pull` `up --detach` `docker compose -f compose.full.yaml pull` "
                  "`docker compose -f compose.yaml pulls`")
        self.assertEqual(faults_of_commands(broken), [
            "up --detach: of which file?", "pull: of which file?", "-f compose.full.yaml pull: asks a registry for what is built",
            "-f compose.yaml pulls: Compose does not know it"])

    def test_any_setting_can_be_given_as_the_documentation_says(self):
        """Its example, beside the file that it adds to."""
        text = README.read_text()
        name = re.search(r"`(\w+\.yaml)`, which git ignores", text)[1]
        self.assertIn(f"{name}\n", (COMPOSE / ".gitignore").read_text())
        self.assertIn(["-f", "compose.full.yaml", "-f", name, "up", "--detach"], commands(text))
        added = self.scratch / name
        added.write_text(re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1])
        services = config("compose.full.yaml", str(added))
        before = config("compose.full.yaml")
        changed = {service: {key: value for key, value in services[service]["environment"].items()
                             if value != before[service]["environment"].get(key)} for service in environments(services)}
        changed = {service: settings for service, settings in changed.items() if settings}
        self.assertTrue(changed)
        for service, settings in changed.items():
            for setting in settings:
                self.assertTrue(readers()[setting] & {service, "all"}, setting)

    def test_compose_finds_secrets_where_the_script_makes_them(self):
        site = self.scratch / "compose"
        site.mkdir()
        shutil.copy(COMPOSE / "compose.full.yaml", site)
        for text, exported, wanted in ENVIRONMENTS:
            (site / ".env").write_text(text)
            code, said = compose("--file", site / "compose.full.yaml", "config", "--format", "json",
                                 **{"HOME": str(self.scratch), **exported})
            self.assertEqual(code, 0, said)
            [folder] = {os.path.dirname(secret["file"]) for secret in json.loads(said)["secrets"].values()}
            self.assertEqual(pathlib.Path(folder).resolve(), folder_of(wanted, site, self.scratch), (text, exported))

    def test_the_documentation_has_every_variable_and_no_other(self):
        used = set().union(*(re.findall(r"\$\{([A-Z_]+)", (COMPOSE / file).read_text()) for file in (*FILES, GOOGLE)))
        text = README.read_text()
        named = set(re.findall(r"^\|(?: [^|]*\|)* `([A-Z_]+)` \|$|^\| `([A-Z_]+)`(?:, `([A-Z_]+)`)*", text, re.MULTILINE))
        named = {name for names in named for name in names if name}
        self.assertEqual(sorted(used ^ named), [])

    def test_stores_are_of_the_versions_that_the_tests_run(self):
        services = config("compose.full.yaml")
        for name, artifact, image in (("kafka", "kafka_2.13", "apache/kafka"), ("cassandra", "cassandra-all", "cassandra")):
            project = (ROOT / "tests" / "services" / name / "pom.xml").read_text()
            version = re.search(rf"<artifactId>{artifact}</artifactId>\s*<version>([\d.]+)</version>", project)[1]
            self.assertEqual(services[name]["image"], f"{image}:{version}")

    def test_the_table_of_secrets_names_who_reads_them(self):
        text = (ROOT / "docs" / "deploy.md").read_text()
        rows = re.findall(r"^\| `(CARAVAN_\w+)` \| [^|]+ \| ([a-z, -]+) \|", text, re.MULTILINE)
        self.assertTrue(rows)
        for variable, roles in rows:
            self.assertEqual(set(roles.split(", ")), readers()[variable], variable)


if __name__ == "__main__":
    unittest.main()
