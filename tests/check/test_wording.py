"""Whatever a judge finds, a user reads it in our words, with a remedy and a clause, and once.

Files broken in some twenty ways, beside the mutants: what no reader of ours looks for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from everyleaf import epub, pdf, web
from everyleaf.check.files.examination import FileReport, check_file
from everyleaf.check.files.faults import FAULTS
from everyleaf.check.sarif import write_sarif
from everyleaf.model import Publication
from everyleaf.pdf.layout.cover import draw_cover
from tests.check.article import prepare_article
from tests.check.mutants.planting import (
    Change,
    Entries,
    change_entries,
    change_entry,
    change_page,
    replace,
)
from tests.check.mutants.rewriting import rewrite
from tests.judges import TOOLS

pytestmark = [pytest.mark.book, pytest.mark.browser]

_TEXT = r"text\.xhtml$"
_PACKAGE = r"\.opf$"
_JUDGES_WORDS = re.compile(
    r"\bshall\b|\bmust\b|\bEnsure|\bFix (?:any|all)|Error while parsing|could not be|"
    r"not allowed|\bElement “|\bAttribute “|should (?:be|have|only)|conforming file|says:",
)


@dataclass(frozen=True)
class Broken:
    """A file that is broken in one way."""

    name: str
    kind: str
    plant: Callable[[bytes], bytes]
    code: str
    """What must be among the findings."""
    tools: bool = False
    """Whether Ace, axe and Nu are asked too."""


def _text(change: Change) -> Callable[[bytes], bytes]:
    return change_entry(_TEXT, change)


def _package(change: Change) -> Callable[[bytes], bytes]:
    return change_entry(_PACKAGE, change)


def _before_text(markup: str) -> Change:
    return replace(r"(<p>A paragraph of its own)", rf"{markup}\1")


def _lose_notes(entries: Entries) -> None:
    del entries[next(path for path in entries if path.endswith("notes.xhtml"))]


def _add_stray(entries: Entries) -> None:
    folder = next(path for path in entries if path.endswith(".opf")).rpartition("/")[0]
    entries[f"{folder}/a file.txt"] = b"stray"


def _catalog(key: str, value: Any) -> Callable[[bytes], bytes]:
    def alter(file: Pdf) -> list[Any]:
        file.Root[key] = value
        return [file.Root]

    return lambda data: rewrite(data, alter)


def _pages(change: Callable[[Any], None]) -> Callable[[bytes], bytes]:
    def alter(file: Pdf) -> list[Any]:
        for page in file.pages:
            change(page.obj)
        return [page.obj for page in file.pages]

    return lambda data: rewrite(data, alter)


def _annotations(change: Callable[[Any], None]) -> Callable[[bytes], bytes]:
    def alter(file: Pdf) -> list[Any]:
        found = [a for page in file.pages for a in page.obj.get("/Annots", [])]
        for annotation in found:
            change(annotation)
        return found

    return lambda data: rewrite(data, alter)


def _fonts(change: Callable[[Any], None]) -> Callable[[bytes], bytes]:
    def alter(file: Pdf) -> list[Any]:
        found = [
            item
            for item in file.objects
            if isinstance(item, Dictionary) and item.get("/Type") == Name.FontDescriptor
        ]
        for descriptor in found:
            change(descriptor)
        return found

    return lambda data: rewrite(data, alter)


def _drop_font(descriptor: Any) -> None:
    for key in ("/FontFile", "/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


_LAYERS = Dictionary(OCGs=Array([]), D=Dictionary(AS=Array([Dictionary()])))
_FORM = Dictionary(Fields=Array([]), NeedAppearances=True, XFA=String("x"))
_LAUNCH = Dictionary(S=Name.Launch, F=String("x"))

BROKEN = (
    Broken("a link leads to no id", "epub", _text(replace(r'href="notes\.xhtml#fn-1"', 'href="notes.xhtml#gone"')), "note-target-missing"),
    Broken("an element stands in the wrong place", "epub", _text(_before_text("<li>Stray</li>")), "document-invalid"),
    Broken("an element is unknown", "epub", _text(_before_text("<blink>x</blink>")), "document-invalid"),
    Broken("an attribute is unknown", "epub", _text(replace("<em>", '<em colour="red">')), "document-invalid"),
    Broken("a resource is remote", "epub", _text(_before_text('<p><img src="https://example.org/a.png" alt="A port"/></p>')), "epub-remote"),
    Broken("a document is gone", "epub", change_entries(_lose_notes), "document-unreadable"),
    Broken("a stray file", "epub", change_entries(_add_stray), "epub-file-name"),
    Broken("the package has no identifier", "epub", _package(replace(r"<dc:identifier.*?</dc:identifier>", "")), "epub-identifier"),
    Broken("the package was never changed", "epub", _package(replace(r'<meta property="dcterms:modified">.*?</meta>', "")), "epub-modified"),
    Broken("the spine names nothing", "epub", _package(replace("</spine>", '<itemref idref="nobody"/></spine>')), "epub-manifest"),
    Broken("a style is none", "epub", change_entry(r"\.css$", replace(r"\A", "p { color: ; } } @font-face {}\n")), "epubcheck-CSS-008"),
    Broken("roles and names are wrong", "epub", _text(replace("<em>", '<em role="button" aria-labelledby="gone" tabindex="3">')), "aria-reference-missing", True),
    Broken("a button, a frame and a field say nothing", "html", change_page(replace(r"<p>A paragraph of its own", '<button></button><iframe src="about:blank"></iframe><input type="text"><p>A paragraph of its own')), "field-unnamed", True),
    Broken("elements cross", "html", change_page(replace(r"<p>A paragraph of its own", "<p><b><i>x</b></i></p></section><p>A paragraph of its own")), "document-malformed", True),
    Broken("text is faint", "html", change_page(replace(r"<p>A paragraph of its own", '<p style="color:#ccc;background:#fff">A paragraph of its own')), "contrast-low", True),
    Broken("the list holds text", "html", change_page(replace(r"(<ul>)(<li>|\s*<li>The first)", r"\1<p>Stray</p>\2")), "list-malformed", True),
    Broken("no colours are defined", "pdf", _catalog("/OutputIntents", Array([])), "conformance-unfounded"),
    Broken("layers have no names", "pdf", _catalog("/OCProperties", _LAYERS), "conformance-unfounded"),
    Broken("an XFA form", "pdf", _catalog("/AcroForm", _FORM), "pdf-xfa"),
    Broken("a program starts", "pdf", _catalog("/OpenAction", _LAUNCH), "conformance-unfounded"),
    Broken("pages act by themselves", "pdf", _pages(lambda page: page.__setitem__("/AA", Dictionary(O=_LAUNCH))), "conformance-unfounded"),
    Broken("links are not printed", "pdf", _annotations(lambda link: link.__setitem__("/F", 0)), "conformance-unfounded"),
    Broken("no font is in the file", "pdf", _fonts(_drop_font), "pdf-font-missing"),
)  # fmt: skip


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return prepare_article(tmp_path_factory.mktemp("article"))


@pytest.fixture(scope="module")
def files(article: Publication) -> dict[str, bytes]:
    printed, _ = pdf.write(article)
    return {
        "pdf": printed.data,
        "epub": epub.write(article, printed.page_starts, draw_cover(article)),
        "html": web.write(article, printed.page_starts),
    }


def _told(report: FileReport) -> str:
    return "\n".join(finding.format_text() for finding in report.findings)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_file_is_told_in_our_words_and_once(
    broken: Broken, files: dict[str, bytes]
) -> None:
    data = broken.plant(files[broken.kind])
    report = check_file(data, f"b.{broken.kind}", tools=TOOLS if broken.tools else None)
    findings = [f for f in report.findings if f.code != "judge-missing"]
    if len(findings) == len(report.findings):
        assert broken.code in {f.code for f in findings}, _told(report)
    places = [(f.code, f.position) for f in findings if f.position and f.position.line]
    assert len(places) == len(set(places)), _told(report)
    for finding in findings:
        assert not _JUDGES_WORDS.search(finding.message), finding.message
        assert not _JUDGES_WORDS.search(finding.remedy), finding.remedy
        assert finding.remedy[0].isupper() and finding.remedy.endswith("."), finding.remedy
        assert finding.position is not None, finding
        fault = FAULTS.get(finding.code)
        assert finding.reference or (fault is not None and fault.reference is None), finding


def test_machines_read_the_same(files: dict[str, bytes]) -> None:
    data = _text(replace("<em>", '<em colour="red">'))(files["epub"])
    report = check_file(data, "b.epub")
    (finding,) = [f for f in report.findings if f.code == "document-invalid"]
    plain = finding.as_json()
    assert (plain["message"], plain["path"], plain["line"]) == (
        "an element has an attribute that it cannot have: “colour” (EPUBCheck RSC-005)",
        finding.position.path if finding.position else None,
        finding.position.line if finding.position else None,
    )
    results = json.loads(write_sarif(report.findings))["runs"][0]["results"]
    (result,) = [r for r in results if r["ruleId"] == "document-invalid"]
    assert result["message"]["text"].startswith("An element has an attribute that it cannot have")
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == plain["line"]
