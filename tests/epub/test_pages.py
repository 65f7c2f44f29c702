"""The EPUB's pages are the PDF's, as a third party's PDF library reads them."""

from __future__ import annotations

import dataclasses
import re
import unicodedata

import pymupdf
import pytest

from everyleaf import epub, pdf
from everyleaf.model import Element, Publication
from tests.conftest import make_publication
from tests.epub.test_write import PIXEL
from tests.readers.epub import Epub, read_epub

SMALL_PAGES = "\n@page { size: 210mm 70mm; margin: 12mm 32mm }"


@pytest.fixture(scope="module")
def publication() -> Publication:
    made = make_publication()
    templates = {**made.templates, "print.css": made.templates["print.css"] + SMALL_PAGES}
    return dataclasses.replace(made, templates=templates)


def compact(text: str) -> str:
    """Letters and digits of a text, in one form; right-to-left text is drawn in another order."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if c.isalnum() and unicodedata.bidirectional(c) in ("L", "EN"))


def segments(book: Epub) -> list[list[str]]:
    """The words between one marker and the next; a word is never longer than its text node."""
    pages: list[list[str]] = [[]]

    def walk(element: Element) -> None:
        if element.get("hidden") is not None:
            return
        if element.get("role") == "doc-pagebreak":
            pages.append([])
        pages[-1].extend(re.findall(r"\w+", element.text or ""))
        for child in element:
            walk(child)
            pages[-1].extend(re.findall(r"\w+", child.tail or ""))

    for document in book.spine:
        walk(document.body)
    return pages[1:]


@pytest.mark.book
def test_each_page_has_its_own_text(publication: Publication) -> None:
    printed, _ = pdf.write(publication)
    book = read_epub(epub.write(publication, printed.page_starts, PIXEL))
    with pymupdf.open(stream=printed.data) as opened:  # type: ignore[no-untyped-call]  # has no types
        labels = [page.get_label() for page in opened]
        pages = [page.get_text() for page in opened]
    assert len(pages) > 12
    assert [entry.label for entry in book.entries("page-list")] == labels
    for page, segment in zip(pages, segments(book), strict=True):
        drawn = compact(page)
        for word in segment:
            assert compact(word) in drawn, (word, page)
