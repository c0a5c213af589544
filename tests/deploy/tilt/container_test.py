"""What runs in Tilt's containers: a server that can be replaced, and the libraries it was linked with."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

TILT = pathlib.Path(__file__).resolve().parents[3] / "deploy" / "tilt"

# Says when it serves, and ends as caravan does.
SERVER = """\
#!/usr/bin/python3
import signal, sys

def end(*_):
    print("stopped", flush=True)
    sys.exit()

signal.signal(signal.SIGTERM, end)
print(*sys.argv[1:], flush=True)
sys.exit(signal.pause() if sys.argv[1] == "serve" else 3)
"""


class ReplaceableTest(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.programs = pathlib.Path(made.name) / "bin"
        self.programs.mkdir()
        shutil.copy(TILT / "replaceable", self.programs)
        self.replace()

    def replace(self, server=SERVER):
        """As tar does it: another file under the name, since the old one is running."""
        new = self.programs / "new"
        new.write_text(server)
        new.chmod(0o755)
        new.rename(self.programs / "caravan")

    def start(self, *arguments):
        container = subprocess.Popen([self.programs / "replaceable", *arguments], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, text=True, start_new_session=True)

        def end():
            if container.poll() is None:
                os.killpg(container.pid, signal.SIGKILL)
            container.communicate()

        self.addCleanup(end)
        return container

    def says(self, container, *lines):
        self.assertEqual([container.stdout.readline().strip() for _ in lines], list(lines))

    def tell(self, what):
        subprocess.run([self.programs / "replaceable", "--replaced", what], check=True, timeout=20)

    def test_a_replaced_program_is_started_with_the_same_arguments(self):
        container = self.start("serve", "--roles", "chat")
        self.says(container, "serve --roles chat")
        self.replace(SERVER.replace("print(*", 'print("new", *'))
        self.tell("caravan")
        self.says(container, "stopped", "new serve --roles chat")
        self.tell("caravan")
        self.says(container, "stopped", "new serve --roles chat")

    def test_pages_are_read_anew_by_the_role_that_serves_them(self):
        web = self.start("serve", "--roles", "web")
        self.says(web, "serve --roles web")
        self.tell("web")
        self.says(web, "stopped", "serve --roles web")
        chat = self.start("serve", "--roles", "chat")
        self.says(chat, "serve --roles chat")
        self.tell("web")
        # It was left alone: it still ends by the signal for the container, after which nothing follows.
        chat.terminate()
        self.assertEqual(chat.stdout.read(), "stopped\n")
        self.assertEqual(chat.wait(20), 0)

    def test_a_crash_is_the_containers(self):
        container = self.start("serve")
        self.says(container, "serve")
        server = int((self.programs.parent / "server.pid").read_text())
        os.kill(server, signal.SIGKILL)
        self.assertEqual(container.wait(20), 128 + signal.SIGKILL)

    def test_the_containers_end_is_the_servers(self):
        container = self.start("serve")
        self.says(container, "serve")
        container.terminate()
        self.assertEqual(container.stdout.read(), "stopped\n")
        self.assertEqual(container.wait(20), 0)

    def test_other_commands_run_once(self):
        container = self.start("migrate", "up")
        self.says(container, "migrate up")
        self.assertEqual(container.wait(20), 3)

    def test_before_the_server_runs_there_is_nothing_to_do(self):
        self.tell("caravan")


def libraries_of(program):
    """The packages of what it was linked with itself."""
    headers = subprocess.run(["objdump", "--private-headers", program], capture_output=True, text=True, check=True).stdout
    resolved = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    paths = dict(re.findall(r"^\s*(\S+) => (\S+)", resolved, re.MULTILINE))
    files = [os.path.realpath(paths[name]) for name in re.findall(r"NEEDED\s+(\S+)", headers) if name in paths]
    # Some packages still name /lib, which is the same folder.
    files += [file.removeprefix("/usr") for file in files]
    owners = subprocess.run(["dpkg-query", "--search", *files], capture_output=True, text=True, check=False).stdout
    return {line.split(":")[0] for line in owners.splitlines()}


class LibrariesTest(unittest.TestCase):
    # What a Debian without anything has.
    BASE = {"libc6", "libgcc-s1", "libstdc++6"}

    def test_the_image_has_what_the_program_was_linked_with(self):
        needed = libraries_of(os.environ["CARAVAN_BIN"]) - self.BASE
        installed = set(re.findall(r"(?<= )lib[a-z0-9.+-]+\d", (TILT / "Dockerfile").read_text()))
        self.assertEqual(sorted(needed - installed), [])
        if "librdkafka1" in needed:
            # With every store's adapter; an embedded build needs less than the image has.
            self.assertEqual(sorted(installed - needed), [])


if __name__ == "__main__":
    unittest.main()
