"""Plants violations and checks that the rules find each of them, and nothing else."""

import unittest

import rules


def messages(path, text):
    return [message for _, message in rules.everything(path, text)]


class Layers(unittest.TestCase):
    def refused(self, path, include, what):
        self.assertEqual(messages(path, f'#pragma once\n#include "{include}"\n'), [what])

    def allowed(self, path, include):
        self.assertEqual(messages(path, f'#pragma once\n#include "{include}"\n'), [])

    def test_the_domain_knows_nobody(self):
        self.refused("src/domain/a.hpp", "ports/history.hpp", "domain may not include ports")
        self.refused("src/domain/a.hpp", "runtime/clock.hpp", "domain may not include runtime")

    def test_one_hop_does_not_know_another(self):
        self.refused("src/pipeline/accept/a.cpp", "pipeline/fan_out/fan_out.hpp",
                     "pipeline/accept may not include pipeline/fan_out")
        self.allowed("src/pipeline/accept/a.cpp", "pipeline/accept/accept.hpp")

    def test_one_adapter_does_not_know_another(self):
        self.refused("src/adapters/sqlite/a.cpp", "adapters/memory/store.hpp",
                     "adapters/sqlite may not include adapters/memory")

    def test_the_core_does_not_know_its_adapters_or_its_edges(self):
        self.refused("src/identity/a.cpp", "adapters/sqlite/accounts.hpp", "identity may not include adapters/sqlite")
        self.refused("src/chats/a.cpp", "http/request.hpp", "chats may not include http")
        self.refused("src/guard/a.cpp", "wire/json.hpp", "guard may not include wire")
        self.refused("src/config/a.cpp", "guard/guard.hpp", "config may not include guard")

    def test_the_edges_know_the_core_but_no_adapter(self):
        self.allowed("src/http/a.cpp", "pipeline/accept/accept.hpp")
        self.allowed("src/live/a.cpp", "wire/live.hpp")
        self.refused("src/http/a.cpp", "adapters/memory/store.hpp", "http may not include adapters/memory")

    def test_tests_may_use_the_memory_adapter(self):
        self.allowed("src/chats/a_test.cpp", "adapters/memory/store.hpp")
        self.refused("src/chats/a_test.cpp", "adapters/sqlite/store.hpp", "chats may not include adapters/sqlite")

    def test_the_hops_tests_share_a_fixture(self):
        self.allowed("src/pipeline/accept/a_test.cpp", "pipeline/hop_fixture.hpp")
        self.allowed("src/pipeline/hop_fixture.hpp", "adapters/memory/store.hpp")
        self.refused("src/pipeline/accept/a.cpp", "pipeline/hop_fixture.hpp", "pipeline/hop_fixture.hpp is for tests")
        self.allowed("src/pipeline/accept/a.cpp", "pipeline/retries.hpp")

    def test_nobody_knows_the_wiring(self):
        self.refused("src/http/a.cpp", "caravan/wiring.hpp", "http may not include caravan")

    def test_the_wiring_knows_everybody(self):
        self.allowed("src/caravan/wiring.cpp", "adapters/sqlite/store.hpp")

    def test_a_new_folder_needs_a_row(self):
        self.assertEqual(len(messages("src/helpers/a.cpp", "")), 1)

    def test_the_line_is_the_includes_own(self):
        text = '#include "domain/a.hpp"\n\n#include "http/b.hpp"\n'
        self.assertEqual(rules.everything("src/wire/a.cpp", text), [(3, "wire may not include http")])


class Libraries(unittest.TestCase):
    def test_json_is_known_to_wire_the_log_and_the_validator(self):
        for header in ("simdjson.h", "rapidjson/writer.h", "nlohmann/json.hpp"):
            text = f"#include <{header}>\n"
            self.assertEqual(len(messages("src/http/a.cpp", text)), 1, header)
            self.assertEqual(messages("src/wire/a.cpp", text), [])
            self.assertEqual(messages("src/observe/log.cpp", text), [])
            self.assertEqual(len(messages("src/observe/metrics.cpp", text)), 1, header)
            self.assertEqual(messages("libs/auth_validator/src/a.cpp", text), [])
            self.assertEqual(messages("src/live/a_test.cpp", text), [])

    def test_each_driver_stays_in_its_adapter(self):
        self.assertEqual(len(messages("src/chats/a.cpp", "#include <sqlite3.h>\n")), 1)
        self.assertEqual(messages("src/adapters/sqlite/a.cpp", "#include <sqlite3.h>\n"), [])
        self.assertEqual(len(messages("src/adapters/sqlite/a.cpp", "#include <libpq-fe.h>\n")), 1)
        self.assertEqual(messages("src/adapters/postgres/a.cpp", "#include <libpq-fe.h>\n"), [])

    def test_beast_stays_in_live_and_the_domain_has_no_boost(self):
        self.assertEqual(len(messages("src/http/a.cpp", "#include <boost/beast/websocket.hpp>\n")), 1)
        self.assertEqual(messages("src/live/a.cpp", "#include <boost/beast/websocket.hpp>\n"), [])
        self.assertEqual(len(messages("src/domain/a.cpp", "#include <boost/asio/post.hpp>\n")), 1)
        self.assertEqual(len(messages("src/wire/a.cpp", "#include <boost/asio/post.hpp>\n")), 1)


