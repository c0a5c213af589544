"""What `measure.py` makes of reports; the servers and loads themselves are tested in tests/end_to_end."""

import unittest

from measure import columns, compared, figures, spread

SEND = {
    "seconds": 4,
    "rate_per_second": 8000.0,
    "latency_ms": {"p50": 5.0, "p99": 20.0},
    "server": {"cpu_ms_per_operation": 0.05, "memory_bytes": {"at_end": 30 << 20}},
}
LIVE = SEND | {
    "readers": 1024,
    "deliveries": {"seen": 240_000, "latency_ms": {"p50": 4.0, "p99": 9.0}},
    "server": {
        "cpu_ms_per_operation": 0.2,
        "memory_bytes": {"before_readers": 20 << 20, "with_readers": 28 << 20, "at_end": 30 << 20},
    },
}


class MeasureTest(unittest.TestCase):
    def test_a_report_of_requests(self):
        found = figures(SEND)
        self.assertEqual(found["rate /s"], 8000)
        self.assertEqual(found["latency p99 ms"], 20)
        self.assertNotIn("deliveries /s", found)
        self.assertNotIn("memory a reader KiB", found)

    def test_a_report_with_readers(self):
        found = figures(LIVE)
        self.assertEqual(found["deliveries /s"], 60_000)
        self.assertEqual(found["send to screen p99 ms"], 9)
        self.assertEqual(found["memory a reader KiB"], 8)

    def test_rounds_are_told_by_their_median_and_ends(self):
        self.assertEqual(columns([{"a": 3}, {"a": 1}, {"a": 2}]), {"a": [3, 1, 2]})
        self.assertEqual(spread([3, 1, 2]), "2 (1 to 3)")

    def test_ratios_are_of_neighbours_in_time(self):
        # The machine slowed down between the rounds: the medians' ratio would tell nothing.
        old, new = [{"rate": 100}, {"rate": 10}, {"rate": 50}], [{"rate": 200}, {"rate": 20}, {"rate": 100}]
        self.assertEqual(compared(old, new), [("rate", "50 (10 to 100)", "100 (20 to 200)", "2 (2 to 2)")])

    def test_a_figure_that_was_nothing_has_no_ratio(self):
        self.assertEqual(compared([{"rate": 0}], [{"rate": 1}])[0][3], "-")


if __name__ == "__main__":
    unittest.main()
