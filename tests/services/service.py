"""What the servers of a test run have in common, and where those that come as jars keep them."""

import pathlib
import shutil
import signal
import subprocess

from process import needed

MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"


class Service:
    """One server: a class that runs it sets `_process` in `_run`, and `_data`, where it keeps what it is told."""

    _process = None
    _data = None

    @staticmethod
    def fetch():
        """Whatever else than an installed package it needs."""

    @property
    def pid(self):
        return self._process.pid

    def stop(self):
        if self._process is not None:
            # Nobody reads its data again, and an orderly end takes seconds.
            self._process.kill()

    def kill(self):
        self._process.kill()

    def pause(self):
        self._process.signal_all(signal.SIGSTOP)

    def resume(self):
        self._process.signal_all(signal.SIGCONT)

    def restart(self):
        """After `stop` or `kill`: the same data on the same port. One that does not answer in time is killed: the next
        try must find its port and its data free."""
        try:
            self._run()
        except BaseException:
            self.stop()
            raise

    def lose(self):
        """Its disk: it starts anew on the same port, with nothing in it."""
        self.kill()
        shutil.rmtree(self._data)
        self._make_data()
        self._run()

    def _make_data(self):
        """Whatever a first start needs."""


def fill_in(template, values, target):
    """Writes a copy of the template with each {name} replaced."""
    text = pathlib.Path(template).read_text()
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    pathlib.Path(target).write_text(text)


def jars(settings, folder_name):
    """The folder of a server's jars, fetched when the pom.xml among its settings has changed since."""
    cache = settings.parents[2] / ".dev" / "services" / settings.name
    folder, stamp = cache / folder_name, cache / "pom.xml"
    wanted = (settings / "pom.xml").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [needed("mvn"), "-q", "-B", "-f", settings / "pom.xml", MAVEN_COPY, "-DincludeScope=runtime",
             f"-DoutputDirectory={folder}"],
            check=True,
        )  # fmt: skip
        stamp.write_text(wanted)
    return folder
