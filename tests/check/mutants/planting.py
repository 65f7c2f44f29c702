"""What a mutant is, and how texts are changed in one place."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One defect in one file."""

    name: str
    plant: Callable[[bytes], bytes]
    """Changes a clean file in one way."""
    codes: tuple[str, ...]
    """It is named if one of these is among the findings."""
    judged: bool = False
    """Whether a judge is needed to see it."""


Entries = dict[str, bytes]
Change = Callable[[str], str]
"""Changes a text in one place."""


def replace(pattern: str, new: str | Callable[[re.Match[str]], str], count: int = 1) -> Change:
    """Return a change of the first matches of a pattern; it must match."""

    def change(text: str) -> str:
        changed, times = re.subn(pattern, new, text, count=count, flags=re.DOTALL)
        assert times, f"{pattern} is not in the original"
        assert changed != text, f"{pattern} → {new} changes nothing"
        return changed

    return change


def change_page(change: Change) -> Callable[[bytes], bytes]:
    """Return a change of an HTML page."""
    return lambda data: change(data.decode("utf-8")).encode("utf-8")


def change_entry(name: str, change: Change) -> Callable[[bytes], bytes]:
    """Return a change of the first entry of an EPUB whose name matches and where it is possible."""

    def alter(entries: Entries) -> None:
        failure: AssertionError | None = None
        for path in entries:
            if not re.search(name, path):
                continue
            try:
                entries[path] = change(entries[path].decode("utf-8")).encode("utf-8")
            except AssertionError as error:
                failure = error
            else:
                return
        raise failure or AssertionError(f"no entry is called {name}")

    return change_entries(alter)


def change_entries(alter: Callable[[Entries], None]) -> Callable[[bytes], bytes]:
    """Return a change of the entries of an EPUB."""

    def plant(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {info.filename: archive.read(info) for info in archive.infolist()}
        alter(entries)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in entries.items():
                kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                archive.writestr(zipfile.ZipInfo(name), content, kind)
        return buffer.getvalue()

    return plant
