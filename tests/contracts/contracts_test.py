"""Which adapter is held to the contract of which port. A program that links the contracts may leave any of them out, and nobody
would notice that a promise is not tested any more."""

import os
import pathlib
import re
import subprocess
import unittest

CONTRACTS = pathlib.Path(__file__).resolve().parents[2] / "src" / "ports" / "contract_tests"

# Program → the contracts that it runs, and on how many adapters or shapes of one.
EMBEDDED = {
    "adapters_memory_test": {
        "AccountsContract": 1, "ChatsContract": 1, "AcceptanceContract": 1, "HistoryContract": 1, "MessageLogContract": 1,
        "InboxContract": 1, "FeedContract": 1, "UnpublishedContract": 1,
    },
    "adapters_sqlite_test": {
        "AccountsContract": 1, "ChatsContract": 1, "AcceptanceContract": 1, "HistoryContract": 1, "MessageLogContract": 1,
        "InboxContract": 1,
    },
    "pipeline_accept_test": {"AcceptanceContract": 1},
}  # fmt: skip
SHARED = {
    "postgres_service_test": {"AccountsContract": 1},
    "cassandra_service_test": {"ChatsContract": 1, "AcceptanceContract": 1, "HistoryContract": 3, "UnpublishedContract": 1},
    "kafka_service_test": {"MessageLogContract": 1, "InboxContract": 1},
    "acceptance_service_test": {"AcceptanceContract": 1},
    "firestore_service_test": {"FeedContract": 2},
}


def built():
    """Name → path of the programs that this build has."""
    paths = map(pathlib.Path, os.environ["CARAVAN_CONTRACT_PROGRAMS"].split(":"))
    return {path.name: path for path in paths}


def promises():
    """Contract → how many tests it has."""
    found = {}
    for source in CONTRACTS.glob("*_contract.cpp"):
        for contract in re.findall(r"^TEST_P\((\w+),", source.read_text(), re.MULTILINE):
            found[contract] = found.get(contract, 0) + 1
    return found


def listed(program):
    """Contract → how many of its tests the program would run."""
    text = subprocess.run([program, "--gtest_list_tests"], check=True, capture_output=True, text=True, timeout=60).stdout
    found, contract = {}, None
    for line in text.splitlines():
        if not line.startswith(" "):
            suite = re.match(r"(?:\w+/)?(\w+Contract)\.", line)
            contract = suite and suite[1]
        elif contract:
            found[contract] = found.get(contract, 0) + 1
    return found


class Contracts(unittest.TestCase):
    def test_each_program_runs_what_its_adapters_promise(self):
        tests = promises()
        for name, path in built().items():
            wanted = {contract: count * tests[contract] for contract, count in (EMBEDDED | SHARED)[name].items()}
            with self.subTest(name):
                self.assertEqual(listed(path), wanted)

    def test_each_contract_is_held_by_what_is_embedded_and_by_what_is_shared(self):
        for where, programs in (("embedded", EMBEDDED), ("shared", SHARED)):
            held = {contract for contracts in programs.values() for contract in contracts}
            self.assertEqual(held, set(promises()), where)

    def test_the_embedded_ones_are_always_built(self):
        self.assertLessEqual(EMBEDDED.keys(), built().keys())


if __name__ == "__main__":
    unittest.main()
