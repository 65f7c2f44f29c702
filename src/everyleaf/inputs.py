"""Say what the sources of a run are, in one short text: whatever a publication may read.

A publication reads nothing outside its own folder (`read/project.py`), so every file of that folder
counts, and every name: one that is missing today may be there tomorrow.

Why the contents and not the times of files: times lie, after a checkout or a copy.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from everyleaf.fingerprints import fingerprint

_HISTORIES = frozenset({".git", ".hg", ".svn", ".jj"})
"""Folders in which other programs keep the past of the sources."""
_INDEX = re.compile(rb"""^[\s{"']*index\b""", re.MULTILINE)
_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0)
"""Files have bytes; Windows would end some of them early."""
_COARSEST_NS = 2_000_000_000
"""What a file system may take for one time: FAT counts every other second."""
_MAX_FILES = 50_000
_MAX_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file, a link or a folder."""

    path: str
    """In the form in which the system resolves it."""
    content: str
    """Of what kind it is, and the hash of what is in it."""
    state: tuple[int, ...] = field(compare=False)
    """Its size, time and number, for whether it was changed meanwhile."""
    listed_ns: int = field(default=0, compare=False)
    """When a folder was last given a name or lost one, before it was listed; 0 if not known."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the sources of a run are."""

    sources: tuple[str, ...]
    """As the user named them."""
    entries: tuple[_Entry, ...] = field(repr=False)
    left_out: frozenset[str]
    """Folders inside that do not count, since what is in them is made."""
    folder: str = ""
    """That of the one source, where it is one: what is said of it holds wherever the folder is."""

    @property
    def whole(self) -> str:
        """The fingerprint of all sources."""
        return _join(self.sources, self.entries, "")

    def of(self, source: Path) -> Inputs:
        """Return what one of the sources is, by what is in its folder."""
        folder = os.path.realpath(_bound(source))
        inside = (e for e in self.entries if e.path == folder or e.path.startswith(folder + os.sep))
        return Inputs((os.fspath(source),), tuple(inside), self.left_out, folder)

    def as_fingerprint(self) -> str:
        """Return what tells these inputs from others."""
        named = (*self.sources, os.path.basename(os.path.realpath(self.sources[0])))  # noqa: PTH119
        return _join(named, self.entries, self.folder)

    def count(self, source: Path, names: Iterable[PurePath]) -> bool:
        """Tell whether files of a source, named relative to its folder, are counted."""
        folder = os.path.realpath(_bound(source))
        known = {e.path for e in self.entries if not e.content.startswith("link ")}
        paths = (os.path.join(folder, name) for name in names)  # noqa: PTH118
        return all(path in known or os.path.realpath(path) in known for path in paths)

    def are_unchanged(self) -> bool:
        """Tell whether nothing was changed since they were looked at.

        Folders are listed again only if one was given a name or lost one, be it that of the output.
        """
        if all(map(_is_unchanged, self.entries)):
            return True
        again = _walk(self.sources, self.left_out, hashed=False)
        return again is not None and [(e.path, e.state or e.content) for e in again] == [
            (e.path, e.state or e.content) for e in self.entries
        ]


def find_inputs(sources: Sequence[Path], left_out: Iterable[Path] = ()) -> Inputs | None:
    """Look at everything that sources may read; None if that is too much to look at.

    Args:
        sources: Files and folders, as the user named them.
        left_out: Folders whose content is made, such as that of the output.
    """
    named = tuple(os.fspath(source) for source in sources)
    skipped = frozenset(os.path.realpath(folder) for folder in left_out)
    entries = _walk(named, skipped, hashed=True)
    return None if entries is None else Inputs(named, entries, skipped)


def may_quote_pages(book: Path) -> bool:
    """Tell whether a book may have an index; quickly, so that nothing need be loaded for it."""
    try:
        with open(book / "book.yaml", "rb") as file:  # noqa: PTH123
            return _INDEX.search(file.read()) is not None
    except OSError:
        return False


def _is_unchanged(entry: _Entry) -> bool:
    """Tell whether an entry is surely as it was; False also if only a new look can tell."""
    try:
        status = os.lstat(entry.path)
    except OSError:
        return False
    if entry.listed_ns:
        return stat.S_ISDIR(status.st_mode) and status.st_mtime_ns == entry.listed_ns
    return stat.S_ISREG(status.st_mode) and entry.state == _state(status)


def _state(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ino


def _join(named: Iterable[str], entries: Iterable[_Entry], folder: str) -> str:
    """Return the fingerprint of names, and of entries by their paths in a folder."""
    lines = [*named, "", *(f"{e.path[len(folder) :]}\0{e.content}" for e in entries)]
    return fingerprint("\0\0".join(lines))


def _bound(source: Path) -> Path:
    """Return the folder that bounds what a source may read."""
    return source if source.is_dir() else source.parent


def _walk(
    sources: Sequence[str], left_out: frozenset[str], *, hashed: bool
) -> tuple[_Entry, ...] | None:
    """Return everything in the folders of sources, in order; None if that is too much."""
    found: dict[str, _Entry] = {}
    size = 0
    for root in sorted({os.path.realpath(_bound(Path(source))) for source in sources}):
        if root in found:
            continue
        found[root] = _Entry(root, "folder", (), _listed_ns(root))
        for entry in _look(root, left_out, hashed=hashed):
            found[entry.path] = entry
            size += entry.state[0] if entry.state else 0
            if len(found) > _MAX_FILES or size > _MAX_BYTES:
                return None
    return tuple(found[path] for path in sorted(found))


def _look(folder: str, left_out: frozenset[str], *, hashed: bool) -> Iterator[_Entry]:
    """Yield what is in a folder, and in its folders; quickly, since it is done on every run."""
    inside = _list(folder)
    while inside:
        item = inside.pop()
        if isinstance(item, _Entry):
            yield item
            continue
        path = item.path
        try:
            if item.is_symlink():
                yield _Entry(path, f"link {os.readlink(path)}", ())  # noqa: PTH115
            elif item.is_dir():
                if item.name not in _HISTORIES and path not in left_out:
                    yield _Entry(path, "folder", (), _listed_ns(path))
                    inside += _list(path)
            elif item.is_file():
                status = item.stat()
                content = _hash(path, status.st_size) if hashed else ""
                yield _Entry(path, content, _state(status))
            else:
                yield _Entry(path, "neither file nor folder", ())
        except OSError as error:
            yield _Entry(path, f"unreadable {error.errno}", ())


def _listed_ns(folder: str) -> int:
    """Return when a folder changed; 0 if so lately that it may change again at the same time."""
    try:
        changed_ns = os.lstat(folder).st_mtime_ns
    except OSError:
        return 0
    return changed_ns if time.time_ns() - changed_ns > _COARSEST_NS else 0


def _list(folder: str) -> list[os.DirEntry[str] | _Entry]:
    """Return what is in a folder, or that it cannot be read."""
    try:
        with os.scandir(folder) as listing:
            return list(listing)
    except OSError as error:
        return [_Entry(f"{folder}{os.sep}", f"unreadable {error.errno}", ())]


def _hash(path: str, size_bytes: int) -> str:
    """Return the hash of what is in a file.

    By the system's own calls: there are thousands of files, and a file object makes thrice as many.
    """
    handle = os.open(path, _READING)
    try:
        hash_ = hashlib.sha256()
        while data := os.read(handle, size_bytes + 1):
            hash_.update(data)
            if len(data) <= size_bytes:
                break
        return hash_.hexdigest()
    finally:
        os.close(handle)
