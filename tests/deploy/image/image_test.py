"""The image for the processor of this machine."""

import unittest

from image_case import ImageCase, ImageTests


class ImageTest(ImageTests, ImageCase):
    pass


if __name__ == "__main__":
    unittest.main()
