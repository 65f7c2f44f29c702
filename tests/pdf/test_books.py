"""Books: what stands on each page, what it is called, and what the tags say of it."""

from __future__ import annotations

import dataclasses
import functools
import io
import re
from collections import Counter

import pikepdf
import pytest

from everyleaf.check.judges import PDF_PROFILES
from everyleaf.check.verapdf import validate_all
from everyleaf.index_pages import quote_pages
from everyleaf.model import (
    PAGE_SIZES,
    PDF_STANDARDS,
    PageSize,
    PdfOutput,
    PdfStandard,
    Publication,
    Settings,
)
from everyleaf.pdf import write
from everyleaf.pdf.file.page_setup import SETUPS
from tests.pdf.book import make_book, paragraphs
from tests.pdf.documents import document_text, page_texts, squeeze
from tests.pdf.recorded_jobs import RecordedJobs
from tests.readers.pdf import TaggedPdf, read_pdf, structure_text


@functools.cache
def book(size: PageSize = "A5", standard: PdfStandard = "ua-1") -> PdfOutput:
    output, findings = write(make_book(settings(size, standard)))
    assert findings == ()
    return output


def small_book(settings: Settings, cover: bool = False) -> Publication:
    """Return a book of two chapters, without front and back matter."""
    chapters = "".join(
        f"<section role='doc-chapter' data-chunk='chapter' data-matter='body' "
        f"aria-labelledby='c{i}'><h2 id='c{i}'>Chapter</h2>{paragraphs(9)}</section>"
        for i in range(2)
    )
    title = "<header data-chunk='title' data-matter='front'><h1>The Tides</h1></header>"
    return make_book(settings, front=title, body=chapters, back="", cover=cover)


def settings(size: PageSize, standard: PdfStandard) -> Settings:
    return Settings(page_size=size, pdf_standard=standard, index=True)


@functools.cache
def tagged(standard: PdfStandard = "ua-1") -> TaggedPdf:
    return read_pdf(book(standard=standard).data)


@functools.cache
def pages(size: PageSize = "A5") -> tuple[str, ...]:
    return tuple(page_texts(book(size).data))


