"""Keep what was worked out in a folder, so that it need not be worked out again.

Each entry is a file, called by its key: the fingerprint of everything that it depends on
(`fingerprints`). It is written beside its place and put there in one step, and is a parcel
(`parcels`) that knows its own hashes: an entry that is damaged is no entry.

The folder only ever saves time. Where it cannot be written, is damaged or is taken away, everything
is worked out; `Cache.problem` then says why.

Why no index: entries are found by their names, so that two runs share a folder without a lock.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from everyleaf.parcels import DamagedError, pack_parts, unpack

LIMIT_BYTES = 2_000_000_000
"""What a cache may hold; beyond it, what was not used for longest goes."""
_KEPT = 0.8
"""The share of the limit that is left after that."""
_FOLDER = re.compile(r"[0-9a-f]")
_ENTRY = re.compile(r"[0-9a-f]{63}(\.json)?")
_UNFINISHED = ".unfinished-"
_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This folder is a cache of Everyleaf's: everything in it can be made again.
# See https://bford.info/cachedir/
"""


class Cache:
    """A folder of entries.

    State that lives between calls: why the folder could not be written, if so.
    """

    def __init__(self, folder: Path, limit_bytes: int = LIMIT_BYTES) -> None:
        """Name the folder; it is made with the first entry."""
        self.folder = folder
        self.problem: str | None = None
        self._limit_bytes = limit_bytes

    def path(self, key: str) -> Path:
        """Return the file of an entry."""
        return self.folder / key[:1] / key[1:]

    def has(self, key: str) -> bool:
        """Tell whether there is an entry, whole or not."""
        return self.path(key).is_file()

    def load(self, key: str) -> Any:
        """Return what was kept.

        Raises:
            KeyError: if there is no such entry, or it is damaged.
        """
        path = self.path(key)
        try:
            value = unpack(path, key)
        except FileNotFoundError as error:
            raise KeyError(key) from error
        except (OSError, DamagedError) as error:
            with contextlib.suppress(OSError):
                path.unlink()
            raise KeyError(key) from error
        with contextlib.suppress(OSError):
            os.utime(path)  # used: it goes last
        return value

    def store(self, key: str, value: object) -> bool:
        """Keep a value; tell whether that was possible."""
        return self.write(key, pack_parts(value, key))

    def write(self, key: str, parts: Iterable[bytes]) -> bool:
        """Keep a file of any kind, which consists of parts; tell whether that was possible."""
        path = self.path(key)
        try:
            self._make_folder(path.parent)
            handle, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
            try:
                with open(handle, "wb") as file:  # noqa: PTH123  # it is open already
                    file.writelines(parts)
                os.replace(name, path)  # noqa: PTH105  # both are names
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(name)  # noqa: PTH108
                raise
        except OSError as error:
            self.problem = self.problem or error.strerror or str(error)
            return False
        return True

    def measure(self) -> tuple[int, int]:
        """Return the number of the entries and how many bytes they take."""
        sizes = [entry.stat().st_size for entry in self._entries()]
        return len(sizes), sum(sizes)

    def clear(self) -> None:
        """Remove every entry, and nothing else that may be in the folder.

        Raises:
            OSError: if that cannot be done.
        """
        for entry in list(self._entries()):
            entry.unlink(missing_ok=True)
        for folder in list(self._folders()):
            with contextlib.suppress(OSError):  # something else is in it
                folder.rmdir()

    def prune(self) -> None:
        """Remove what was not used for longest, if the folder has grown beyond its limit."""
        with contextlib.suppress(OSError):
            files = []
            for entry in self._entries():
                with contextlib.suppress(FileNotFoundError):
                    status = entry.stat()
                    files.append((status.st_mtime_ns, status.st_size, entry))
            size = sum(length for _, length, _ in files)
            if size <= self._limit_bytes:
                return
            for _, length, entry in sorted(files):
                entry.unlink(missing_ok=True)
                size -= length
                if size <= self._limit_bytes * _KEPT:
                    return

    def _folders(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (
                p for p in sorted(self.folder.iterdir()) if _FOLDER.fullmatch(p.name) and p.is_dir()
            )

    def _entries(self) -> Iterator[Path]:
        """Yield the entries, and what a run that was killed left unfinished."""
        for folder in self._folders():
            for path in sorted(folder.iterdir()):
                if _ENTRY.fullmatch(path.name) or path.name.startswith(_UNFINISHED):
                    yield path

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        if not self.folder.is_dir():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with contextlib.suppress(OSError):
                (self.folder / "CACHEDIR.TAG").write_text(_TAG, "utf-8")
        folder.mkdir(exist_ok=True)
