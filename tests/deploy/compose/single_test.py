"""compose.yaml: one command, and a chat that outlives its container."""

import tempfile
import unittest
import unittest.mock

from chat import Person, ask, sign_up_until_refused
from compose_case import ComposeCase
from run import traces

URL = "http://localhost:3000"


class OneService(ComposeCase):
    FILE = "compose.yaml"

    def test_its_rules(self):
        self.check_rules_of_services()
        self.check_that_nonsense_is_refused(self.enterContext(tempfile.TemporaryDirectory()))

    def test_an_engine_that_runs_leaves_traces(self):
        """So that none are there afterwards says something: run.py looks."""
        self.up()
        for what, found in traces().items():
            self.assertTrue(found - {"lo"}, what)

    def test_it_serves_a_chat_that_outlives_container_and_crash(self):
        self.up()
        status, page = ask(f"{URL}/")
        self.assertEqual((status, "<html" in page), (200, True))
        ada, grace = Person(URL, "ada"), Person(URL, "Grace")
        chat = ada.chat_with(grace)
        self.assertEqual(ada.say(chat, grace, "Before"), 201)
        self.kill("caravan")
        self.assertEqual(grace.say(chat, ada, "After a crash"), 201)
        self.compose("down", "--timeout", "10")
        self.up()
        ada.log_in()
        self.assertEqual(ada.history(chat), ["Before", "After a crash"])
        # Told to end, it ends well: nothing was cut off.
        self.compose("stop")
        self.assertEqual(self.state("caravan")["State"]["ExitCode"], 0)

    def test_the_proxy_in_front_says_who_a_client_is(self):
        """Named as the documentation says it; were they one address, the second one would be refused at once."""
        self.up()
        this_machine = self.engine.docker("network", "inspect", "caravan_default", "--format", "{{(index .IPAM.Config 0).Gateway}}")
        self.enterContext(unittest.mock.patch.object(type(self), "ENVIRONMENT", {"CARAVAN_PROXIES": this_machine.strip()}))
        self.up()
        self.assertEqual([sign_up_until_refused(URL, client) for client in ("203.0.113.7", "203.0.113.8")], [5, 5])


if __name__ == "__main__":
    unittest.main()
