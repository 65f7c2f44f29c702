"""Pieces of work for the tests of those who do it: other processes import them from here."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from everyleaf.diagnostics import Diagnostic, PublishError
from everyleaf.jobs import HERE, Deferred, Jobs, Task, fleeting
from everyleaf.model import Publication


def double(number: int) -> int:
    return number * 2


def paint(name: str, size: int) -> tuple[str, Deferred[bytes]]:
    return name, Deferred(name.encode() * size)


def weigh(material: bytes, name: str) -> tuple[str, int]:
    return name, len(material)


def refuse(number: int) -> int:
    raise PublishError([Diagnostic("no", "error", f"no {number}", "Do not.")])


def refuse_publication(publication: Publication, jobs: Jobs) -> None:
    raise PublishError([Diagnostic("no", "error", f"{publication.name} is refused", "Do not.")])


def guess(folder: str) -> int:
    path = Path(folder) / "guesses"
    path.write_text(path.read_text() + "x" if path.is_file() else "x")
    return fleeting(len(path.read_text()))


def count(folder: str, name: str) -> int:
    """Note each call, so that a test sees how often it was made."""
    path = Path(folder) / name
    path.write_text(path.read_text() + "x" if path.is_file() else "x")
    return len(path.read_text())


def nest(number: int, jobs: Jobs) -> int:
    return sum(jobs.map_memo(double, [Task((number,)), Task((number + 1,))]))


def which_process(name: str) -> int:
    return os.getpid()


def die_once(folder: str, number: int) -> int:
    path = Path(folder) / "died"
    if not path.is_file():
        path.write_text("")
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


NESTED = Task((3, HERE))
