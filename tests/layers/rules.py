"""The project's own rules as pure functions: each takes a file's path and text and yields (line, what is wrong)."""

import re

# Who may include whom, by folder under src/; "adapters/*" is any adapter. A folder may always include itself.
PORTS_AND_GROUND = {"ports", "domain", "text", "runtime", "observe"}
MAY_INCLUDE = {
    "domain": set(),
    # What Unicode says about characters.
    "text": set(),
    "ports": {"domain"},
    "runtime": set(),
    "observe": set(),
    "config": set(),
    "wire": {"domain", "text"},
    # What operations cost, and what other ways of delivering would have.
    "adapters/*": PORTS_AND_GROUND | {"wire"},
    "costs": PORTS_AND_GROUND,
    "guard": PORTS_AND_GROUND,
    "identity": PORTS_AND_GROUND,
    "chats": PORTS_AND_GROUND,
    "pipeline": PORTS_AND_GROUND,
    # What hops share stands in src/pipeline/ itself.
    "pipeline/*": PORTS_AND_GROUND | {"pipeline"},
    "http": PORTS_AND_GROUND | {"wire", "identity", "chats", "costs", "guard", "pipeline/*"},
    "live": PORTS_AND_GROUND | {"wire", "identity", "chats", "guard", "pipeline/*", "http"},
    # A client of the contracts, and of nothing behind them.
    "bench": {"domain", "runtime", "wire", "costs"},
}
# The composition root sees everything.
UNRESTRICTED = {"caravan"}
# The memory adapter is the test double of every port.
TESTS_MAY_INCLUDE = {"adapters/memory", "runtime"}
LAYER_GROUPS = {"adapters", "pipeline"}

# Third-party headers that only some folders may know. The first pattern that fits a header decides. A test may read JSON
# with a parser of its own: that is a second opinion on what wire/ wrote.
ASIO_OWNERS = ("src/ports/", "src/runtime/", "src/adapters/", "src/pipeline/", "src/guard/", "src/identity/",
               "src/chats/", "src/http/", "src/live/", "src/bench/", "src/caravan/", "tests/", "bench/")
LIBRARY_OWNERS = (
    (r"(simdjson|rapidjson|nlohmann)\b", "JSON", ("src/wire/", "src/observe/log", "libs/auth_validator/", "tests/fuzz/")),
    (r"sqlite3\.h$", "SQLite", ("src/adapters/sqlite/",)),
    (r"libpq-fe\.h$", "PostgreSQL's client", ("src/adapters/postgres/",)),
    (r"curl/", "the HTTPS client", ("src/adapters/google/",)),
    (r"librdkafka/", "Kafka's client", ("src/adapters/kafka/", "tests/services/kafka/")),
    (r"(grpc|grpcpp|google)/", "gRPC", ("src/adapters/firestore/",)),
    (r"(toml\+\+|CLI)/", "what parses settings", ("src/config/",)),
    (r"sodium\.h$", "the password hash", ("src/identity/",)),
    (r"llhttp\.h$", "the HTTP parser", ("src/http/",)),
    (r"auth_validator/", "the token validator",
     ("libs/auth_validator/", "src/identity/", "src/http/", "src/live/", "src/caravan/", "tests/fuzz/")),
    (r"boost/beast", "WebSocket", ("src/live/",)),
    (r"boost/system/result", "Result", (*ASIO_OWNERS, "src/config/", "src/text/", "src/wire/")),
    (r"boost/|asio", "Boost", ASIO_OWNERS),
)

CODE = (".cpp", ".hpp", ".c", ".h", ".py", ".sh", ".ts", ".tsx", ".mjs", ".js", ".css", ".cmake", "CMakeLists.txt")
CPP = (".cpp", ".hpp", ".c", ".h")
LINES_MAX = 500

# What makes a build faster or bigger, and nothing that anybody would miss.
OPTIONAL_FINDS = {"CCACHE", "MOLD", "benchmark"}
FIND = re.compile(r"^[^#\n]*\b(find_(?:program|package|path|file|library)|pkg_(?:check_modules|search_module))"
                  r"\s*\(\s*([\w-]+)([^)]*)\)", re.MULTILINE)

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')



def is_test(path):
    return bool(re.search(r"_(test|fixture)\.[ch]pp$", path)) or "/contract_tests/" in path


def any_file(path):
    return True


def code(path):
    return path.endswith(CODE)


def cpp(path):
    return path.endswith(CPP)


def a_test(path):
    return is_test(path) or path.startswith(("tests/", "web/e2e/"))


