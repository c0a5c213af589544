"""What `trend.py` makes of measurements, and of the nights before."""

import pathlib
import tempfile
import unittest
import unittest.mock

from trend import lines, main, ratios, table

NIGHT = {"date": "2026-11-28", "commit": "a" * 40, "base": "a" * 40, "ratios": {"A rate /s": 1.0}}


class TrendTest(unittest.TestCase):
    def test_ratios_are_of_neighbours_in_time(self):
        # The machine slowed down between the rounds.
        pairs = [({"rate": 100}, {"rate": 200}), ({"rate": 10}, {"rate": 20}), ({"rate": 5}, {"rate": 5})]
        self.assertEqual(ratios(pairs), {"rate": 2})

    def test_a_figure_that_was_nothing_has_no_ratio(self):
        self.assertEqual(ratios([({"rate": 0}, {"rate": 1})]), {})

    def test_a_trend_begins_empty(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(lines(pathlib.Path(folder) / "trend"), [])

    def test_the_last_nights_are_shown(self):
        nights = [NIGHT, *({**NIGHT, "commit": f"{n}" * 40, "ratios": {"A rate /s": n, "B rate /s": 1}} for n in range(1, 9))]
        head, *rows = table(nights)
        self.assertEqual(head, ("", *(f"{n}" * 9 for n in range(2, 9))))
        self.assertEqual(rows[0], ("A rate /s", *(f"{n:.2f}" for n in range(2, 9))))

    def test_a_figure_that_is_new_was_not_measured_before(self):
        rows = table([NIGHT, {**NIGHT, "ratios": {"B rate /s": 1}}])
        self.assertEqual(rows[1:], [("B rate /s", "-", "1.00")])

    def test_each_run_adds_a_line_to_the_same_trend(self):
        speeds = {"old": 100, "new": 150}
        with tempfile.TemporaryDirectory() as folder, \
             unittest.mock.patch("measure.start_up", lambda program, _: {"ready": speeds[program]}), \
             unittest.mock.patch("measure.measure", lambda _, program, load, __: {"rate": speeds[program]}), \
             unittest.mock.patch("measure.TABLE", {"A": "send"}), unittest.mock.patch("sys.stdout"), \
             unittest.mock.patch("sys.stderr"):
            file = pathlib.Path(folder) / "build" / "trend.jsonl"
            for commit in ("first", "second"):
                arguments = {"binary": "new", "against": "old", "commit": commit, "date": "2026-11-29", "scratch": folder}
                with unittest.mock.patch("sys.argv", ["trend.py", str(file), *(f"--{k}={v}" for k, v in arguments.items())]):
                    main()
            first, second = lines(file)
        self.assertEqual((first["base"], second["base"], second["commit"]), ("first", "first", "second"))
        self.assertEqual(second["ratios"], {"A rate": 1.5, "F ready": 1.5})


if __name__ == "__main__":
    unittest.main()
