"""Write small books into a folder and read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from lxml import etree

from everyleaf import read
from everyleaf.diagnostics import Diagnostic
from everyleaf.model import Division, Manuscript

META = """title: The Tides
lang: en-GB
date: 2026-11-01
attribution:
  - {role: source, name: Harbour Board}
"""
SUMMARY = {"book.yaml": "summary: SUMMARY.md", "SUMMARY.md": "- [One](a.md)"}
"""A book of mdBook's with one chapter."""


def write_book(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a folder; `book.yaml` gets what every book needs."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(META + text if name == "book.yaml" else text, "utf-8")
    return folder


def read_book(
    folder: Path, files: Mapping[str, str], *, lenient: bool = False
) -> tuple[Manuscript, tuple[Diagnostic, ...]]:
    """Return what is read of a book, and what is wrong with it."""
    reading = read.read_manuscript(write_book(folder / "book", files), lenient=lenient)
    return reading.manuscript, reading.findings


def read_chapter(folder: Path, text: str, **files: str) -> str:
    """Return the elements of a chapter in a book of mdBook's that has no faults."""
    manuscript, findings = read_book(folder, {**SUMMARY, "a.md": text, **files})
    assert findings == ()
    return shown(manuscript.divisions[0])


def shown(division: Division) -> str:
    """Return a division's elements without their places."""
    parts = []
    for child in division.body:
        for element in child.iter():
            element.attrib.pop("data-source", None)
        parts.append(etree.tostring(child, encoding="unicode").strip())
    return "\n".join(parts)


def every(divisions: Iterable[Division]) -> Iterator[Division]:
    """Yield divisions with all that are nested in them."""
    for division in divisions:
        yield division
        yield from every(division.children)


def told(findings: Iterable[Diagnostic]) -> list[tuple[str, str]]:
    """Return the codes of findings with their places, without the folder."""
    return [(f.code, str(f.position).rpartition("/")[2]) for f in findings]
