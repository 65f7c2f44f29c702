"""Have work done by processes of this machine, which end when the run ends, however it ends.

Why they are started afresh (`spawn`) and never forked: a Java machine or a thread that runs in this
one would be copied in the middle of what it does.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import importlib
import multiprocessing
import multiprocessing.connection
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

from everyleaf.cache import Cache
from everyleaf.fingerprints import house
from everyleaf.jobs import Pooled
from everyleaf.memory import collecting_nothing


@contextlib.contextmanager
def open_processes(
    cache: Cache,
    count: int,
    scratch: Path,
    reading: str | None,
    working: str | None,
    helping: str | None,
    waiting: str | None,
) -> Iterator[Pooled]:
    """Open a pool of processes, and end them in the end.

    `scratch` is a folder of the run's own, for what they are sent and what they write for
    themselves; the other arguments are those of `executors.open_jobs`.
    """

    def start() -> Executor:
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(count, spawn, _begin, (str(scratch),))

    def send(key: str, parts: Sequence[bytes]) -> bytes | Path:
        path = scratch / key
        try:
            with path.open("wb") as file:
                file.writelines(parts)
        except OSError:  # a full disk: it travels with each task
            return b"".join(parts)
        return path

    jobs = Pooled(
        start,
        cache,
        send,
        at_home=True,
        wake=_getting_ready(working),
        wake_others=_getting_ready(helping),
        count=count,
        start_readers=start,
        wake_reader=_getting_ready(reading),
        meanwhile=_getting_ready(waiting),
    )
    try:
        yield jobs
    finally:
        jobs.close()


def _begin(scratch: str) -> None:
    """Leave Ctrl-C to the process that began this one, and end when that ends.

    Why: workers whose parent was killed would wait for work for ever. One whose work is done ends
    at once: to take everything apart that is in its memory takes a tenth of a second. The files
    that it leaves then lie in the run's own folder, such as the fonts that WeasyPrint unpacks
    (40 MB), and go with it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = scratch
    atexit.register(os._exit, 0)
    parent = multiprocessing.parent_process()
    assert parent is not None  # it is one of `open_processes`

    def watch() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        shutil.rmtree(scratch, ignore_errors=True)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _getting_ready(name: str | None) -> Callable[[], None] | None:
    return functools.partial(_get_ready, name) if name else None


def _get_ready(name: str) -> None:
    """Call a function, so that what it needs is in memory when it is needed."""
    with collecting_nothing():
        house()
        module, _, function = name.partition(":")
        getattr(importlib.import_module(module), function)()
