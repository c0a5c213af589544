"""deploy/terraform is valid, does what its tests say, and follows the rules of checkov; and each of these sees a mistake."""

import json
import re
import subprocess
import unittest

from workplace import ROOT, Workplace, configuration_files, tool

TERRAFORM = ROOT / "deploy" / "terraform"
ROOTS = ["bootstrap", "environment"]
MODULES = sorted(f"modules/{folder.name}" for folder in (TERRAFORM / "modules").iterdir() if folder.is_dir())

place = None


def setUpModule():
    global place
    place = Workplace()
    for folder in ROOTS + MODULES:
        place.initialise(folder)


def tearDownModule():
    place.close()


class Configuration(unittest.TestCase):
    def test_is_formatted(self):
        code, said = place.run(".", "fmt", "-check", "-recursive", "-no-color")
        self.assertEqual(code, 0, said)

    def test_is_valid(self):
        for folder in ROOTS + MODULES:
            with self.subTest(folder):
                code, said = place.run(folder, "validate", "-no-color")
                self.assertEqual(code, 0, said)
                self.assertNotIn("Warning", said)

    def test_takes_the_versions_it_was_written_for(self):
        for folder in ROOTS + MODULES:
            text = (TERRAFORM / folder / "versions.tf").read_text()
            versions = re.findall(r'^ +version = "(.*)"$', text, re.M)
            self.assertTrue(versions, folder)
            self.assertEqual(set(versions), {">= 6.50, < 8"}, folder)
            self.assertIn('required_version = ">= 1.11"', text, folder)

    def test_has_nothing_commented_out(self):
        block = r'^\s*#\s*(resource|module|data|provider|backend|terraform|variable|output)\s*["{]'
        for file in configuration_files(TERRAFORM):
            for line in file.read_text().splitlines():
                self.assertNotRegex(line, block, file)


class Modules(unittest.TestCase):
    def test_pass_their_tests(self):
        for folder in ROOTS + MODULES:
            with self.subTest(folder):
                self.assertTrue(list((TERRAFORM / folder / "tests").glob("*.tftest.hcl")), "there are no tests")
                code, said = place.run(folder, "test", "-no-color")
                self.assertEqual(code, 0, said)
                self.assertRegex(said, r"Success! [1-9]\d* passed, 0 failed")


class Sizes(unittest.TestCase):
    def test_can_be_planned(self):
        sizes = sorted(file.name for file in (TERRAFORM / "environment" / "sizes").glob("*.tfvars"))
        self.assertEqual(sizes, ["large.tfvars", "medium.tfvars", "small.tfvars"])
        for size in sizes:
            with self.subTest(size):
                code, said = place.run("environment", "test", "-no-color", "-test-directory=sizes", f"-var-file=sizes/{size}")
                self.assertEqual(code, 0, said)


class Readme(unittest.TestCase):
    def setUp(self):
        self.text = (TERRAFORM / "README.md").read_text()

    def test_names_every_variable(self):
        for folder in ROOTS:
            for name in re.findall(r'^variable "(\w+)"', (TERRAFORM / folder / "variables.tf").read_text(), re.M):
                self.assertIn(f"`{name}`", self.text, f"{folder} has {name}")

    def test_reckons_right(self):
        """Lines such as `Pods: 6.1 × 32.5 + 8 × 3.6 = 227`, and the sum below them."""
        blocks = re.findall(r"^```text\n(.*?)^```", self.text, re.S | re.M)
        self.assertEqual(len(blocks), 3)
        for block in blocks:
            total = 0
            for line in block.splitlines():
                what, sums, result = re.fullmatch(r"([\w ,]+): ([\d.,×+()\s-]*?) ?=? ?([\d,]+)", line).groups()
                result = int(result.replace(",", ""))
                if what == "Together":
                    self.assertEqual(result, total, block)
                    break
                worked = eval(sums.replace("×", "*").replace(",", ""), {"__builtins__": {}}) if sums else result
                self.assertLessEqual(abs(worked - result), 0.5, line)
                total += result
            else:
                self.fail(f"no sum: {block}")


