"""Open a ZIP container that anyone may have made, without trusting a byte of it.

Limits: so many entries, so many bytes each and in all, counted while they are read and not as the
container says. A name that would lead out of a folder is a finding and is not read.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from everyleaf.check.files.faults import find_fault
from everyleaf.diagnostics import Diagnostic, Position

MAX_ENTRIES = 20_000
MAX_ENTRY_BYTES = 64 * 2**20
"""Of one text or drawing; pictures and fonts are not read whole."""
MAX_RATIO = 2000
"""Unpacked to packed: deflate itself reaches 1032."""
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError
)  # fmt: skip
"""What zipfile raises for damaged and encrypted entries and for methods that it does not know."""


@dataclass(frozen=True, slots=True)
class Container:
    """A ZIP container that could be opened."""

    name: str
    entries: dict[str, zipfile.ZipInfo] = field(repr=False)
    encrypted: frozenset[str]
    archive: zipfile.ZipFile = field(repr=False)

    def at(self, path: str, line: int | None = None, column: int | None = None) -> Position:
        """Return a place in an entry: `book.epub!/EPUB/ch1.xhtml:12:3`."""
        return Position(f"{self.name}!/{path}", line, column)

    def read(self, path: str, limit: int = MAX_ENTRY_BYTES) -> bytes | None:
        """Return the bytes of an entry; None if it is not there, not readable or over the limit."""
        info = self.entries.get(path)
        if info is None or info.flag_bits & 1:
            return None
        try:
            with self.archive.open(info) as file:
                data = file.read(limit + 1)
        except _UNREADABLE:
            return None
        return data if len(data) <= limit else None

    def head(self, path: str, size: int = 65_536) -> bytes:
        """Return the first bytes of an entry, or nothing."""
        info = self.entries.get(path)
        if info is None or info.flag_bits & 1:
            return b""
        try:
            with self.archive.open(info) as file:
                return file.read(size)
        except _UNREADABLE:
            return b""


def open_container(data: bytes, name: str) -> tuple[Container | None, list[Diagnostic]]:
    """Return the container, or None with the findings that say why not."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except _UNREADABLE as error:
        why = f"it is not a whole ZIP container ({type(error).__name__})"
        return None, [find_fault("file-damaged", why, Position(name))]
    findings = list(_judge(infos, name))
    if any(finding.code == "archive-bomb" for finding in findings):
        return None, findings
    safe = {i.filename: i for i in infos if not i.is_dir() and not _leads_out(i.filename)}
    encrypted = frozenset(i.filename for i in infos if i.flag_bits & 1)
    return Container(name, safe, encrypted, archive), findings


def _judge(infos: list[zipfile.ZipInfo], name: str) -> Iterator[Diagnostic]:
    if len(infos) > MAX_ENTRIES:
        message = f"the container has {len(infos)} entries; more than {MAX_ENTRIES} are not read"
        yield find_fault("archive-bomb", message, Position(name))
        return
    for info in infos:
        if info.file_size > MAX_RATIO * max(info.compress_size, 1) and info.file_size > 2**20:
            message = (
                f"{info.filename[:80]} says that {info.compress_size} bytes unpack to "
                f"{info.file_size}"
            )
            yield find_fault("archive-bomb", message, Position(name))
        if _leads_out(info.filename):
            message = f"the entry {info.filename[:80]} would be unpacked outside its folder"
            yield find_fault("archive-path-unsafe", message, Position(name))
        if info.flag_bits & 1:
            message = f"{info.filename[:80]} is encrypted with a password"
            yield find_fault("encryption-shuts-out", message, Position(name))


def _leads_out(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return ".." in parts or path.startswith(("/", "\\")) or (":" in parts[0] and len(parts) > 1)


def resolve(base: str, href: str) -> str:
    """Return the path in the container that `href` means in the entry `base`; empty if outside."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), href))
    return "" if path.startswith(("../", "/")) or path == ".." else path
