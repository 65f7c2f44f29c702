"""Units laid out apart make the same book as the whole document in one piece."""

from __future__ import annotations

import copy
import dataclasses
import functools

import pytest
from lxml import etree

from everyleaf.model import PdfOutput, Publication, Settings
from everyleaf.pdf import write
from everyleaf.pdf.layout.page_flow import find_breaks, make_skeleton
from everyleaf.pdf.layout.unit_layout import UnitMaterial
from everyleaf.pdf.layout.units import split_units, whole_unit
from everyleaf.pdf.layout.weasy import Material
from everyleaf.pdf.layout.whole_only import find_whole_only
from everyleaf.pdf.unit.painted_unit import Unit
from tests.pdf.book import BODY, FRONT, make_book
from tests.pdf.documents import page_texts, squeeze
from tests.pdf.recorded_jobs import RecordedJobs
from tests.readers.pdf import structure_text

IN_ONE_PIECE = "\n.nowhere { position: fixed }"
"""A rule that needs the whole document, and changes nothing."""


def with_style(made: Publication, style: str) -> Publication:
    print_css = made.templates["print.css"] + style
    return dataclasses.replace(made, templates={**made.templates, "print.css": print_css})


def units_of(made: Publication) -> tuple[Unit, ...]:
    material = UnitMaterial(
        Material(made.templates["print.css"], {}, made.fonts), "ua-1", made.metadata.date, 0
    )
    skeleton = make_skeleton(made.document)
    return split_units(made.document, skeleton, find_breaks(skeleton.data, material).breaks)


@functools.cache
def units() -> dict[str, Unit]:
    return {unit.name: unit for unit in units_of(make_book())}


def test_every_chunk_that_begins_a_page_is_a_unit() -> None:
    assert [*units()] == (
        ".half-title title .colophon .dedication .epigraph contents lof lot preface part-1 moon "
        "winter part-2 summer tables notes glossary bibliography index credits".split()
    )
    sides = {name: unit.side for name, unit in units().items()}
    assert (sides["title"], sides[".colophon"], sides["winter"]) == ("right", None, "right")
    assert len(units()["winter"].wrappers) == 3, "body, main, part"
    assert units()["winter"].wrappers == (*units()["part-1"].wrappers[:3],)
    assert units()["winter"].blank_page == "part"


def test_units_hold_the_document_once() -> None:
    document = make_book().document
    whole = whole_unit(document)
    texts = ["".join(etree.fromstring(unit.document).itertext()) for unit in units().values()]
    expected = "".join(etree.fromstring(whole.document).itertext())
    assert "".join("".join(texts).split()) == "".join(expected.split())
    nodes = [node for unit in units().values() for node in unit.nodes]
    wrappers = {node for unit in units().values() for node in unit.wrappers}
    assert len(nodes) == len({*nodes})
    numbered = {int(el.get("data-node", "")) for el in document.iterfind("body//*[@data-node]")}
    body = document.find("body")
    assert body is not None
    assert {*nodes} | wrappers == numbered | {int(body.get("data-node", ""))}


def test_an_edit_leaves_other_units_as_they_are() -> None:
    edited = BODY.replace("<p>A note in the text.</p>", "<p>A <em>new</em> note.</p><p>More.</p>")
    assert edited != BODY
    after = {unit.name: unit for unit in units_of(make_book(body=edited))}
    changed = {name for name, unit in units().items() if after[name].document != unit.document}
    assert changed == {"winter"}
    assert after["summer"].nodes != units()["summer"].nodes, "they stand elsewhere"


