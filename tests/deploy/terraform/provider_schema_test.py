"""The schemas that validation and mocks rest on are those that the generated classes state."""

import unittest

import provider_schema
from workplace import TOOLS


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        package = next((TOOLS / "provider-classes").glob("lib/python*/site-packages")) / "cdktf_cdktf_provider_google"
        cls.version, cls.schemas = provider_schema.read(
            package, ["google_sql_user", "google_container_cluster", "google_nothing"], ["google_project"])

    def test_version(self):
        self.assertEqual(self.version, "6.50.0")

    def test_flags_of_attributes(self):
        attributes = self.schemas["resources"]["google_sql_user"]["attributes"]
        self.assertEqual(attributes["instance"], {"type": "string", "required": True})
        self.assertEqual(attributes["host"], {"type": "string", "optional": True, "computed": True})
        self.assertEqual(attributes["password_wo"], {"type": "string", "optional": True, "computed": False, "write_only": True})

    def test_blocks(self):
        blocks = self.schemas["resources"]["google_container_cluster"]["blocks"]
        self.assertEqual((blocks["ip_allocation_policy"]["nesting"], blocks["ip_allocation_policy"]["most"]), ("list", 1))
        self.assertEqual(blocks["node_pool"]["most"], 0)
        self.assertEqual(blocks["release_channel"]["block"]["attributes"]["channel"], {"type": "string", "required": True})

    def test_what_is_computed_alone(self):
        number = self.schemas["data_sources"]["google_project"]["attributes"]["number"]
        self.assertEqual(number, {"type": "string", "computed": True})

    def test_leaves_out_what_there_is_not(self):
        self.assertNotIn("google_nothing", self.schemas["resources"])


if __name__ == "__main__":
    unittest.main()