def removed_in_version_7():
    """README's list: a resource, and what of it is gone; * is the resource itself."""
    text = (TERRAFORM / "README.md").read_text()
    section = text.split("## Version 7 of the provider", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `(google_\w+)` \| `([\w.*]+)` \|", section, re.M)


def uses(text, resource, argument):
    for kind, body in re.findall(r'^(?:resource|data) "(\w+)" "\w+" \{\n(.*?)^\}', text, re.S | re.M):
        if kind == resource and (argument == "*" or re.search(rf"^\s*{argument.split('.')[-1]}\s*(=|\{{)", body, re.M)):
            return True
    return False


class Version7(unittest.TestCase):
    def test_uses_nothing_that_is_gone(self):
        removed = removed_in_version_7()
        self.assertGreater(len(removed), 10)
        for file in configuration_files(TERRAFORM):
            for resource, argument in removed:
                self.assertFalse(uses(file.read_text(), resource, argument), f"{file}: {resource}.{argument}")

    def test_sees_what_is_gone(self):
        text = 'resource "google_compute_subnetwork" "nodes" {\n  enable_flow_logs = true\n}\n'
        self.assertTrue(any(uses(text, *gone) for gone in removed_in_version_7()))


class Rights(unittest.TestCase):
    def test_who_applies_may_give_what_is_given(self):
        """Roles in the project that `environment` gives are those that bootstrap's condition lets its account give."""
        role = re.compile(r'"(roles/[\w.]+)"')
        member = re.compile(r'^resource "google_project_iam_member" "\w+" \{\n(.*?)^\}', re.S | re.M)
        given = set(role.findall((TERRAFORM / "environment" / "names.tf").read_text()))
        for file in configuration_files(TERRAFORM):
            if file.parent.name not in ("operators", "github"):
                for body in member.findall(file.read_text()):
                    given.update(role.findall(body))
        allowed = (TERRAFORM / "modules" / "operators" / "main.tf").read_text().split("granted = ", 1)[1]
        self.assertEqual(given, set(role.findall(allowed)))


class Overlay(unittest.TestCase):
    def test_is_told_all_that_it_asks_for(self):
        """What is taken of the ConfigMap `installation` is in the output of that name, or the release's own."""
        kubernetes = ROOT / "deploy" / "kubernetes"
        asked = set()
        for file in kubernetes.rglob("*.yaml"):
            asked.update(re.findall(r"name: installation, fieldPath: data\.(\w+)", file.read_text()))
        self.assertTrue(asked, f"{kubernetes} asks for nothing")
        released = set(re.findall(r"^(\w+)=", (kubernetes / "overlays" / "gke" / "release.env").read_text(), re.M))
        text = (TERRAFORM / "environment" / "outputs.tf").read_text().split('output "installation"', 1)[1].split("\noutput", 1)[0]
        told = set(re.findall(r"^ +([A-Z_]+) +=", text, re.M))
        self.assertEqual(asked - released - told, set())


def checkov():
    """The checks that failed, as (check, resource)."""
    done = subprocess.run([tool("checkov"), "--directory", place.terraform, "--framework", "terraform", "--skip-download",
                           "--quiet", "--compact", "--output", "json", "--skip-path", r"\.terraform"],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    report = json.loads(done.stdout)
    # Without a resource that was checked nothing was checked.
    if report["summary"]["resource_count"] < 40 or report["summary"]["parsing_errors"]:
        raise AssertionError(report["summary"])
    return {(check["check_id"], check["resource"]) for check in report["results"]["failed_checks"]}


class Checkov(unittest.TestCase):
    def test_has_no_complaint(self):
        self.assertEqual(checkov(), set())

    def test_each_exception_has_its_reason(self):
        for file in configuration_files(TERRAFORM):
            for line in re.findall(r"checkov:skip.*", file.read_text()):
                self.assertRegex(line, r"^checkov:skip=CKV2?_GCP_\d+:\w.{15,}$", file)

    def test_each_exception_is_needed(self):
        self.addCleanup(place.reset)
        excepted = set()
        for file in configuration_files(place.terraform):
            text = file.read_text()
            for resource, body in re.findall(r'^resource ("\w+" "\w+") \{\n(.*?)^\}', text, re.S | re.M):
                name = ".".join(part.strip('"') for part in resource.split())
                excepted.update((check, name) for check in re.findall(r"checkov:skip=(\w+)", body))
            file.write_text(re.sub(r"^ *#checkov:skip.*\n", "", text, flags=re.M))
        # Within a module a resource is named behind it.
        complaints = {(check, ".".join(resource.split("[")[0].split(".")[-2:])) for check, resource in checkov()}
        self.assertEqual(complaints, excepted)

    def test_sees_mistakes(self):
        self.addCleanup(place.reset)
        place.plant("modules/state/main.tf", '"enforced"', '"inherited"')
        place.plant("modules/database/main.tf", "ipv4_enabled    = false", "ipv4_enabled    = true")
        place.plant("modules/cluster/main.tf", "    auto_repair  = true", "    auto_repair  = false")
        seen = {check for check, _ in checkov()}
        self.assertLessEqual({"CKV_GCP_114", "CKV_GCP_60", "CKV_GCP_9"}, seen)


class Mistakes(unittest.TestCase):
    """Each is planted in a copy, and the tests of its module, or validation, must see it."""

    def planted(self, folder, old, new, *command, file="main.tf"):
        self.addCleanup(place.reset)
        place.plant(f"{folder}/{file}", old, new)
        code, said = place.run(folder, *command, "-no-color")
        place.reset()
        self.assertNotEqual(code, 0, "nobody saw it")
        return said

    def seen(self, folder, run, old, new, file="main.tf"):
        self.assertRegex(self.planted(folder, old, new, "test", file=file), rf'run "{run}"\.\.\. fail')

    def refused(self, folder, complaint, old, new):
        self.assertIn(complaint, self.planted(folder, old, new, "validate"))

    def test_a_public_address(self):
        self.seen("modules/database", "private_and_encrypted", "ipv4_enabled    = false", "ipv4_enabled    = true")
        self.seen("modules/cluster", "no_public_address_in_autopilot",
                  "ip_endpoints_config {\n      enabled = false", "ip_endpoints_config {\n      enabled = true")
        for block, run in (("private_cluster_config", "no_public_address_in_autopilot"), ("network_config", "standard")):
            self.seen("modules/cluster", run,
                      f"  {block} {{\n    enable_private_nodes = true", f"  {block} {{\n    enable_private_nodes = false")

    def test_a_password_in_the_state(self):
        self.refused("modules/database", "Invalid use of ephemeral value",
                     "password_wo         = var.password", "password            = var.password")
        self.refused("environment", "Invalid use of ephemeral value",
                     "secret_data_wo         = var.postgres_password", "secret_data            = var.postgres_password")

    def test_a_token_for_anybody(self):
        self.seen("modules/github", "repository_and_branch",
                  """    "assertion.repository == '${var.repository}'",\n""", "")
        self.seen("modules/github", "repository_and_branch", "assertion.ref in [", "true || assertion.ref in [")
        self.seen("modules/github", "environment",
                  "/attribute.environment/${var.environment}", "/*")
        self.seen("modules/github", "the_environment_is_githubs_word",
                  '"attribute.environment" = "assertion.environment"', '"attribute.environment" = "assertion.ref"')

    def test_what_could_be_lost(self):
        self.seen("modules/state", "every_state_can_be_had_back",
                  "versioning {\n    enabled = true", "versioning {\n    enabled = false")
        self.seen("modules/database", "kept",
                  "  deletion_protection = var.deletion_protection\n", "  deletion_protection = false\n")
        self.seen("modules/firestore", "database",
                  'var.deletion_protection ? "DELETE_PROTECTION_ENABLED" :', 'false ? "DELETE_PROTECTION_ENABLED" :')

    def test_too_many_rights(self):
        self.seen("modules/identities", "who_signs_signs_as_itself",
                  "for_each = var.signers\n", "for_each = toset(keys(var.rights))\n")
        self.seen("modules/operators", "it_gives_only_what_pods_need", '"roles/datastore.user"', '"roles/owner"')
        self.seen("modules/backups", "nobody_takes_a_backup_away", "roles/storage.objectCreator", "roles/storage.objectAdmin")

    def test_rules_and_indexes_of_ones_own(self):
        self.seen("modules/firestore", "rules_are_those_of_deploy_firebase",
                  'file("${local.firebase}/firestore.rules")', '"service cloud.firestore {}"')
        self.seen("modules/firestore", "documents_of_batches_expire", 'try(each.value.ttl, false) ? ["on"] : []', "[]")

    def test_an_overlay_that_is_told_too_little(self):
        self.seen("environment", "managed_stores", "    HOST               = var.host\n", "", file="outputs.tf")

    def test_what_the_provider_does_not_know(self):
        self.refused("modules/kafka", "Unsupported argument", "vcpu_count ", "vcpus      ")
        self.refused("modules/kafka", "Invalid resource type",
                     'resource "google_managed_kafka_cluster" "logs"', 'resource "google_managed_kafka" "logs"')
        self.refused("modules/budget", "Missing required argument", "  billing_account = var.billing_account\n", "")


if __name__ == "__main__":
    unittest.main()