CASES: dict[str, tuple[Settings, str]] = {
    "A5": (Settings(page_size="A5", index=True), ""),
    "notes at the foot": (Settings(page_size="A5", index=True, notes="page"), ""),
    "bleed": (Settings(page_size="6x9", index=True, bleed_mm=3), ""),
    "PDF 2.0": (Settings(page_size="A5", index=True, pdf_standard="ua-2"), ""),
    "words around numbers, on blank pages too": (
        Settings(page_size="A5", index=True),
        "@page matter:right, part:blank, front:blank, cover:blank {"
        '@bottom-right { content: "page " counter(page) " of " counter(pages); text-align: right } }'
        "h2 { string-set: part attr(data-plain) }"
        "@page matter { @right-middle { content: string(part) } }",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_units_are_as_in_one_piece(name: str) -> None:
    settings, style = CASES[name]
    made = with_style(make_book(settings, cover=True), style)
    jobs = RecordedJobs()
    apart, findings = write(made, jobs)
    whole, same_findings = write(with_style(made, IN_ONE_PIECE))
    assert len({job.name for job in jobs.units}) > 15
    assert findings == same_findings
    compare(apart, whole)


def test_a_book_from_right_to_left_is_as_in_one_piece() -> None:
    made = make_book(
        Settings(page_size="A5", index=True), language="ar", direction="rtl", cover=True
    )
    compare(write(made)[0], write(with_style(made, IN_ONE_PIECE))[0])


def compare(apart: PdfOutput, whole: PdfOutput) -> None:
    assert [*map(squeeze, page_texts(apart.data))] == [*map(squeeze, page_texts(whole.data))]
    assert apart.page_starts == whole.page_starts
    assert dict(apart.labels) == dict(whole.labels)
    assert structure_text(apart.data) == structure_text(whole.data)


def test_the_bytes_do_not_depend_on_who_did_the_work() -> None:
    made = make_book()
    assert write(made, RecordedJobs())[0].data == write(made)[0].data


def test_a_link_to_what_is_not_shown_is_an_error_as_in_one_piece() -> None:
    front = FRONT.replace("</nav>", "<p id='gone' class='skip-link'>Gone</p></nav>", 1)
    body = BODY.replace("<p>A note in the text.</p>", "<p><a href='#gone'>Where?</a></p>")
    made = make_book(front=front, body=body)
    errors = []
    for one in (made, with_style(made, IN_ONE_PIECE)):
        with pytest.raises(Exception, match="No anchor #gone") as caught:
            write(one)
        errors.append(str(caught.value))
    assert errors[0] == errors[1]


@pytest.mark.parametrize(
    "style",
    [
        "h2 { counter-increment: chapter }",
        "p::before { content: counter(page) }",
        "@page :nth(3) { margin: 0 }",
        "@media print { h1 { position: running(head) } }",
        "a::after { content: target-counter(attr(href), section) }",
        "a::after { content: target-text(attr(href)) }",
        "@page { counter-increment: page 2 }",
        "h1 { position : fixed }",
        "h2 { counter-reset : a 1; color: red }",
        "@import 'more.css';",
        "aside { float: footnote }",
    ],
)
def test_what_needs_the_whole_document_is_found(style: str) -> None:
    assert find_whole_only(style) is not None


@pytest.mark.parametrize(
    "style",
    [
        "@page matter:nth(1 of matter) { counter-reset: page 1 }",
        "@page { @top-left { content: counter(page) } }",
        "a::after { content: target-counter(attr(href), page, lower-roman) }",
        "ol { counter-reset: list-item 3; position: relative }",
    ],
)
def test_what_needs_only_its_unit_is_left_alone(style: str) -> None:
    assert find_whole_only(style) is None


def test_our_own_stylesheet_lets_books_be_cut() -> None:
    assert find_whole_only(make_book().templates["print.css"]) is None


@pytest.mark.parametrize(
    "style",
    [
        "[data-chunk=part]::before { content: 'Part' }",
        "[data-chunk=part] { padding-bottom: 3mm }",
        "main { columns: 2 }",
        "section + section { margin-top: 1mm }",
        "main > :last-child { color: red }",
    ],
)
def test_what_stands_around_chapters_is_not_cut_if_one_would_see_it(style: str) -> None:
    made = with_style(make_book(Settings(page_size="A5")), style)
    jobs = RecordedJobs()
    write(made, jobs)
    assert {job.whole for job in jobs.units} == {True}


def test_the_document_is_left_alone() -> None:
    made = make_book()
    before = etree.tostring(copy.deepcopy(made.document))
    units_of(made)
    assert etree.tostring(made.document) == before
