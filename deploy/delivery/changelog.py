"""What CHANGELOG.md says of one version."""

import re

HEADING = re.compile(r"^## (\S+).*$", re.MULTILINE)


class Missing(Exception):
    """The changelog does not say it, in words for whoever asked."""


def notes(text, version):
    """The section "## VERSION", which may go on with a date, without its heading."""
    headings = list(HEADING.finditer(text))
    for heading, following in zip(headings, [*headings[1:], None]):
        if heading[1] == version:
            section = text[heading.end() : following.start() if following else len(text)].strip()
            if not section:
                raise Missing(f'the section "## {version}" of CHANGELOG.md is empty')
            return section
    raise Missing(f'CHANGELOG.md has no section "## {version}"; there are {", ".join(h[1] for h in headings) or "none"}')
