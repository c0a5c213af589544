"""The alarms: taken by Prometheus, silent and firing when they should be, and the same as the runbook's. What is checked
is then broken on purpose, and the check must say so."""

import pathlib
import re
import shutil
import tempfile
import unittest

from tools import OBSERVABILITY, ROOT, run

ALARMS = OBSERVABILITY / "prometheus" / "alerts.yaml"
RECORDING = OBSERVABILITY / "prometheus" / "recording.yaml"
DASHBOARD = OBSERVABILITY / "grafana" / "dashboards" / "caravan.json"
ALERTMANAGER = OBSERVABILITY / "alertmanager" / "alertmanager.yaml"
CASES = pathlib.Path(__file__).with_name("alerts_test.yaml")
RUNBOOK = ROOT / "docs" / "runbook.md"
OPERATIONS = ROOT / "docs" / "operations.md"
METRIC = re.compile(r"\bcaravan_[a-z_]*[a-z]\b")
# What Prometheus makes of a histogram.
OF_HISTOGRAMS = re.compile(r"_(bucket|sum|count)$")

# Named in the tables of failures beside what alarms are about: they tell how it goes on, or how it should be.
FOR_LOOKING = {"caravan_relay_messages_total", "caravan_cassandra_messages_per_write", "caravan_postgres_waiting_calls",
               "caravan_http_connections_evicted_total"}


