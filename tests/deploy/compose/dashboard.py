"""The dashboard's questions, asked of a real Prometheus."""

import json
import urllib.parse

from chat import ask
from tools import OBSERVABILITY

DASHBOARD = OBSERVABILITY / "grafana" / "dashboards" / "caravan.json"


def expressions(text=None):
    """[(panel, expression)], as Grafana would send them."""
    panels = json.loads(text or DASHBOARD.read_text())["panels"]
    return [(panel["title"], target["expr"].replace("$__rate_interval", "1m"))
            for panel in panels for target in panel.get("targets", [])]


def is_of_embedded_store(expression):
    """Of one machine alone: there the store is SQLite."""
    return "caravan_sqlite_" in expression


def series(prometheus, expression):
    """How many series it has now; a question that Prometheus does not take has none."""
    _, answer = ask(f"{prometheus}/api/v1/query?{urllib.parse.urlencode({'query': expression})}")
    return len(json.loads(answer).get("data", {}).get("result", []))


def without_series(prometheus, questions):
    return [f"{panel}: {expression}" for panel, expression in questions if not series(prometheus, expression)]