class Forbidden(unittest.TestCase):
    def test_sleeps(self):
        for path, line in (
            ("src/live/a_test.cpp", "std::this_thread::sleep_for(1ms);"),
            ("src/live/a_test.cpp", "  usleep(10);"),
            ("tests/scenario/a.cpp", "::sleep(1);"),
            ("tests/end_to_end/a.py", "    time.sleep(1)"),
            ("web/e2e/chat.spec.ts", "await page.waitForTimeout(100);"),
        ):
            self.assertEqual(len(messages(path, line)), 1, line)
        self.assertEqual(messages("src/caravan/commands/tail.cpp", "std::this_thread::sleep_for(pause);"), [])
        for line in ("clock.advance(1ms);", "co_await runtime::sleep(clock, 1ms);"):
            self.assertEqual(messages("src/live/a_test.cpp", line), [])

    def test_detached_tasks(self):
        self.assertEqual(len(messages("tests/a.cpp", "co_spawn(io, f(), asio::detached);")), 1)
        self.assertEqual(len(messages("tests/a.cpp", "co_spawn(io, f(), detached);")), 1)

    def test_coroutines_that_nobody_owns(self):
        handler = "  asio::co_spawn(executor, drive(chat, {1, 2}),\n                 [this](std::exception_ptr e) { end(e); });"
        self.assertEqual(messages("src/adapters/cassandra/a.cpp", "\n" + handler), ["nobody owns this coroutine: give it to a task group"])
        for path in ("src/runtime/task_group.cpp", "src/live/a_test.cpp", "tests/a.cpp"):
            self.assertEqual(messages(path, handler), [], path)
        for token in ("asio::use_future", "boost::asio::use_awaitable", "deferred"):
            self.assertEqual(messages("src/live/a.cpp", f"co_await asio::co_spawn(loop, f(a, b),\n  {token});"), [], token)

    def test_conditions_that_the_compiler_gets_wrong(self):
        for line in ("  if (co_await probe()) co_return 1;", "  while (co_await read()) {", "if (!co_await send(a, b)) co_return;"):
            self.assertEqual(len(messages("src/live/a.cpp", line)), 1, line)
        for line in ("  if (next) co_await enter(*next);", "  if (a) co_return co_await b(c);", "const bool x = co_await f();"):
            self.assertEqual(messages("src/live/a.cpp", line), [], line)

    def test_unfinished_work(self):
        for word in ("TODO", "FIXME", "XXX", "HACK"):
            self.assertEqual(len(messages("web/src/a.ts", f"// {word}: later")), 1)
        self.assertEqual(messages("web/src/a.ts", "const todos = []"), [])

    def test_places_on_one_machine(self):
        self.assertEqual(len(messages("README.md", "cd /home/anna/caravan")), 1)
        self.assertEqual(len(messages("src/a/b.txt", "/root/x")), 1)
        self.assertEqual(messages("README.md", "https://example.org/home/page and ./work/x"), [])

    def test_length(self):
        self.assertEqual(messages("web/src/a.ts", "a\n" * 500), [])
        self.assertEqual(len(messages("web/src/a.ts", "a\n" * 501)), 1)
        self.assertEqual(messages("web/package-lock.json", "a\n" * 501), [])

    def test_headers_guard_themselves(self):
        self.assertEqual(messages("src/domain/a.hpp", "struct A;\n"), ["a header without #pragma once"])
        self.assertEqual(messages("src/domain/a.hpp", "#pragma once\nstruct A;\n"), [])


class Required(unittest.TestCase):
    def test_what_a_build_looks_for_must_be_there(self):
        for text in (
            "find_program(NPM npm)\n",
            "  find_program(NPM NAMES npm\n               PATHS /opt)\n",
            "find_package(GTest)\n",
            "find_path(LLHTTP llhttp.h)\n",
            "pkg_check_modules(LIBPQ IMPORTED_TARGET libpq)\n",
            'find_program(NPM npm)\nif(NOT NPM)\n  message(WARNING "no npm")\nendif()\n',
            'find_program(NPM npm)\nif(NOT CARGO)\n  message(FATAL_ERROR "no cargo")\nendif()\n',
        ):
            for path in ("tests/CMakeLists.txt", "cmake/tools.cmake"):
                self.assertEqual(len(messages(path, text)), 1, text)

    def test_required_or_a_message_of_its_own_or_a_named_option(self):
        for text in (
            "find_program(NPM npm REQUIRED)\n",
            "find_path(LLHTTP llhttp.h\n          HINTS /usr/share REQUIRED)\n",
            'find_program(CARGO cargo)\nif(NOT CARGO)\n  message(FATAL_ERROR "no cargo")\nendif()\n',
            "find_program(CCACHE ccache)\nfind_program(MOLD mold)\nfind_package(benchmark QUIET)\n",
            "# find_program(NPM npm) would be wrong here\n",
        ):
            self.assertEqual(messages("CMakeLists.txt", text), [], text)

    def test_the_line_is_the_calls_own(self):
        text = "project(a)\n\n\nfind_program(NPM npm)\n"
        self.assertEqual([line for line, _ in rules.everything("CMakeLists.txt", text)], [4])


if __name__ == "__main__":
    unittest.main()
