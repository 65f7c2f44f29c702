"""Run a command in a process of its own and measure it: wall, CPU, memory.

CPU is user and system time of the process and of all that it starts. Memory is the most that any
one process ever held, as the kernel counts it (`ru_maxrss`), and the most that all of them held
together, as sampled (proportional set size, so that shared pages count once).

Why this process adopts orphans: what a command leaves behind would not be counted otherwise.
Why nothing heavy is imported here: the kernel starts a child's count at what its parent held.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_SAMPLED_EVERY_S = 0.25
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took."""

    wall_s: float
    cpu_s: float
    memory_mb: float
    """The largest single process, in 10^6 bytes."""
    together_mb: float
    """All processes together, sampled; 0 for what was over before the first sample."""


class CommandError(Exception):
    """A command failed; the message is the end of what it said."""


def adopt_orphans() -> None:
    """Let processes whose parent ends become children of this one (Linux 3.4)."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str], timeout_s: float
) -> Usage:
    """Run a command in a folder and return what it took.

    Raises:
        CommandError: if it fails or takes longer than `timeout_s`.
    """
    with tempfile.TemporaryFile() as said:
        sampler = _Sampler()
        start = time.perf_counter()
        child = subprocess.Popen(
            list(map(str, command)),
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        killer = threading.Timer(timeout_s, os.killpg, (child.pid, signal.SIGKILL))
        killer.start()
        sampler.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
            wall_s = time.perf_counter() - start
        finally:
            killer.cancel()
            sampler.stop()
        child.returncode = os.waitstatus_to_exitcode(status)  # it is reaped: Popen need not wait
        cpu_s, memory_kb = usage.ru_utime + usage.ru_stime, usage.ru_maxrss
        for orphan in _reap_orphans(child.pid):
            cpu_s += orphan.ru_utime + orphan.ru_stime
            memory_kb = max(memory_kb, orphan.ru_maxrss)
        if child.returncode:
            said.seek(0)
            words = said.read().decode("utf-8", "replace").strip()[-2000:]
            raise CommandError(words or f"it ended with code {child.returncode}")
    return Usage(wall_s, cpu_s, memory_kb * 1024 / 1e6, sampler.most_bytes / 1e6)


def _reap_orphans(group: int) -> list[resource.struct_rusage]:
    """End what a command left running and return what each of it took."""
    taken: list[resource.struct_rusage] = []
    while True:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return taken
        if pid:
            taken.append(usage)
            continue
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        time.sleep(0.02)


class _Sampler(threading.Thread):
    """Adds up the memory of all descendants of this process, a few times a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most_bytes = 0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(_SAMPLED_EVERY_S):
            self.most_bytes = max(self.most_bytes, sum(map(_held_bytes, _descendants())))

    def stop(self) -> None:
        self._over.set()
        self.join()


def _descendants() -> list[int]:
    """Return the processes that this one started, and those that they did."""
    children: dict[int, list[int]] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdecimal():
            try:
                words = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            children.setdefault(int(words[1]), []).append(int(folder.name))
    found: list[int] = []
    waiting = [os.getpid()]
    while waiting:
        more = children.get(waiting.pop(), [])
        found += more
        waiting += more
    return found


def _held_bytes(pid: int) -> int:
    """Return the proportional set size of a process; 0 if it has ended."""
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
