"""What is remembered of each file of a book, and that it is what would be read anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from everyleaf import read
from everyleaf.cache import Cache
from everyleaf.jobs import InProcess
from everyleaf.read import chapter_text
from everyleaf.read.markdown import Origin, Stretch, gather_origins, parse_markdown
from tests.read.books import SUMMARY, write_book

FILES = {
    **SUMMARY,
    "SUMMARY.md": "- [One](a.md)\n- [Two](b.md)\n",
    "a.md": "# One\n\nWords[^1] of *one*, $x^2$.\n\n{{#include c.txt:2:3}}\n\nMore <b>words.\n\n[^1]: N.\n",
    "b.md": "# Two\n\nSee [one](a.md#one).\n\n[^1]: Never referred to.\n",
    "c.txt": "first\nsecond\n<i>third\n",
}


def told(folder: Path, jobs: InProcess) -> tuple[list[str], list[str]]:
    """Return the trees and the findings of a book."""
    reading = read.read_manuscript(folder, lenient=True, jobs=jobs)
    roots = [r for d in reading.manuscript.divisions for r in (d.body, d.notes) if r is not None]
    return [etree.tostring(r, encoding="unicode") for r in roots], [
        f.format_text() for f in reading.findings
    ]


def test_only_the_file_that_was_edited_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = []

    def note(markdown: str, path: str, *rest: object) -> object:
        parsed.append(path.rpartition("/")[2])
        return parse_markdown(markdown, path, *rest)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(chapter_text, "parse_markdown", note)
    folder = write_book(tmp_path / "book", FILES)
    jobs = InProcess(Cache(tmp_path / "cache"))
    first = told(folder, jobs)
    assert parsed == ["a.md", "b.md"]
    assert told(folder, jobs) == first == told(folder, InProcess())
    del parsed[:]
    (folder / "b.md").write_text(FILES["b.md"].replace("See", "Read"), "utf-8")
    edited = told(folder, jobs)
    assert parsed == ["b.md"]
    assert edited != first
    assert edited == told(folder, InProcess())


def test_a_file_that_others_include_counts(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book", FILES)
    jobs = InProcess(Cache(tmp_path / "cache"))
    told(folder, jobs)
    (folder / "c.txt").write_text("zero\nfirst\nsecond <u>\n", "utf-8")
    again = told(folder, jobs)
    assert again == told(folder, InProcess())
    assert any("c.txt:3" in finding for finding in again[1])


def test_lines_are_gathered_by_where_they_come_from() -> None:
    origins = [Origin("a", 1), Origin("a", 2), Origin("b", 3, 4), Origin("b", 4), Origin("a", 4)]
    assert gather_origins(origins) == (
        Stretch(0, origins[0]),
        Stretch(2, origins[2]),
        Stretch(3, origins[3]),
        Stretch(4, origins[4]),
    )
