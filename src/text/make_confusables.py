#!/usr/bin/env python3
"""Writes confusables_data.inc from Unicode's table of characters that look alike (confusables.txt), as the crate
unicode-security carries it:

    cargo new --lib /tmp/tables && cd /tmp/tables && cargo add unicode-security@=0.1.3 && cargo vendor
    python3 make_confusables.py /tmp/tables/vendor/unicode-security/src/tables.rs > confusables_data.inc
"""

import re
import sys

ENTRY = re.compile(r"\('\\u\{([0-9a-f]+)\}',\s*&\[((?:'\\u\{[0-9a-f]+\}',?\s*)+)\]\)")
CODE = re.compile(r"\\u\{([0-9a-f]+)\}")
VERSION = re.compile(r"UNICODE_VERSION: \(u64, u64, u64\) = \((\d+), (\d+), (\d+)\)")


def wrapped(items):
    line = ""
    for item in items:
        if len(line) + len(item) > 108:
            yield line.rstrip()
            line = ""
        line += item + " "
    yield line.rstrip()


def main():
    with open(sys.argv[1], encoding="utf-8") as source:
        text = source.read()
    table = text[text.index("const CONFUSABLES"):]
    table = table[:table.index("];")]
    entries = sorted((int(source, 16), tuple(int(code, 16) for code in CODE.findall(target)))
                     for source, target in ENTRY.findall(table))
    pool, places = [], {}
    for _, target in entries:
        if target not in places:
            places[target] = len(pool)
            pool.extend(target)
    print(f"// Unicode {'.'.join(VERSION.search(text).groups())}: what each character looks like. Made by make_confusables.py.")
    print("// clang-format off")
    print("constexpr char32_t kPrototypes[] = {")
    print("\n".join(wrapped(f"0x{code:x}," for code in pool)))
    print("};")
    print("constexpr Confusable kConfusables[] = {")
    print("\n".join(wrapped(f"{{0x{source:x},{places[target]},{len(target)}}}," for source, target in entries)))
    print("};")


if __name__ == "__main__":
    main()
