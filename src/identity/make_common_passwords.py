#!/usr/bin/env python3
"""Writes common_passwords_data.inc from the passwords that the package zxcvbn ranks, most common first:

    pip download --no-deps --dest /tmp zxcvbn==4.5.0 && unzip -d /tmp/zxcvbn /tmp/zxcvbn-4.5.0-py2.py3-none-any.whl
    PYTHONPATH=/tmp/zxcvbn python3 make_common_passwords.py > common_passwords_data.inc
"""

import importlib.metadata

from zxcvbn.frequency_lists import FREQUENCY_LISTS

CHARACTERS_MIN = 8  # shorter ones are refused anyhow


def main():
    words = sorted(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= CHARACTERS_MIN)
    print(f"// {len(words)} of the passwords in zxcvbn {importlib.metadata.version('zxcvbn')}, sorted. Made by make_common_passwords.py.")
    print("// clang-format off")
    print("constexpr std::string_view kCommonPasswords[] = {")
    line = ""
    for word in words:
        item = f'"{word}", '
        if len(line) + len(item) > 110:
            print(line.rstrip())
            line = ""
        line += item
    print(line.rstrip())
    print("};")


if __name__ == "__main__":
    main()
