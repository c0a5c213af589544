"""The consoles of the stores, under the names that operators know, and the commands of the documentation that use them."""

import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(ROOT / "tests" / "services"))

from cassandra import Cassandra  # noqa: E402
from service import jars  # noqa: E402

SECONDS_MAX = 120
KAFKA = {
    "kafka-topics.sh": "org.apache.kafka.tools.TopicCommand",
    "kafka-consumer-groups.sh": "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
    "kafka-console-consumer.sh": "org.apache.kafka.tools.consumer.ConsoleConsumer",
}
JAVA = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m")


def blocks(document, heading, below=None, language="sh"):
    """The blocks of that language below that heading (the first one, or the first below another heading), in order."""
    lines = (ROOT / "docs" / document).read_text().splitlines()
    begin = lines.index(heading, lines.index(below) if below else 0)
    level = heading.split()[0]
    found, block = [], None
    for line in lines[begin + 1 :]:
        if block is None and line.startswith("#") and len(line.split()[0]) <= len(level):
            break
        if block is None and line == f"```{language}":
            block = []
        elif block is not None and line == "```":
            found.append("\n".join(block))
            block = None
        elif block is not None:
            block.append(line)
    return found


class Consoles:
    """`folder` is empty and gets the programs."""

    def __init__(self, folder):
        self._folder = folder
        self._host, self._port = os.environ["CARAVAN_TEST_CASSANDRA"].split(":")
        management = os.environ["CARAVAN_TEST_CASSANDRA_MANAGEMENT"].split(":")
        for name, main in KAFKA.items():
            self._make(name, *JAVA, "-cp", f"{jars(HERE, 'libs')}/*", main)
        settings = ROOT / "tests" / "services" / "cassandra"
        self._make("nodetool", "java", f"@{settings / 'jvm.options'}", f"-Dlogback.configurationFile=file://{settings / 'logback.xml'}",
                   f"-Duser.home={folder}", "-cp", f"{Cassandra.fetch()}/*",
                   "org.apache.cassandra.tools.NodeTool", "--host", management[0], "--port", management[1])
        self._make("cqlsh", ROOT / ".dev" / "deploy" / "bin" / "cqlsh")

    def _make(self, name, *command):
        path = self._folder / name
        path.write_text(f"#!/bin/sh\nexec {shlex.join(map(str, command))} \"$@\"\n")
        path.chmod(0o755)

    def run(self, text, **here):
        """What these commands print; each must succeed. `here` has words of the text and what stands for them on this machine."""
        names = {"BROKER:9092": os.environ["CARAVAN_TEST_KAFKA"], "cqlsh CASSANDRA": f"cqlsh {self._host} {self._port}"}
        for word, meaning in {**names, **here}.items():
            text = text.replace(word, str(meaning))
        environment = {**os.environ, "DATABASE_URL": os.environ["CARAVAN_TEST_POSTGRES"], "HOME": str(self._folder),
                       "PATH": f"{self._folder}:{pathlib.Path(os.environ['CARAVAN_BIN']).parent}:{os.environ['PATH']}"}
        done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", text], env=environment, cwd=self._folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=SECONDS_MAX, check=False)
        if done.returncode != 0:
            raise AssertionError(f"exit code {done.returncode}:\n{text}\n{done.stdout[-3000:]}")
        return done.stdout