# (which files, what is sought, what to say)
FORBIDDEN = (
    # The sleep of runtime/clock.hpp follows the injected clock; these follow the wall's.
    (a_test, r"\bthis_thread::sleep|\b(u|nano)sleep\s*\(|(?<!runtime)::sleep\s*\(|\btime\.sleep\b|\bwaitForTimeout\b",
     "waits by sleeping: await an event, or use the manual clock"),
    (cpp, r"\basio::detached\b|\bdetached\s*\)", "a detached task: give it to a TaskGroup"),
    (cpp, r"\b(if|while|switch)\s*\([^)]*\bco_await\b(?=.*\)\s*(\{|co_return|return|break|continue))",
     "GCC 12 destroys twice what is awaited inside a condition: give the result a name"),
    (code, r"\b(TODO|FIXME|XXX|HACK)\b", "unfinished: finish it, or file it where work is planned"),
    (any_file, r"(?<![\w.])/(?:work|root|home|Users)/\w", "names a place on one machine"),
)
# These speak about the rules or about a machine they made themselves.
EXEMPT = ("tests/layers/", "tests/fresh_machine/")


def layer_of(path):
    """"pipeline/accept" for src/pipeline/accept/accept.cpp; None outside src/."""
    source, _, inside = path.partition("/")
    folders = inside.split("/")[:-1]
    if source != "src" or not folders:
        return None
    return "/".join(folders[:2]) if folders[0] in LAYER_GROUPS else folders[0]


def any_of(layer):
    """"pipeline/*" for "pipeline/accept"."""
    return layer.split("/")[0] + "/*"


def in_set(layer, allowed):
    return layer in allowed or ("/" in layer and any_of(layer) in allowed)


def allowed_for(layer):
    """What a layer may include, or None when nobody said so."""
    return MAY_INCLUDE.get(layer, MAY_INCLUDE.get(any_of(layer)))


def layers(path, lines):
    layer = layer_of(path)
    if layer is None or not path.endswith(CPP) or layer in UNRESTRICTED:
        return
    allowed = allowed_for(layer)
    if allowed is None:
        yield 1, f"src/{layer} has no row in MAY_INCLUDE (tests/layers/rules.py)"
        return
    if is_test(path):
        allowed = allowed | TESTS_MAY_INCLUDE
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if not match or not match[1]:
            continue
        included = layer_of("src/" + match[1])
        ours = included in UNRESTRICTED or allowed_for(included or "") is not None
        if ours and included != layer and not in_set(included, allowed):
            yield number, f"{layer} may not include {included}"
        elif is_test(match[1]) and not is_test(path):
            yield number, f"{match[1]} is for tests"


def libraries(path, lines):
    if not path.endswith(CPP):
        return
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        header = match[1] or match[2]
        for pattern, name, owners in LIBRARY_OWNERS:
            if re.match(pattern, header):
                if not path.startswith(owners) and not (name == "JSON" and is_test(path)):
                    yield number, f"{name} is known only to {', '.join(owners)}"
                break


def forbidden(path, lines):
    if path.startswith(EXEMPT):
        return
    for applies, pattern, message in FORBIDDEN:
        if not applies(path):
            continue
        for number, line in enumerate(lines, 1):
            if re.search(pattern, line):
                yield number, message


def length(path, lines):
    if path.endswith(CODE) and len(lines) > LINES_MAX:
        yield LINES_MAX + 1, f"{len(lines)} lines: split it by reason to change (at most {LINES_MAX})"


def guard(path, lines):
    if path.endswith((".hpp", ".h")) and "#pragma once" not in lines:
        yield 1, "a header without #pragma once"


def stops_without(name, text):
    """Whether the file says itself what to do when `name` was not found."""
    return re.search(rf"\bif\(NOT {re.escape(name)}\)\s*message\(\s*FATAL_ERROR\b", text)


def required(path, lines):
    """A build that goes on without something keeps NOTFOUND for good, and what needs it is left out without a word."""
    if not path.endswith((".cmake", "CMakeLists.txt")):
        return
    text = "\n".join(lines)
    for find in FIND.finditer(text):
        command, name, arguments = find.groups()
        if name not in OPTIONAL_FINDS and "REQUIRED" not in arguments.split() and not stops_without(name, text):
            yield (text.count("\n", 0, find.start(1)) + 1,
                   f"{command}({name}) must be REQUIRED, or stop with a message that says how to get it")


def arguments_of(text, opened):
    """What stands between the parenthesis at `opened` and its partner, split at the commas of that level."""
    arguments, depth, begin = [], 0, opened + 1
    for at in range(opened, len(text)):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth == 0 or (depth == 1 and text[at] == ","):
            arguments.append(text[begin:at].strip())
            begin = at + 1
        if depth == 0:
            break
    return arguments


def owned(path, lines):
    """A coroutine is begun by a task group, or by somebody who waits for its end."""
    if not path.startswith("src/") or not path.endswith(CPP) or path.startswith("src/runtime/") or is_test(path):
        return
    text = "\n".join(lines)
    for spawn in re.finditer(r"\bco_spawn\s*\(", text):
        token = arguments_of(text, spawn.end() - 1)[-1]
        if not re.search(r"\b(use_future|use_awaitable|deferred)$", token):
            yield text.count("\n", 0, spawn.start()) + 1, "nobody owns this coroutine: give it to a task group"


RULES = (layers, libraries, forbidden, length, guard, required, owned)


def everything(path, text):
    """Every violation in one file, by line."""
    lines = text.splitlines()
    found = [violation for rule in RULES for violation in rule(path, lines)]
    return sorted(found)