def alarms(text):
    """{name: its lines}"""
    parts = re.split(r"^ *- alert: *(\w+) *$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def entries(runbook):
    """The headings below "Alarms"."""
    return re.findall(r"^### (\w+)$", runbook.partition("\n## Alarms\n")[2], re.MULTILINE)


def differences(rules, runbook):
    """Alarms without an entry, entries without an alarm, and alarms that do not lead to their entry."""
    found = alarms(rules)
    wrong = [f"{name} has no entry in the runbook" for name in found if name not in entries(runbook)]
    wrong += [f"{name} is in the runbook and no alarm" for name in entries(runbook) if name not in found]
    for name, lines in found.items():
        if not re.search(rf"runbook_url: https://\S+/docs/runbook\.md#{name.lower()}$", lines, re.MULTILINE):
            wrong.append(f"{name} does not lead to its entry")
        if not re.search(r"labels: \{severity: (page|ticket)\}", lines):
            wrong.append(f"{name} does not say how urgent it is")
    return wrong


def metrics_of_tables(text):
    """What the tables of faults name: whoever watches nothing of it would not hear of the fault."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    names = {name for row in rows for name in METRIC.findall(row.replace("caravan_*_", "caravan_fan_out_"))}
    return {name for name in names if name.startswith("caravan_") and name not in ("caravan_migrations",)}


def unwatched(rules, *texts):
    watched = {OF_HISTOGRAMS.sub("", name) for name in METRIC.findall(rules)}
    return sorted(set.union(*map(metrics_of_tables, texts)) - watched - FOR_LOOKING)


def metrics_of_source():
    """Every metric of the program. Names that the code puts together stand here beside the parts they are made of."""
    names = set()
    for file in (ROOT / "src").rglob("*.[ch]pp"):
        if not file.name.endswith("_test.cpp"):
            names |= set(re.findall(r'"(caravan_[a-z_]*[a-z])"', file.read_text()))
    hops = ("fan_out", "deliver", "aggregate", "publish", "relay")
    names |= {f"caravan_{hop}_retries_total" for hop in hops}
    kinds = ("operations_total", "bytes_out_total", "dollars_total")
    return names | {f"caravan_cost_{instead}{kind}" for instead in ("", "instead_") for kind in kinds}


def unknown_metrics(text):
    """Names that no program has. Those of recording rules stand behind a colon."""
    of_rules = set(re.findall(r"(?:\w+:)+\w+|\w+:caravan_\w+", text))
    for name in of_rules:
        text = text.replace(name, "")
    names = {OF_HISTOGRAMS.sub("", name) for name in METRIC.findall(text)}
    return sorted(names - metrics_of_source() - {"caravan_full"})


def unknown_records(text, recording):
    """Recording rules that are used and not there."""
    made = set(re.findall(r"record: (\S+)", recording))
    return sorted(set(re.findall(r"\b\w+:caravan_\w+:\w+|\bcaravan:\w+|\bcaravan_\w+:\w+", text)) - made)


def promtool_tests(folder):
    """promtool's own tests over the rules of that folder."""
    cases = CASES.read_text().replace("../../../deploy/observability/prometheus", str(folder))
    file = folder / "cases.yaml"
    file.write_text(cases)
    return run("promtool", "test", "rules", file)


def receivers(file):
    """{urgency: who hears of it}"""
    return {severity: run("amtool", "config", "routes", "test", f"--config.file={file}", f"severity={severity}")[1].splitlines()[-1]
            for severity in ("page", "ticket")}


class Alarms(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_prometheus_takes_the_rules(self):
        self.assertEqual(run("promtool", "check", "rules", "--lint-fatal", ALARMS, RECORDING)[0], 0)
        broken = self.scratch / "alerts.yaml"
        broken.write_text(ALARMS.read_text().replace("rate(", "rat(", 1))
        self.assertNotEqual(run("promtool", "check", "rules", broken)[0], 0)

    def test_each_alarm_is_silent_before_its_fault_and_fires_after_it(self):
        for file in (ALARMS, RECORDING):
            shutil.copy(file, self.scratch)
        code, said = promtool_tests(self.scratch)
        self.assertEqual(code, 0, said)
        copy = self.scratch / "alerts.yaml"
        copy.write_text(ALARMS.read_text().replace("caravan_cassandra_connected == 0", "caravan_cassandra_connected == 2"))
        code, said = promtool_tests(self.scratch)
        self.assertNotEqual(code, 0)
        self.assertIn("CaravanCassandraAway", said)

    def test_every_alarm_has_such_a_test(self):
        tested = set(re.findall(r'alertname="(\w+)"', CASES.read_text()))
        self.assertEqual(sorted(alarms(ALARMS.read_text())), sorted(tested))

    def test_alarms_and_runbook_are_the_same(self):
        rules, runbook = ALARMS.read_text(), RUNBOOK.read_text()
        self.assertGreater(len(alarms(rules)), 20)
        self.assertEqual(differences(rules, runbook), [])
        self.assertEqual(differences(rules, runbook.replace("### CaravanDeadLetters\n", "")),
                         ["CaravanDeadLetters has no entry in the runbook"])
        self.assertEqual(differences(rules, runbook + "### CaravanGhost\n"), ["CaravanGhost is in the runbook and no alarm"])
        self.assertEqual(differences(rules.replace("#caravandeadletters", "#other"), runbook),
                         ["CaravanDeadLetters does not lead to its entry"])

    def test_what_the_tables_of_faults_name_is_watched(self):
        texts = RUNBOOK.read_text().partition("\n## Alarms\n")[0], OPERATIONS.read_text()
        rules = ALARMS.read_text() + RECORDING.read_text()
        self.assertEqual(unwatched(rules, *texts), [])
        self.assertEqual(unwatched(rules.replace("caravan_sqlite_failed_groups_total", "other"), *texts),
                         ["caravan_sqlite_failed_groups_total"])

    def test_the_program_has_every_metric_that_is_asked_for(self):
        for file in (ALARMS, RECORDING, DASHBOARD):
            text = file.read_text()
            self.assertEqual(unknown_metrics(text), [], file.name)
            self.assertEqual(unknown_records(text, RECORDING.read_text()), [], file.name)
        self.assertEqual(unknown_metrics("rate(caravan_kafka_lag_recods[5m])"), ["caravan_kafka_lag_recods"])
        self.assertEqual(unknown_records("hop:caravan_lag:sum", RECORDING.read_text()), ["hop:caravan_lag:sum"])

    def test_alertmanager_takes_its_configuration_and_sends_by_urgency(self):
        code, said = run("amtool", "check-config", ALERTMANAGER)
        self.assertEqual(code, 0, said)
        self.assertEqual(receivers(ALERTMANAGER), {"page": "pages", "ticket": "tickets"})
        text = ALERTMANAGER.read_text()
        for name in ("pages", "tickets"):
            [receiver] = re.findall(rf"- name: {name}\n(.*?)(?=\n  - name|\Z)", text, re.DOTALL)
            self.assertIn(name.removesuffix("s"), re.search(r"title: (.*)", receiver)[1].lower())
        broken = self.scratch / "alertmanager.yaml"
        broken.write_text(text.replace("receiver: pages", "receiver: nobody", 1))
        self.assertNotEqual(run("amtool", "check-config", broken)[0], 0)
        broken.write_text(re.sub(r"  routes:\n.*?(?=\n\S)", "", text, flags=re.DOTALL))
        self.assertEqual(run("amtool", "check-config", broken)[0], 0)
        self.assertEqual(receivers(broken), {"page": "pages", "ticket": "pages"})

    def test_alertmanager_inhibits_only_alarms_that_there_are(self):
        text = ALERTMANAGER.read_text()
        for pattern in re.findall(r'alertname=~?"([^"]+)"', text):
            self.assertTrue(any(re.fullmatch(pattern, name) for name in alarms(ALARMS.read_text())), pattern)
        for name in re.findall(r"Caravan\w+(?:\([\w|]+\))?", text):
            for one in re.findall(r"\w+", name.partition("(")[2]) or [""]:
                self.assertIn(name.partition("(")[0] + one, alarms(ALARMS.read_text()))


if __name__ == "__main__":
    unittest.main()
