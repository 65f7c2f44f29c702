"""What the rules remember of chapters and sheets, and that it is what they would find anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from everyleaf import html, read
from everyleaf.cache import Cache
from everyleaf.check.rules import Examined, examine_publication, sheets, words
from everyleaf.check.rules.passages import Portion, find_portions, read_passages
from everyleaf.jobs import InProcess
from everyleaf.model import Publication
from tests.read.books import write_book

LONG = "This was a sentence that is long and with many words in it, as it was. " * 40
FILES = {
    "book.yaml": """
chapters:
  - title: The THAC part
    chapters: [a.md, b.md]
  - c.md
""",
    "a.md": f"# One\n\n{LONG}\n\nThe CDEF is used, and what is marked in red.\n\n    some CODE\n",
    "b.md": "# Two {lang=de}\n\nDie Wörter stehen hier, und Москва auch, nicht die CDEF-Zeile.\n",
    "c.md": "# Three\n\nThe canonical deep elder form (CDEF) and THAC, OF ALL THE LOUDEST WORDS HERE.\n",
}


def name_of(portion: Portion) -> str:
    """Return the id of a chapter's title, or the name of the element."""
    return portion.element.get("aria-labelledby") or str(portion.element.tag)


def publication_of(folder: Path) -> Publication:
    return html.compose(read.read_manuscript(folder).manuscript)[0]


def test_only_the_words_of_the_edited_chapter_are_judged_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []

    def note(portion: Portion) -> object:
        judged.append(name_of(portion))
        return read_passages(portion)

    monkeypatch.setattr(words, "read_passages", note)
    folder = write_book(tmp_path / "book", FILES)
    jobs = InProcess(Cache(tmp_path / "cache"))

    def examine() -> Examined:
        """Examine the book with what is remembered, which finds what is found without."""
        publication = publication_of(folder)
        del judged[:]
        found = examine_publication(publication, jobs)
        again = list(judged)
        assert found == examine_publication(publication)
        judged[:] = again
        return found

    first = examine()
    codes = {finding.code for finding in first.findings}
    assert {"language-part-missing", "text-capitals", "colour-alone"} <= codes
    assert first.measurements.readability
    # what holds others is read again, for it is little more than headings
    whole = ["main", "the-thac-part"]
    assert {"a", "b", "c"} <= set(judged)
    examine()
    assert judged == whole
    (folder / "a.md").write_text(FILES["a.md"].replace("used", "in use, once\n\nmore"), "utf-8")
    assert examine() != first
    assert judged == [*whole, "a"]
    (folder / "c.md").write_text(FILES["c.md"].replace("(CDEF)", ""), "utf-8")
    told = [f.message for f in examine().findings if f.code == "abbreviation-unexplained"]
    assert any("CDEF" in message for message in told)


def test_sheets_are_judged_again_when_the_text_has_new_kinds_of_elements(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[Publication] = []
    judge = sheets.judge_bare_sheets

    def judge_bare_sheets(bare: Publication) -> object:
        judged.append(bare)
        return judge(bare)

    judge_bare_sheets.__module__ = sheets.__name__
    monkeypatch.setattr(sheets, "judge_bare_sheets", judge_bare_sheets)
    folder = write_book(tmp_path / "book", FILES)
    jobs = InProcess(Cache(tmp_path / "cache"))
    for text, times in (("", 1), ("\nMore words.\n", 1), ("\n> A quotation.\n", 2)):
        with (folder / "c.md").open("a", encoding="utf-8") as file:
            file.write(text)
        publication = publication_of(folder)
        found = sheets.judge_sheets(publication, jobs)
        assert len(judged) == times
        assert found == sheets.judge_sheets(publication, InProcess())
        del judged[times:]


def test_portions_are_the_whole_text_in_its_order(tmp_path: Path) -> None:
    publication = publication_of(write_book(tmp_path / "book", FILES))
    portions = find_portions(publication)
    names = [name_of(portion) for portion in portions]
    assert [n for n in names if n in ("the-thac-part", "a", "b", "c")] == [
        "the-thac-part", "a", "b", "c",
    ]  # fmt: skip
    text = " ".join(passage.prose for portion in portions for passage in read_passages(portion))
    for words_of_it in ("The THAC part", "CDEF is used", "Москва", "OF ALL THE"):
        assert text.count(words_of_it) == 1
    assert "CODE" not in text
