"""What holds of every workflow, as pure functions: each takes a file's path, text and content and yields what is wrong.

zizmor and actionlint look for what is dangerous or invalid in anybody's workflows; here is what this project asks besides.
"""

import pathlib
import re
import shlex

ROOT = pathlib.Path(__file__).resolve().parents[3]

PIN = re.compile(r"^[\w.-]+/[\w.-]+(/[\w./-]+)?@[0-9a-f]{40}$")
PINNED_LINE = re.compile(r"uses: (?P<action>\S+)@(?P<hash>[0-9a-f]{40}) # (?P<version>v\d+\.\d+\.\d+)$")
IMAGE = re.compile(r"^[\w./-]+(:[\w.-]+)?@sha256:[0-9a-f]{64}$")
# Started by what anybody writes, with the rights of the main branch.
STRANGERS_TRIGGERS = {"pull_request_target", "workflow_run", "issue_comment", "issues", "discussion", "fork", "watch"}

# Who needs which right to write. Nobody else has it, and nobody has another.
NEEDS = {
    "contents": re.compile(r"\./dev release\b"),
    "id-token": re.compile(r"\./dev sign\b|actions/attest@|google-github-actions/auth@"),
    "attestations": re.compile(r"actions/attest@"),
}


def triggers(content):
    # PyYAML reads the bare word "on" as true.
    found = content.get("on", content.get(True, {}))
    return {found} if isinstance(found, str) else set(found)


def jobs(content):
    return content.get("jobs", {}).items()


def steps(content):
    """Each step with the name of its job; a composite action is one job."""
    if "runs" in content:
        yield from (("runs", step) for step in content["runs"]["steps"])
    for name, job in jobs(content):
        yield from ((name, step) for step in job.get("steps", []))


def commands_of_dev(dev):
    return set(re.findall(r"^cmd_([\w-]+)\(\)", dev, re.MULTILINE))


def run_lines_are_commands_of_dev(path, text, content):
    dev = (ROOT / "dev").read_text()
    for job, step in steps(content):
        line = step.get("run")
        if line is None:
            continue
        if "${{" in line:
            yield f"{job}: an expression inside a command can be anything: hand it over as a variable: {line}"
            continue
        words = shlex.split(line.strip().removesuffix('>> "$GITHUB_OUTPUT"'))
        if words[:1] != ["./dev"] or "\n" in line.strip() or re.search(r"[|;&<>`(]", " ".join(words)):
            yield f"{job}: not a command of ./dev, which people could give too: {line}"
            continue
        if len(words) < 2 or words[1] not in commands_of_dev(dev):
            yield f"{job}: ./dev has no such command: {line}"
        yield from (f"{job}: ./dev knows no {word}: {line}" for word in words[2:]
                    if word.startswith("-") and not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", dev))


def actions_are_pinned(path, text, content):
    for job, step in steps(content):
        uses = step.get("uses")
        if uses and uses.startswith("./"):
            if not (ROOT / uses / "action.yml").is_file():
                yield f"{job}: there is no {uses}"
        elif uses and not PIN.match(uses):
            yield f"{job}: not pinned by the hash of a commit: {uses}"
    for line in text.splitlines():
        if re.search(r"uses: [^.]\S*@", line) and not PINNED_LINE.search(line):
            yield f"the hash's version does not stand behind it: {line.strip()}"


def images_are_pinned(path, text, content):
    for name, job in jobs(content):
        container = job.get("container")
        images = [container["image"] if isinstance(container, dict) else container] if container else []
        images += [service["image"] for service in job.get("services", {}).values()]
        yield from (f"{name}: not pinned by its digest: {image}" for image in images if not IMAGE.match(image))


def rights_are_those_needed(path, text, content):
    if "jobs" in content and content.get("permissions") != {}:
        yield "the workflow takes rights for all of its jobs: `permissions: {}`, and each job names its own"
    for name, job in jobs(content):
        granted = job.get("permissions")
        if not isinstance(granted, dict):
            yield f"{name}: no permissions of its own"
            continue
        does = "\n".join(f"{step.get('run', '')} {step.get('uses', '')}" for step in job.get("steps", []))
        needed = {right for right, why in NEEDS.items() if why.search(does)}
        written = {right for right, level in granted.items() if level != "read"}
        yield from (f"{name}: nothing in it needs {right}: write" for right in sorted(written - needed))
        yield from (f"{name}: without {right}: write it fails" for right in sorted(needed - written))


def strangers_get_no_secret(path, text, content):
    started_by = triggers(content)
    yield from (f"{trigger} runs what strangers write with rights" for trigger in sorted(started_by & STRANGERS_TRIGGERS))
    if "pull_request" in started_by:
        if re.search(r"\bsecrets\b", text):
            yield "a pull request may come from a fork, and this workflow has secrets"
        for name, job in jobs(content):
            if "environment" in job:
                yield f"{name}: a pull request may come from a fork, and this job has an environment's secrets"
            if "write" in str(job.get("permissions", "")):
                yield f"{name}: a pull request may come from a fork, and this job may write"


def secrets_belong_to_environments(path, text, content):
    for name, job in jobs(content):
        if "secrets." in str(job) and "environment" not in job:
            yield f"{name}: a secret that no environment guards"


def jobs_are_bounded(path, text, content):
    if "jobs" not in content:
        return
    if "concurrency" not in content:
        yield "no concurrency group"
    if content.get("defaults", {}).get("run", {}).get("shell") != "bash":
        yield "the default shell goes on after a failure inside a pipe: `defaults: run: shell: bash`"
    yield from (f"{name}: no timeout-minutes" for name, job in jobs(content) if "timeout-minutes" not in job)


def checkouts_keep_no_credentials(path, text, content):
    for job, step in steps(content):
        if step.get("uses", "").startswith("actions/checkout@") and step.get("with", {}).get("persist-credentials") is not False:
            yield f"{job}: whatever runs after the checkout could use its token: persist-credentials: false"


RULES = (run_lines_are_commands_of_dev, actions_are_pinned, images_are_pinned, rights_are_those_needed,
         strangers_get_no_secret, secrets_belong_to_environments, jobs_are_bounded, checkouts_keep_no_credentials)


def everything(path, text, content):
    return [problem for rule in RULES for problem in rule(path, text, content)]


def versions(texts):
    """Actions that have more than one version, or one version by two hashes."""
    found = {}
    for text in texts:
        for line in text.splitlines():
            if pinned := PINNED_LINE.search(line):
                found.setdefault(pinned["action"], set()).add((pinned["hash"], pinned["version"]))
    return [f"{action}: {sorted(pins)}" for action, pins in found.items() if len(pins) > 1]
