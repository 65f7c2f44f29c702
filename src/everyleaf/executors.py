"""Open somebody who does the work: this process, a pool of processes, a Dask cluster.

Why processes are started afresh (`spawn`) and never forked: a Java machine or a thread that runs in
this one would be copied in the middle of what it does.
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
from typing import Literal, TypeAlias, cast

from everyleaf.cache import Cache
from everyleaf.diagnostics import Diagnostic, PublishError
from everyleaf.fingerprints import house
from everyleaf.jobs import InProcess, Jobs, Pooled
from everyleaf.memory import collecting_nothing

ExecutorKind: TypeAlias = Literal["processes", "dask"]
EXECUTORS: tuple[ExecutorKind, ...] = ("processes", "dask")


@contextlib.contextmanager
def open_jobs(
    cache: Cache | None,
    count: int = 1,
    kind: ExecutorKind = "processes",
    scheduler: str | None = None,
    reading: str | None = None,
    working: str | None = None,
    helping: str | None = None,
    waiting: str | None = None,
) -> Iterator[Jobs]:
    """Open somebody who does the work, and let go of them in the end.

    Args:
        cache: Where results are kept; None for nowhere.
        count: How many processes work.
        kind: `processes` on this machine, or the workers of a Dask cluster.
        scheduler: The address of the cluster's scheduler.
        reading: The function, as `module:name`, by which a process gets ready to read at once,
            while this one gets ready for the rest.
        working: That by which another process gets ready to work, while the sources are read.
        helping: That by which all others get ready for what is left to them, once work has begun.
        waiting: That by which this one gets ready while the sources are read.

    Raises:
        PublishError: `cluster-unreachable`.
    """
    if kind == "processes" and count == 1:
        yield InProcess(cache)
        return
    with tempfile.TemporaryDirectory(prefix="everyleaf-", ignore_cleanup_errors=True) as folder:
        kept = cache if cache is not None and house() is not None else Cache(Path(folder) / "kept")
        opened = (
            _processes(kept, count, Path(folder), reading, working, helping, waiting)
            if kind == "processes"
            else _dask(kept, scheduler)
        )
        with opened as jobs:
            yield jobs


@contextlib.contextmanager
def _processes(
    cache: Cache,
    count: int,
    scratch: Path,
    reading: str | None,
    working: str | None,
    helping: str | None,
    waiting: str | None,
) -> Iterator[Pooled]:
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


@contextlib.contextmanager
def _dask(cache: Cache, scheduler: str | None) -> Iterator[Pooled]:
    try:
        from distributed import Client
    except ImportError as error:
        raise PublishError([_MISSING]) from error
    try:
        client = Client(scheduler, set_as_default=False)
    except (OSError, ValueError) as error:
        raise PublishError([_unreachable(scheduler, error)]) from error

    def send(key: str, parts: Sequence[bytes]) -> bytes | Path:
        """Return a future, which Dask replaces by the bytes where the task is done."""
        return cast("bytes", client.scatter(b"".join(parts), hash=True))

    with client:
        jobs = Pooled(
            lambda: client.get_executor(pure=False),
            cache,
            send,
            at_home=False,
        )
        yield jobs


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
    assert parent is not None  # it is one that `_processes` started

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


# No position: the findings are about this machine, not about a place in a file.
_MISSING = Diagnostic(
    "cluster-unreachable",
    "error",
    "dask.distributed is not installed, so no work can be sent to a Dask cluster",
    "Install it: pip install 'everyleaf[dask]', or publish without --executor dask.",
)


def _unreachable(scheduler: str | None, error: Exception) -> Diagnostic:
    return Diagnostic(
        "cluster-unreachable",
        "error",
        f"the Dask scheduler at {scheduler} does not answer: {error}",
        "Check the address, and start the scheduler: dask scheduler.",
    )
