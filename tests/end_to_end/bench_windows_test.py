"""`caravan bench windows`, which needs no server, on small traces."""

import pathlib
import subprocess
import tempfile
import unittest

from server import BINARY

TRACES = pathlib.Path(__file__).parent.parent / "load" / "traces"
SECONDS_MAX = 60


def bench_windows(*arguments):
    return subprocess.run(
        [BINARY, "bench", "windows", *arguments], capture_output=True, text=True, timeout=SECONDS_MAX, check=False
    )


class BenchWindowsTest(unittest.TestCase):
    def table(self, *arguments):
        """The rows of what it printed, as lists of cells."""
        answer = bench_windows(*arguments)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        lines = [line for line in answer.stdout.splitlines() if line.startswith("| ")]
        return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]

    def test_a_generated_trace_is_the_same_for_the_same_seed(self):
        one = self.table("--minutes", "1", "--seed", "3")
        self.assertEqual(one, self.table("--minutes", "1", "--seed", "3"))
        self.assertNotEqual(one, self.table("--minutes", "1", "--seed", "4"))
        readers = {row[0] for row in one if len(row) == 11}
        self.assertLessEqual({"1 chat", "2 chats", "5 chats", "20 chats", "all"}, readers)
        verdicts = [row[3] for row in one if len(row) == 4]
        self.assertIn("met", verdicts)

    def test_recorded_traces(self):
        for trace in sorted(TRACES.glob("*.csv")):
            rows = self.table("--trace", str(trace))
            one_write_a_message = next(row for row in rows if row[1] == "one write a message")
            self.assertEqual(one_write_a_message[2:5], ["1000.0", "1000.0", "1000.0"], trace)

    def test_prices_and_the_window_come_from_the_configuration(self):
        trace = str(TRACES / "two_people.csv")
        free = [f"--set=prices.{kind}=0" for kind in ("reads", "writes", "deletes", "gib_out")]
        rows = self.table("--trace", trace, "--set", "aggregate.window=7s", *free)
        self.assertTrue(any("7.0 s" in row[1] for row in rows))
        self.assertEqual({row[9] for row in rows[1:]}, {"0.000"})

    def test_theory(self):
        rows = self.table("--theory")
        self.assertEqual([row[0] for row in rows[1:]], ["0.1", "0.3", "1.0", "3.0"])
        for row in rows[1:]:
            for rule in row[1:4]:
                formula, delivered, _ = rule.split(",")
                self.assertAlmostEqual(float(formula), float(delivered), delta=15)

    def test_a_trace_that_cannot_be_read_is_refused(self):
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
            file.write("time\n")
            file.flush()
            refused = bench_windows("--trace", file.name)
            self.assertEqual(refused.returncode, 2)
            self.assertIn("line 1", refused.stderr)
        self.assertEqual(bench_windows("--trace", "/nonexistent").returncode, 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
