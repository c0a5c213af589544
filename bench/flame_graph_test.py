"""From the text of `perf script` to bars."""

import unittest

from flame_graph import Bar, place, short, stacks, svg, told

PERF = """\
sqlite-writer
\t    7f01 fdatasync
\t    5502 caravan::sqlite::Writer::commit(std::span<std::unique_ptr<Job> >)
\t    5503 caravan::sqlite::Writer::work()

http-0
\t    5601 void caravan::http::parse<int>(char const*)
"""


class FlameGraphTest(unittest.TestCase):
    def test_names_lose_their_parameters(self):
        self.assertEqual(short("void caravan::http::parse<int>(char const*)"), "caravan::http::parse")
        self.assertEqual(short("std::function<void (int)>::operator()(int) const"), "std::function::operator const")
        self.assertEqual(short("[unknown]"), "[unknown]")

    def test_stacks_begin_with_their_thread(self):
        self.assertEqual(
            list(stacks(PERF.splitlines())),
            [
                ["sqlite-writer", "caravan::sqlite::Writer::work", "caravan::sqlite::Writer::commit", "fdatasync"],
                ["http-0", "caravan::http::parse"],
            ],
        )

    def test_a_function_that_resumes_itself_is_one_bar(self):
        self.assertEqual(told(["a", "b", "std::__invoke", "b", "a"]), ["a", "b", "a"])

    def test_bars_stand_on_their_callers_side_by_side(self):
        root = Bar()
        for stack in (["a", "b"], ["a", "c"], ["a", "c"], ["d"]):
            root.add(stack)
        self.assertEqual(
            place(root, 0, 0, root.samples, []), [("a", 3, 0, 0), ("b", 1, 0, 1), ("c", 2, 1, 1), ("d", 1, 3, 0)]
        )
        self.assertIn("<title>c 50.0%</title>", svg("test", root))


if __name__ == "__main__":
    unittest.main()
