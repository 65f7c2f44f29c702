"""Open somebody who does the work: this process, a pool of `processes`, a Dask cluster."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeAlias, cast

from everyleaf.cache import Cache
from everyleaf.diagnostics import Diagnostic, PublishError
from everyleaf.fingerprints import house
from everyleaf.jobs import InProcess, Jobs, Pooled

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
        if kind == "dask":
            opened = _dask(kept, scheduler)
        else:
            from everyleaf.processes import open_processes  # here: one process needs none of it

            scratch = Path(folder)
            opened = open_processes(kept, count, scratch, reading, working, helping, waiting)
        with opened as jobs:
            yield jobs


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
