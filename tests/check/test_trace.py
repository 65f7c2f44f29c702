"""Faults in content documents of ours are told at the author's line, and once, by every judge.

The same fault is planted in fifteen kinds of element: a role that does not exist. EPUBCheck and Nu
name the line of the written file, axe and Ace the element.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from everyleaf import epub, pdf, web
from everyleaf.check.files.examination import FileReport, check_file
from everyleaf.check.verdict import Verdict
from everyleaf.model import Publication
from everyleaf.pdf.layout.cover import draw_cover
from tests.check.article import line_of, prepare_article
from tests.check.mutants.planting import Change, change_entries, change_page, replace
from tests.judges import TOOLS, judge_missing

pytestmark = [pytest.mark.book, pytest.mark.browser]

ELEMENTS = (
    # element, the words with which it begins, words of the author's line
    ("h2", "The heading", "The heading"),
    ("p", "A paragraph of its own", "A paragraph"),
    ("li", "The second item", "The second item"),
    ("a", "harbour board", "harbour board"),
    ("blockquote", "A quotation", "A quotation"),
    ("pre", "", "```python"),
    ("code", "inline code", "`inline code`"),
    ("figcaption", "", "A chart"),
    ("math", "", "The energy"),
    ("th", "Port", "| Port  |"),
    ("td", "6.8", "| Dover |"),
    ("caption", "", ": Heights at"),
    ("dt", "Spring tide", "Spring tide"),
    ("dd", "The high one", ": The high one"),
    ("em", "emphasis", "The last words"),
    ("abbr", "UTC", "The port keeps"),
    ("span", "la marée", "The French say"),
    ("strong", "very", "very"),
)


def _spoil(name: str, words: str) -> Change:
    """Give an element a role that there is not."""
    inside = rf"(?=(?:<[^>]*>|\s)*{re.escape(words)})"
    return replace(rf"<{name}((?:\s[^>]*)?)>{inside}", rf'<{name} role="banana"\1>')


def _spoil_all(text: str) -> str:
    for name, words, _ in ELEMENTS:
        text = _spoil(name, words)(text)
    return text


def _spoil_entries(entries: dict[str, bytes]) -> None:
    (path,) = [path for path in entries if path.endswith("text.xhtml")]
    entries[path] = _spoil_all(entries[path].decode("utf-8")).encode("utf-8")


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return prepare_article(tmp_path_factory.mktemp("article"))


@pytest.fixture(scope="module")
def files(article: Publication) -> dict[str, bytes]:
    printed, _ = pdf.write(article)
    cover = draw_cover(article)
    return {
        "epub": epub.write(article, printed.page_starts, cover),
        "html": web.write(article, printed.page_starts),
    }


@pytest.fixture(scope="module")
def spoilt(article: Publication, files: dict[str, bytes]) -> dict[str, FileReport]:
    changed = {
        "epub": change_entries(_spoil_entries)(files["epub"]),
        "html": change_page(_spoil_all)(files["html"]),
    }
    return {
        kind: check_file(data, f"t.{kind}", publication=article, tools=TOOLS)
        for kind, data in changed.items()
    }


@pytest.fixture(scope="module")
def wanted() -> list[int]:
    return sorted({line_of(words) for _, _, words in ELEMENTS})


def _again(
    verdict: Verdict, kind: str, article: Publication, files: dict[str, bytes]
) -> FileReport:
    """Check the file by what one judge said of it alone."""
    plant = change_entries(_spoil_entries) if kind == "epub" else change_page(_spoil_all)
    data = plant(files[kind])
    return check_file(data, f"t.{kind}", publication=article, verdicts=[verdict])


def _lines(report: FileReport, code: str) -> list[int]:
    places = [f.position for f in report.findings if f.code == code]
    assert all(p is not None and p.path.endswith("tides.md") for p in places), places
    return sorted(place.line or 0 for place in places if place is not None)


@pytest.mark.parametrize(
    ("kind", "judge"),
    [("epub", "EPUBCheck"), ("epub", "Ace"), ("html", "Nu"), ("html", "axe")],
)
def test_every_judge_leads_to_the_authors_line(
    kind: str,
    judge: str,
    article: Publication,
    files: dict[str, bytes],
    spoilt: dict[str, FileReport],
    wanted: list[int],
) -> None:
    (verdict,) = [v for v in spoilt[kind].verdicts if v.judge.startswith(judge)]
    if verdict.missing:
        judge_missing(verdict.judge, verdict.findings[0].remedy)
    report = _again(verdict, kind, article, files)
    lines = _lines(report, "aria-invalid")
    assert set(lines) == set(wanted)
    assert {judge} == {
        match[1]
        for f in report.findings
        if f.code == "aria-invalid" and (match := re.search(r"\((\w+) ?[^)]*\) \(in", f.message))
    }


@pytest.mark.parametrize("kind", ["epub", "html"])
def test_two_judges_tell_a_fault_once(
    kind: str, spoilt: dict[str, FileReport], wanted: list[int]
) -> None:
    report = spoilt[kind]
    for verdict in report.verdicts:
        if verdict.missing:
            judge_missing(verdict.judge, verdict.findings[0].remedy)
    told = Counter((f.code, f.position) for f in report.findings if f.position is not None)
    assert told.most_common(1)[0][1] == 1
    assert set(_lines(report, "aria-invalid")) == set(wanted)
    for finding in report.findings:
        assert not re.search(r"\bshall\b|\bmust be\b|Ensure|Fix any", finding.message), finding


@pytest.mark.parametrize("kind", ["epub", "html"])
def test_our_own_reader_leads_to_the_authors_line(
    kind: str, article: Publication, files: dict[str, bytes]
) -> None:

    data = files[kind]

    def change(entries: dict[str, bytes]) -> None:
        (path,) = [path for path in entries if path.endswith("text.xhtml")]
        entries[path] = _no_alt(entries[path].decode("utf-8")).encode("utf-8")

    data = change_entries(change)(data) if kind == "epub" else change_page(_no_alt)(data)
    report = check_file(data, f"t.{kind}", publication=article, judged=False)
    assert _lines(report, "image-alt-missing") == [line_of("A chart")]
    (finding,) = [f for f in report.findings if f.code == "image-alt-missing"]
    assert finding.message.endswith(f"(in t.{kind})")


def _no_alt(text: str) -> str:
    return replace(r'(<img[^>]*?) alt="A chart[^"]*"', r"\1")(text)


def test_the_package_leads_to_the_front_matter(
    article: Publication, files: dict[str, bytes]
) -> None:
    def change(entries: dict[str, bytes]) -> None:
        (path,) = [path for path in entries if path.endswith(".opf")]
        text = entries[path].decode("utf-8")
        text = replace(r"(<dc:date[^>]*>)[^<]*", r"\1yesterday")(text)
        entries[path] = text.encode("utf-8")

    data = change_entries(change)(files["epub"])
    report = check_file(data, "t.epub", publication=article)
    (place,) = [f.position for f in report.findings if f.code == "date-invalid"]
    assert place == article.metadata.position


def test_an_original_has_no_findings(article: Publication, files: dict[str, bytes]) -> None:
    for kind, data in files.items():
        report = check_file(data, f"t.{kind}", publication=article)
        assert report.findings == ()


def test_places_of_another_makers_page_have_columns(tmp_path: Path) -> None:
    page = (
        b"<!DOCTYPE html>\n<html lang='en'><title>T</title><main><h1>T</h1>\n<p>x <img src=a.png>"
    )
    report = check_file(page, "a.html", judged=False)
    places = [str(f.position) for f in report.findings if f.code == "image-alt-missing"]
    assert places == ["a.html:3:6"]
