"""A server's process: what it prints goes to a file, it can be waited for by what it says, and it ends with us."""

import os
import pathlib
import shutil
import signal
import subprocess
import threading
import time

STOP_SECONDS_MAX = 30
BETWEEN_LOOKS_SECONDS = 0.1


class CannotRun(RuntimeError):
    """Something about the machine, said in one line: whoever reads it has no use for a stack."""


def needed(program):
    """The program, which must be on this machine."""
    if shutil.which(program) is None:
        raise CannotRun(f"{program} is needed and not here: ./dev test installs it")
    return program


def call(command, folder=None):
    """Runs it to its end; what it says is shown only when it fails."""
    needed(command[0])
    done = subprocess.run([*map(str, command)], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} failed: {done.stderr}{done.stdout}")


def lives(pid):
    """False also for one that has ended and that nobody has asked about yet."""
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


class Process:
    """One run of a program. Its creator's thread must live as long: the system ends the program with that thread, so
    that a runner which was killed leaves nothing behind. `meanings` has phrases of its log, each with what is wrong with
    the machine when the program does not start and has said so."""

    def __init__(self, arguments, log, *, user=None, environment=None, meanings=None):
        needed(arguments[0])
        command = [needed("setpriv"), "--pdeathsig", "KILL"]
        if user is not None and os.geteuid() == 0:
            command += [f"--reuid={user}", f"--regid={user}", "--init-groups"]
        self._process = subprocess.Popen(
            [*command, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
        )
        self._log = pathlib.Path(log)
        self._meanings = meanings or {}
        self._said = []
        self._news = threading.Condition()
        self._ended = False
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def pid(self):
        return self._process.pid

    def wait_for(self, text, seconds_max):
        """Returns once a line that holds `text` was printed."""
        with self._news:
            done = self._news.wait_for(lambda: self._has_said(text) or self._ended, seconds_max)
            if done and self._has_said(text):
                return
            self._give_up(f'"{text}"', seconds_max)

    def wait_until(self, answers, seconds_max):
        """For servers that say nothing when they are ready: all there is to do is to ask again."""
        deadline = time.monotonic() + seconds_max
        while not answers():
            with self._news:
                if self._news.wait_for(lambda: self._ended, BETWEEN_LOOKS_SECONDS) or time.monotonic() > deadline:
                    self._give_up("an answer", seconds_max)

    def family(self):
        """The process and everything it has started, parents first."""
        pids = [self.pid]
        for pid in pids:
            try:
                children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
            except FileNotFoundError:
                continue
            pids += map(int, children.split())
        return pids

    def signal_all(self, how):
        """The whole family at once, as a machine that crashes or hangs would do it."""
        for pid in self.family():
            try:
                os.kill(pid, how)
            except ProcessLookupError:
                pass

    def end(self, how):
        """Sends `how` and waits; what does not go then is killed."""
        if self._process.poll() is None:
            self._process.send_signal(how)
        try:
            self._process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self):
        """Returns when the whole family has gone: a child that is still ending holds what the next run needs."""
        family = self.family()
        self.signal_all(signal.SIGKILL)
        self._process.wait(STOP_SECONDS_MAX)
        deadline = time.monotonic() + STOP_SECONDS_MAX
        while any(map(lives, family)) and time.monotonic() < deadline:
            with self._news:  # the system tells nobody but their parent: all there is to do is to look again
                self._news.wait(BETWEEN_LOOKS_SECONDS / 10)

    def _give_up(self, what, seconds_max):
        for phrase, meaning in self._meanings.items():
            if self._has_said(phrase):
                raise CannotRun(meaning)
        why = "ended" if self._ended else f"gave none in {seconds_max} s"
        last = "".join(self._said[-20:])
        raise RuntimeError(f"waited for {what}, but process {self.pid} {why}; its log is {self._log}:\n{last}")

    def _has_said(self, text):
        return any(text in line for line in self._said)

    def _listen(self):
        with open(self._log, "a", encoding="utf-8") as log:
            for raw in self._process.stdout:
                line = raw.decode(errors="replace")
                log.write(line)
                log.flush()
                with self._news:
                    self._said.append(line)
                    self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()
