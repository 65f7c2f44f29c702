"""Page labels for every order of matters, and books that run from right to left."""

from __future__ import annotations

import io

import pikepdf
import pytest

from everyleaf.model import Settings
from everyleaf.pdf import write
from everyleaf.pdf.file.folios import label_pages, number_pages
from tests.pdf.book import make_book
from tests.readers.pdf import read_pdf


@pytest.mark.parametrize(
    ("starts", "cover", "expected"),
    [
        ({}, None, "1 2 3 4 5 6"),
        ({}, "Cover", "Cover|Cover 2|Cover 3|Cover 4|Cover 5|Cover 6"),
        ({"front": 0, "body": 3}, None, "i ii iii 1 2 3"),
        ({"front": 1, "body": 3}, "Cover", "Cover i ii 1 2 3"),
        ({"front": 2, "body": 4}, "Cover", "Cover|Cover 2|i|ii|1|2"),
        ({"front": 2, "body": 3, "back": 5}, "Cover", "Cover|Cover 2|i|1|2|3"),
        ({"body": 2}, "Umschlag", "Umschlag|Umschlag 2|1|2|3|4"),
        ({"front": 0, "back": 4}, None, "i ii iii iv 1 2"),
        ({"front": 0}, None, "i ii iii iv v vi"),
    ],
)
def test_labels(starts: dict[str, int], cover: str | None, expected: str) -> None:
    labels = label_pages(number_pages(starts, cover), 6)
    assert list(labels) == (expected.split("|") if "|" in expected else expected.split())


def test_roman_numbers() -> None:
    labels = label_pages(number_pages({"front": 0}, None), 100)
    assert [labels[n - 1] for n in (4, 9, 14, 19, 40, 49, 90, 99)] == (
        "iv ix xiv xix xl xlix xc xcix".split()
    )


def test_a_book_that_runs_from_right_to_left() -> None:
    text = "المد يصعد في النهر مرتين في اليوم ولا يبقى طويلا. " * 90
    body = (
        "<section role='doc-chapter' data-chunk='chapter' data-matter='body' aria-labelledby='c'>"
        f"<h2 id='c'>القمر</h2><p>{text}</p></section>"
    )
    title = "<header data-chunk='title' data-matter='front'><h1 id='t'>كتاب</h1></header>"
    made = make_book(
        Settings(page_size="A5"), front=title, body=body, back="", language="ar", direction="rtl"
    )
    data = write(made)[0].data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.ViewerPreferences.Direction) == "/R2L"
        labels = [str(page.label) for page in pdf.pages]
    opening = labels.index("1")
    assert opening % 2 == 0, "it opens on a recto, which is a left-hand page"
    furniture = [a for a in read_pdf(data).artifacts if a.type == "Pagination" and a.text.strip()]
    heads = {labels[a.page]: a.text for a in furniture if a.subtype == "Header"}
    assert heads["2"].strip() == "The Tides"
    assert heads["3"].strip()[::-1] == "القمر", "as drawn: nobody reads an artifact aloud"
    assert "1" not in heads