def labels(data: bytes) -> list[str]:
    """Return the page labels as pikepdf reads them."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [str(page.label) for page in pdf.pages]


def page_of(label: str) -> str:
    return pages()[labels(book().data).index(label)]


# Pages


def test_labels_are_what_is_printed() -> None:
    printed = 0
    for text, label in zip(pages(), labels(book().data), strict=True):
        folio = re.search(r"^([ivxl]+|\d+)\s*$", text.strip().rpartition("\n")[2])
        if folio:
            assert folio[1] == label
            printed += 1
    assert printed > 25


@pytest.mark.parametrize("size", PAGE_SIZES)
def test_labels_are_those_of_the_page_starts(size: PageSize) -> None:
    output = book(size)
    found = labels(output.data)
    assert [start.label for start in output.page_starts] == found
    assert found[:5] == ["Cover", "Cover 2", "i", "ii", "iii"]
    assert found[found.index("1") - 1].strip("ivxl") == ""
    body = found[found.index("1") :]
    assert body == [str(number) for number in range(1, len(body) + 1)]


@pytest.mark.parametrize("name", ["title", "contents", "preface", "moon", "winter", "part-2"])
def test_openings_are_on_the_right_and_have_no_running_head(name: str) -> None:
    found = labels(book().data)
    label = book().labels[name]
    assert found.index(label) % 2 == 0, "page 1 of a file is a right-hand page"
    heads = [a for a in tagged().artifacts if a.page == found.index(label)]
    assert [a.text for a in heads if a.subtype == "Header" and a.text.strip()] == []


def test_running_heads_are_clean() -> None:
    found = labels(book().data)
    heads = {
        found[a.page]: a.text
        for a in tagged().artifacts
        if a.subtype == "Header" and a.text.strip()
    }
    moon = int(book().labels["moon"])
    assert heads[str(moon + 1)].split() == "I Water that moves".split()
    assert heads[str(moon + 2)].split() == "1 The moon".split(), "without its note's number"
    assert "The Tides" in heads.values()
    assert any(re.fullmatch(r"\S.* – \S.*", heads[label]) for label in heads if label.isdecimal())


def test_blank_pages_are_blank() -> None:
    found = labels(book().data)
    blank = [label for label, text in zip(found, pages(), strict=True) if not text.strip()]
    assert {"Cover 2", "ii", "2"} <= set(blank)
    assert {found.index(label) % 2 for label in blank} <= {0, 1}
    used = set(book().labels.values())
    assert used.isdisjoint(blank)


def test_contents_and_references_name_the_pages() -> None:
    contents = " ".join(page_of(book().labels["contents"]).split())
    for name, title in {
        "preface": "Preface",
        "low": "harbour and its walls",
        "index": "Index",
    }.items():
        assert re.search(rf"{title}[ .]+{book().labels[name]}\b", contents), title
    moon = " ".join(page_of(book().labels["moon"]).split())
    assert f"Figure 1.1 (page {book().labels['fig:heights']})" in moon
    assert f"the preface (page {book().labels['preface']})" in moon


def test_figures_keep_their_captions_and_tables_repeat_their_heads() -> None:
    (page,) = [text for text in pages() if "Heights in a month." in text]
    assert "Dover" in page
    rows = [text for text in pages() if re.search(r"^Station \d+", text, re.MULTILINE)]
    assert len(rows) >= 2
    assert all("Remark" in text for text in rows)


def test_code_shows_where_it_goes_on() -> None:
    data = book().data
    page = labels(data).index(book().labels["lst:a"])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.pages[page].contents_coalesce()
        tokens = pdf.pages[page].Contents.read_bytes()
    assert tokens.count(b"0.24 0.24 0.24 RG") == 2, "two lines are too long for the page"
    code = next(e for e in tagged().root.find("Code"))
    assert len(code.elements) == 5, "the author's lines"


# Sizes and boxes


@pytest.mark.parametrize("size", PAGE_SIZES)
def test_the_page_has_its_size_and_a_line_its_length(size: PageSize) -> None:
    with pikepdf.open(io.BytesIO(book(size).data)) as pdf:
        (box,) = {tuple(map(float, page.MediaBox)) for page in pdf.pages}
    setup = SETUPS[size]
    assert box[2:] == pytest.approx((setup.width_mm / 25.4 * 72, setup.height_mm / 25.4 * 72))
    lines = [line for text in pages(size) for line in text.split("\n") if len(line) > 50]
    assert 55 <= sum(map(len, lines)) / len(lines) <= 70


def test_margins_of_a_book_are_mirrored_and_the_stylesheet_may_change_them() -> None:
    def lefts(css: str) -> set[int]:
        made = small_book(Settings(page_size="A5"))
        sheet = made.templates["print.css"] + css
        made = dataclasses.replace(made, templates={**made.templates, "print.css": sheet})
        return {
            round(x)
            for x in text_lefts(write(made)[0].data, ("The clerk wrote", "Between the two"))
        }

    inner, outer = SETUPS["A5"].inner_mm / 25.4 * 72, SETUPS["A5"].outer_mm / 25.4 * 72
    assert {round(inner), round(outer)} <= lefts("")
    assert round(50 / 25.4 * 72) in lefts("@page { margin: 20mm 50mm }")


def text_lefts(data: bytes, words: tuple[str, ...]) -> list[float]:
    """Return where lines of text begin, as MuPDF sees them."""
    import pymupdf

    with pymupdf.open(stream=data, filetype="pdf") as pdf:  # type: ignore[no-untyped-call]
        return [
            block[0]
            for page in pdf
            for block in page.get_text("blocks")
            if any(word in block[4] for word in words)
        ]


@pytest.mark.parametrize("standard", PDF_STANDARDS)
def test_bleed(standard: PdfStandard) -> None:
    made = small_book(Settings(page_size="A5", bleed_mm=3, pdf_standard=standard), cover=True)
    data = write(made)[0].data
    mm = 72 / 25.4
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            media, bleed, trim = (
                [float(x) for x in page[name]] for name in ("/MediaBox", "/BleedBox", "/TrimBox")
            )
            assert trim == pytest.approx([0, 0, 148 * mm, 210 * mm])
            assert bleed == pytest.approx([-3 * mm, -3 * mm, 151 * mm, 213 * mm])
            assert media == pytest.approx([-9 * mm, -9 * mm, 157 * mm, 219 * mm])
    pdf_ = read_pdf(data)
    assert (pdf_.untagged, pdf_.unclaimed) == ("", [])
    for verdict in validate_all(data, PDF_PROFILES[standard]):
        assert (verdict.outcome, verdict.findings) == ("passed", ()), verdict.standard


# Structure


@pytest.mark.book
@pytest.mark.parametrize("standard", PDF_STANDARDS)
def test_every_standard_is_kept(standard: PdfStandard) -> None:
    for verdict in validate_all(book(standard=standard).data, PDF_PROFILES[standard]):
        assert (verdict.outcome, verdict.findings) == ("passed", ()), verdict.standard


@pytest.mark.parametrize("standard", PDF_STANDARDS)
def test_the_structure_says_what_the_document_says(standard: PdfStandard) -> None:
    output = book(standard=standard)
    document = quote_pages(make_book().document, output.labels)
    for el in list(document.iter("rp", "{*}math")):
        el.clear(keep_tail=True)  # set apart by its place, and drawn
    assert squeeze(structure_text(output.data)) == squeeze(document_text(document))
    assert tagged(standard).untagged == ""
    assert tagged(standard).unclaimed == []


def test_the_cover_is_a_figure_with_words() -> None:
    figure = tagged().root.find("Figure")[0]
    assert (figure.alternative, figure.pages) == ("Cover: The Tides", {0})
    data = write(small_book(Settings(page_size="A5"), cover=True))[0].data
    assert read_pdf(data).root.find("Figure")[0].alternative == "A green square"


def test_types() -> None:
    root = tagged().root
    assert len(root.find("Part")) == 3, "main and two parts"
    (index,) = root.find("Index")
    assert [e.type for e in index.elements[:3]] == ["H2", "H3", "L"]
    entries = [e.text.strip()[:5] for e in root.find("BibEntry")]
    assert entries == ["Smith", "Test,"]
    rubies = [[(e.type, e.text) for e in ruby.elements] for ruby in root.find("Ruby")]
    assert rubies == [[("RB", "東"), ("RT", "とう")], [("RB", "京"), ("RT", "きょう")]]
    tables = [toc for toc in root.find("TOC") if toc.elements[0].type == "TOCI"]
    assert len(tables) == 6, "contents with two levels in it, figures and tables"
    for kind in ("fig:heights", "preface", "ref-smith", "term-spring-tide", "ix-6"):
        links = [link for ref in root.find("Reference") for link in ref.find("Link")]
        assert any(a.destination == kind for link in links for a in link.annotations), kind


def test_a_page_reference_is_text_of_the_stylesheet() -> None:
    spans = [e for e in tagged().root.find("Span") if e.generated and "page" in e.text]
    assert [e.text.strip() for e in spans] == [
        f"(page {book().labels['fig:heights']})",
        f"(page {book().labels['preface']})",
    ]


def test_a_figure_names_its_long_description() -> None:
    figure = next(f for f in tagged("ua-2").root.find("Figure") if "bars" in (f.alternative or ""))
    assert [ref.text[:10] for ref in figure.refs] == ["In words: "]


def test_bookmarks_have_the_levels_of_the_headings() -> None:
    found = [(b.level, b.title) for b in tagged().bookmarks]
    assert found[:9] == [
        (1, "The Tides"),
        (2, "Contents"),
        (2, "Figures"),
        (2, "Tables"),
        (2, "Preface"),
        (2, "I Water that moves"),
        (3, "1 The moon"),
        (4, "1.1 Low water and x squared"),
        (4, "1.2 Reading a gauge"),
    ]


# The index


def test_the_index_quotes_the_pages() -> None:
    text = " ".join(page_of(book().labels["index-c"]).split())
    preface, moon = book().labels["ix-0"], book().labels["ix-2"]
    assert f"clerk, {preface}, {moon}, " in text
    assert len({book().labels[f"ix-{number}"] for number in range(7)}) >= 5
    for number in range(7):
        assert book().labels[f"ix-{number}"] in labels(book().data)


def test_what_shows_no_page_numbers_is_laid_out_once() -> None:
    jobs = RecordedJobs()
    write(small_book(Settings(page_size="A5")), jobs)
    done = Counter(job.name for job in jobs.units if job.side == "right")
    assert len(done) > 1, "chapters are laid out apart"
    shown = {job.name for job in jobs.units if job.numbers}
    assert all(done[name] == 1 for name in done if name not in shown), done
