"""Draws a flame graph: `perf script -F comm,ip,sym | python3 bench/flame_graph.py TITLE > graph.svg`.

Each bar is a function, as wide as its share of the samples, on top of its caller. Left out, so that the picture
stays small and legible: bars narrower than three thousandths, and the inner functions of the event loop and
of the standard library, which stand between any two others.
"""

import html
import re
import sys

WIDTH, ROW, MARGIN = 1200, 16, 24
SHARE_MIN = 0.003
CHARACTER_WIDTH = 6.2

FRAME = re.compile(r"^\s*[0-9a-f]+\s+(.*)$")
# What the compiler and the standard library add around a name, without which it is still the name.
NOISE = [
    (re.compile(r"\[clone [^]]*\]"), ""),
    (re.compile(r"\(anonymous namespace\)::"), ""),
    (re.compile(r"boost::asio::"), "asio::"),
    (re.compile(r"std::__cxx11::"), "std::"),
    (re.compile(r"^(void|bool|auto|int) "), ""),
]

INNER = re.compile(
    r"^(asio::(detail|execution|any_executor)|boost::asio::|std::(_|invoke))|^(_?start_thread|__?clone)"
)


def without(text, opening, closing):
    """`text` without what stands in brackets."""
    depth, kept = 0, []
    for character in text:
        if character == opening:
            depth += 1
        elif character == closing and depth:
            depth -= 1
        elif depth == 0:
            kept.append(character)
    return "".join(kept)


def short(symbol):
    for pattern, replacement in NOISE:
        symbol = pattern.sub(replacement, symbol)
    symbol = symbol.replace("operator()", "operator").replace("->", "")
    return without(without(symbol, "<", ">"), "(", ")").strip() or "?"


def stacks(lines):
    """The stacks of `perf script`, outermost function first."""
    thread, frames = None, []
    for line in lines:
        frame = FRAME.match(line)
        if frame:
            frames.append(short(frame[1]))
        elif line.strip():
            thread = line.strip()
        elif thread:
            yield [thread, *reversed(frames)]
            thread, frames = None, []
    if thread:
        yield [thread, *reversed(frames)]


class Bar:
    def __init__(self):
        self.samples = 0
        self.above = {}

    def add(self, stack):
        bar = self
        bar.samples += 1
        for name in stack:
            bar = bar.above.setdefault(name, Bar())
            bar.samples += 1


def told(stack):
    """Without inner functions; one that calls itself directly, as resumed coroutines seem to, is one bar."""
    outer = [name for name in stack if not INNER.match(name)]
    return [name for index, name in enumerate(outer) if index == 0 or name != outer[index - 1]]


def place(bar, left, depth, total, placed):
    """The bars above `bar` as (name, samples, left, depth), of which `left` counts in samples."""
    for name, child in sorted(bar.above.items()):
        if child.samples / total >= SHARE_MIN:
            placed.append((name, child.samples, left, depth))
            place(child, left, depth + 1, total, placed)
        left += child.samples
    return placed


def colour(name):
    warmth = sum(map(ord, name)) % 60
    return f"rgb(230,{120 + warmth},{60 + warmth // 2})"


def svg(title, root):
    total = root.samples
    placed = place(root, 0, 0, total, [])
    height = MARGIN * 2 + ROW * (1 + max((depth for *_, depth in placed), default=0))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="monospace" font-size="10">',
        f'<rect width="100%" height="100%" fill="#fff"/><text x="6" y="16">{html.escape(title)}, {total} samples</text>',
    ]
    for name, samples, left, depth in placed:
        x, width = WIDTH * left / total, WIDTH * samples / total
        y = height - MARGIN - ROW * (depth + 1)
        label = name[: int(width / CHARACTER_WIDTH)] if width > 3 * CHARACTER_WIDTH else ""
        parts.append(
            f'<g><title>{html.escape(name)} {100 * samples / total:.1f}%</title>'
            f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{ROW - 1}" fill="{colour(name)}"/>'
            + (f'<text x="{x + 2:.1f}" y="{y + 11}">{html.escape(label)}</text>' if label else "")
            + "</g>"
        )
    return "\n".join([*parts, "</svg>"])


def main():
    title = sys.argv[1] if len(sys.argv) > 1 else "samples"
    root = Bar()
    for stack in stacks(sys.stdin):
        root.add(told(stack))
    if not root.samples:
        sys.exit("flame_graph: no samples on standard input")
    print(svg(title, root))


if __name__ == "__main__":
    main()
