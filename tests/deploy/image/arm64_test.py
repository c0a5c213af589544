"""Package and image for arm64, built on a machine that is none and started by qemu."""

import unittest

from containers import output_of
from image_case import REPOSITORY, ImageCase, ImageTests

PROGRAM = REPOSITORY / "build-arm64"
# The processor's number in an ELF file's head.
AARCH64 = (183).to_bytes(2, "little")


class Arm64ImageTest(ImageTests, ImageCase):
    architecture = "arm64"
    program = PROGRAM
    # An emulated processor is some ten times slower.
    start_seconds_max = 120
    call_seconds_max = 60

    @classmethod
    def setUpClass(cls):
        if not (PROGRAM / "caravan").exists():
            raise AssertionError("there is no program for arm64: ./dev package arm64 builds it")
        super().setUpClass()

    def test_its_programs_are_arm64s(self):
        self.assertEqual(self.inside("uname -m && dpkg --print-architecture && dpkg-query -W -f '${Architecture}' caravan").split(),
                         ["aarch64", "arm64", "arm64"])
        self.assertEqual((PROGRAM / "caravan").read_bytes()[18:20], AARCH64)

    def test_lintian_finds_no_error_in_its_package(self):
        self.assertEqual(output_of("dpkg-deb", "--field", self.package, "Architecture").strip(), "arm64")
        output_of("lintian", "--allow-root", "--fail-on", "error", self.package)


if __name__ == "__main__":
    unittest.main()
