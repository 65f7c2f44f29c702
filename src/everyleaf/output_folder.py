"""Keep an output folder whole: one run at a time, and every file in it the old or the new one.

1. `open_folder` makes the folder, waits until no other run publishes into it, and removes what a run
   that was killed left there.
2. `require_writable` makes sure, before the long work, that it can be written.
3. `replace_files` writes all files beside the old ones, then puts each into its place in one step.

Why the folder itself is locked and no file in it: what is published is all that stands there, and a
lock of the system's ends with its process, however that ends.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from everyleaf.diagnostics import Diagnostic, Position, PublishError

try:
    import fcntl
except ImportError:  # Windows has no locks of folders: there, the last run that ends has its way
    fcntl = None  # type: ignore[assignment]  # mypy takes modules for constants

STAGING = ".everyleaf-"
"""How the folders begin that hold unfinished work."""


@contextlib.contextmanager
def open_folder(folder: Path, wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Have an output folder for oneself; it is made if it is not there.

    Args:
        folder: Where the files go.
        wait: Called if another run has to end first.

    Raises:
        PublishError: `output-unwritable`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = _lock(folder, wait)
    except OSError as error:
        raise PublishError([_unwritable(folder, error)]) from error
    try:
        for path in folder.glob(f"{STAGING}*"):
            shutil.rmtree(path, ignore_errors=True)
        yield
    finally:
        if handle is not None:
            os.close(handle)


def require_writable(folder: Path) -> None:
    """Make the folder, and make sure that it can be written.

    Raises:
        PublishError: `output-unwritable`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=STAGING, dir=folder):
            pass
    except OSError as error:
        raise PublishError([_unwritable(folder, error)]) from error


def replace_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files into their places.

    A file whose bytes are already there is left alone, with its time.

    Raises:
        PublishError: `output-unwritable`; then nothing has changed.
    """
    try:
        changed = {n: d for n, d in files.items() if not _holds(folder / n, d)}
        if not changed:
            return
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=folder))
        try:
            for name, data in changed.items():
                with (staging / name).open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
            for name in changed:
                if (folder / name).is_dir():
                    raise IsADirectoryError(errno.EISDIR, f"{name} is a folder")
            for name in changed:
                (staging / name).replace(folder / name)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise PublishError([_unwritable(folder, error)]) from error


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _lock(folder: Path, wait: Callable[[], None]) -> int | None:
    """Return an open handle that locks the folder; None where folders cannot be locked."""
    if fcntl is None:
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            wait()
            fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:  # some network disks have no locks
        os.close(handle)
        return None
    except BaseException:
        os.close(handle)
        raise
    return handle


def is_full(error: OSError) -> bool:
    """Tell whether there is no room for what was to be written."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def describe_full_disk(error: OSError) -> Diagnostic:
    """Return the finding for a disk, mostly that of temporary files, that has no room left."""
    # No position: the finding is about this machine, not about a place in a file.
    return Diagnostic(
        "disk-full",
        "error",
        f"there is no room for what is written meanwhile: {error.strerror or error}",
        "Free some space on the disk, or name another folder for temporary files in TMPDIR.",
    )


def _unwritable(folder: Path, error: OSError) -> Diagnostic:
    return Diagnostic(
        "output-unwritable",
        "error",
        f"the output folder cannot be written: {error.strerror or error}",
        "Free some space on the disk."
        if is_full(error)
        else "Make it writable for you, or name another folder with --to.",
        Position(folder.as_posix()),
    )
