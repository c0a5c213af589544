#!/usr/bin/env python3
"""managed.py: prints prometheus/recording.yaml and alerts.yaml as one object of Google's Managed Prometheus, which
deploy/kubernetes/components/alarms/rules.yaml is."""

import pathlib

HERE = pathlib.Path(__file__).resolve().parent / "prometheus"
# A group must say how often it is looked at there; Prometheus has it in its own settings.
INTERVAL = "    interval: 30s"
HEAD = """# deploy/observability/managed.py made this of deploy/observability/prometheus.
apiVersion: monitoring.googleapis.com/v1
kind: Rules
metadata:
  name: caravan
spec:
  groups:"""


def groups(name):
    lines = (HERE / name).read_text().splitlines()
    lines = lines[lines.index("groups:") + 1 :]
    for line, following in zip(lines, [*lines[1:], ""]):
        yield line
        if line.startswith("  - name: ") and "interval:" not in following:
            yield INTERVAL


def rules():
    body = [f"  {line}".rstrip() for name in ("recording.yaml", "alerts.yaml") for line in groups(name)]
    return "\n".join([HEAD, *body]) + "\n"


if __name__ == "__main__":
    print(rules(), end="")
