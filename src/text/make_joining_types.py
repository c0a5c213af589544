#!/usr/bin/env python3
"""Writes joining_types_data.inc from Unicode's DerivedJoiningType.txt (Debian's package unicode-data has it):

    python3 make_joining_types.py /usr/share/unicode/extracted/DerivedJoiningType.txt > joining_types_data.inc
"""

import re
import sys

LINE = re.compile(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*; ([DLR])\b")
VERSION = re.compile(r"DerivedJoiningType-([\d.]+)\.txt")


def main():
    with open(sys.argv[1], encoding="utf-8") as source:
        text = source.read()
    ranges = []
    for first, last, kind in sorted((int(a, 16), int(b or a, 16), kind) for a, b, kind in LINE.findall(text)):
        if ranges and ranges[-1][1] + 1 == first and ranges[-1][2] == kind:
            ranges[-1][1] = last
        else:
            ranges.append([first, last, kind])
    print(f"// Unicode {VERSION.search(text)[1]}: which letters join those beside them. Made by make_joining_types.py.")
    print("// clang-format off")
    print("constexpr JoiningRange kJoining[] = {")
    items = [f"{{0x{first:x},0x{last:x},'{kind}'}}," for first, last, kind in ranges]
    for at in range(0, len(items), 5):
        print(" ".join(items[at:at + 5]))
    print("};")


if __name__ == "__main__":
    main()
