"""Every code of a finished file has a file that is told it, and a file beside it that is not.

Most codes are those of the mutants and of `test_wording`; here are the rest, which only a
judge can see, or nobody had broken yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from everyleaf import pdf
from everyleaf.check import specimen
from everyleaf.check.catalogue import explanations
from everyleaf.check.files.examination import FileReport, check_file
from everyleaf.check.files.faults import FAULTS
from everyleaf.check.files.judgements import translate
from everyleaf.diagnostics import Diagnostic, Position
from tests.check import test_wording
from tests.check.article import prepare_article
from tests.check.mutants import claims, epub, html, source
from tests.check.mutants import pdf as pdf_mutants
from tests.check.mutants.pdf import change_pdf, change_xmp, first
from tests.check.mutants.planting import Change, Entries, change_entries, change_entry, replace
from tests.judges import TOOLS, judge_missing
from tests.test_codes import CODES

TESTS = Path(__file__).parents[1]


@dataclass(frozen=True)
class Case:
    """A file of which one code must be told."""

    code: str
    plant: Callable[[bytes], bytes]
    """Changes a file of which it is not told."""


# EPUB: the specimen, which EPUBCheck passes


def _text(change: Change) -> Callable[[bytes], bytes]:
    return change_entry(r"n\.xhtml$", change)


def _package(change: Change) -> Callable[[bytes], bytes]:
    return change_entry(r"\.opf$", change)


def _add(name: str, content: bytes, item: str, spine: str = "") -> Callable[[bytes], bytes]:
    """Return a change that adds a file, its item of the manifest and its place in the spine."""

    def alter(entries: Entries) -> None:
        entries[name] = content
        package = entries["p.opf"].replace(b"</manifest>", item.encode() + b"</manifest>")
        entries["p.opf"] = package.replace(b"</spine>", spine.encode() + b"</spine>")

    return change_entries(alter)


_PAGE = (
    b'<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>Alone</title></head>'
    b"<body><p>Nobody leads here.</p></body></html>"
)
_DOCTYPE = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "xhtml11.dtd">'

OF_EPUBCHECK = (
    Case("document-doctype", _text(lambda text: _DOCTYPE + text)),
    Case("epub-file-missing", _package(replace("</manifest>", '<item id="l" href="lost.css" media-type="text/css"/></manifest>'))),
    Case("epub-file-repeated", _add("S.svg", b"", '<item id="t" href="S.svg" media-type="image/svg+xml"/>')),
    Case("epub-media-type", _package(replace("image/svg[+]xml", "image/png"))),
    Case("epub-mimetype", change_entry("mimetype", lambda text: "application/zip")),
    Case("epub-property-unknown", _package(replace("nav svg", "nav svg splendid"))),
    Case("epub-unreachable", _add("a.xhtml", _PAGE, '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>', '<itemref idref="a" linear="no"/>')),
)  # fmt: skip


# PDF: the article, which veraPDF passes


def _annotate(file: Pdf, **entries: Any) -> Any:
    """Add an annotation to the first page, outside of the structure; return it."""
    page = file.pages[0].obj
    annotation = file.make_indirect(Dictionary(**entries))
    annotation.update(Dictionary(Type=Name.Annot, Rect=Array([9, 9, 90, 90]), F=4))
    page["/Annots"] = Array([*page.get("/Annots", []), annotation])
    return annotation


def _add_field(file: Pdf) -> None:
    field = _annotate(file, Subtype=Name.Widget, FT=Name.Tx, T=String("name"))
    file.Root["/AcroForm"] = Dictionary(Fields=Array([field]))


def _attach(file: Pdf) -> None:
    data = file.make_stream(b"a,b")
    data["/Type"] = Name.EmbeddedFile
    attached = file.make_indirect(Dictionary(Type=Name.Filespec, EF=Dictionary(F=data)))
    file.Root["/Names"] = Dictionary(
        EmbeddedFiles=Dictionary(Names=Array([String("a.csv"), attached]))
    )


def _mix_artifact(file: Pdf) -> None:
    """Mark a line inside a paragraph as artifact."""
    page = file.pages[0]
    page.contents_coalesce()
    drawn = page.obj.Contents.read_bytes()
    mixed = re.sub(rb"(/MCID \d+>>\s+BDC)", rb"\1 /Artifact BMC 0 0 m 9 9 l S EMC", drawn, count=1)
    assert mixed != drawn
    page.obj.Contents = file.make_stream(mixed)


def _draw_missing_glyph(file: Pdf) -> None:
    page = next(p for p in file.pages if len(p.resources.get("/Font", {})))
    name = next(iter(page.resources.Font.keys()))
    drawn = f"/Artifact BMC BT {name} 12 Tf 60 60 Td <0000> Tj ET EMC"
    page.contents_add(file.make_stream(drawn.encode()))


def _each(key: str, change: Callable[[Pdf, Any], None]) -> Callable[[Pdf], None]:
    """Return a change of every object that has a key."""

    def alter(file: Pdf) -> None:
        found = [o for o in file.objects if isinstance(o, Dictionary) and key in o]
        assert found, key
        for item in found:
            change(file, item)

    return alter


def _shrink(file: Pdf, font: Any) -> None:
    font["/W"] = Array([0, 9999, 7])


def _list_characters(file: Pdf, font: Any) -> None:
    font["/CIDSet"] = file.make_stream(b"\x00")


def _retag(old: str, new: str) -> Callable[[Pdf], None]:
    def alter(file: Pdf) -> None:
        first(file, old).S = Name(f"/{new}")

    return alter


def _name_header(file: Pdf) -> None:
    attributes = Dictionary(O=Name.Table, Headers=Array([String("gone")]))
    first(file, "TD")["/A"] = attributes


OF_PDF = tuple(
    Case(code, change_pdf(alter))
    for code, alter in (
        ("glyph-missing", _draw_missing_glyph),
        ("heading-mixed", _retag("H2", "H")),
        ("pdf-annotation-untagged", lambda file: _annotate(file, Subtype=Name.Text)),
        ("pdf-artifact-mixed", _mix_artifact),
        ("pdf-attachment-unnamed", _attach),
        ("pdf-claim-missing", change_xmp(r"pdfuaid\b", "other")),
        ("pdf-field-unnamed", _add_field),
        ("pdf-font-list", _each("/FontFile2", _list_characters)),
        ("pdf-font-widths", _each("/CIDSystemInfo", _shrink)),
        ("pdf-nesting", _retag("Table", "Div")),
        ("pdf-note-unidentified", lambda file: first(file, "FENote").__delitem__("/ID")),
        ("table-headers-unknown", _name_header),
    )
)

# HTML and EPUB as the judges see them that need Node: all at once, for they are slow

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Tides</title></head>
<body><main><h1>Tides</h1>{}</main></body></html>"""
SOUND = '<p><a href="#a">The first tide</a> rises, and <a href="#a">the last one</a> falls.</p>'
FAULTY: dict[str, str] = {
    "aria-invalid": '<p role="sea">The sea.</p>',
    "focus-order": '<p><a href="#a" tabindex="3">The second tide</a></p>',
    "landmark-unlabelled": '<nav><a href="#a">One</a></nav><nav><a href="#a">Two</a></nav>',
    "style-invalid": '<p style="colour: blue">Blue.</p>',
    "target-small": '<div><button type="button" style="all: unset; display: inline-block; width: 9px; height: 9px">a'
    '</button><button type="button" style="all: unset; display: inline-block; width: 9px; height: 9px">b</button></div>',
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The article as PDF."""
    made, _ = pdf.write(prepare_article(tmp_path_factory.mktemp("article")))
    return made.data


def _told(report: FileReport) -> set[str]:
    for verdict in report.verdicts:
        if verdict.missing:
            judge_missing(verdict.judge, verdict.findings[0].remedy)
    return {finding.code for finding in report.findings}


@pytest.mark.parametrize("case", OF_EPUBCHECK, ids=lambda case: case.code)
def test_an_epub_is_told_its_fault(case: Case) -> None:
    assert case.code in _told(check_file(case.plant(specimen.epub()), "a.epub"))


@pytest.mark.book
@pytest.mark.parametrize("case", OF_PDF, ids=lambda case: case.code)
def test_a_pdf_is_told_its_fault(case: Case, printed: bytes) -> None:
    assert case.code in _told(check_file(case.plant(printed), "a.pdf"))


@pytest.mark.book
def test_sound_files_are_told_none_of_them(printed: bytes) -> None:
    told = _told(check_file(specimen.epub(), "a.epub")) | _told(check_file(printed, "a.pdf"))
    assert told & {case.code for case in (*OF_EPUBCHECK, *OF_PDF)} == set()


@pytest.mark.browser
def test_a_page_is_told_its_faults() -> None:
    body = f'<p id="a">All tides.</p>{SOUND}'
    sound = check_file(PAGE.format(body).encode(), "a.html", tools=TOOLS)
    assert _told(sound) == set(), sound.findings
    faulty = PAGE.format(body + "".join(FAULTY.values()))
    assert set(FAULTY) - _told(check_file(faulty.encode(), "a.html", tools=TOOLS)) == set()


@pytest.mark.browser
def test_ace_tells_of_roles_and_summaries() -> None:
    codes = {"accessibility-summary-missing", "aria-role-missing"}
    summary = '<meta property="schema:accessibilitySummary">Read it.</meta></metadata>'
    sound = _package(replace("</metadata>", summary))(specimen.epub())
    assert _told(check_file(sound, "a.epub", tools=TOOLS)) & codes == set()
    faulty = _text(replace(' role="doc-toc"', ""))(specimen.epub())
    assert codes - _told(check_file(faulty, "a.epub", tools=TOOLS)) == set()


@pytest.mark.parametrize("code", ["nu-error", "nu-fatal"])
def test_nu_has_no_codes_of_its_own(code: str) -> None:
    told = translate(Diagnostic(code, "error", "Nobody has seen this.", "", Position("a.html")))
    assert told.code == "document-invalid"


ALONE = {
    # what depends on the machine or on the size: tests/check/test_files.py
    "file-kind-unknown", "file-too-large", "judge-not-asked", "language-detector-missing",
}  # fmt: skip


def _planted() -> set[str]:
    mutants: Iterable[Any] = (
        *epub.MUTANTS, *html.MUTANTS, *pdf_mutants.MUTANTS, *source.MUTANTS,
        *(mutant for of_kind in claims.MUTANTS.values() for mutant in of_kind),
    )  # fmt: skip
    return {code for mutant in mutants for code in mutant.codes}


def test_every_code_of_a_finished_file_has_a_case() -> None:
    cases = {case.code for case in (*OF_EPUBCHECK, *OF_PDF)} | set(FAULTY)
    cases |= {"accessibility-summary-missing", "aria-role-missing"}
    cases |= {broken.code for broken in test_wording.BROKEN}
    assert set(FAULTS) - cases - _planted() - ALONE == set()


def test_every_code_of_the_catalogue_is_tested() -> None:
    """What is neither of a source nor of a finished file is of the machine or of a judge."""
    known = {path.stem for path in CODES.glob("*.txt")} | set(FAULTS)
    texts = [path.read_text("utf-8") for path in sorted(TESTS.rglob("test_*.py"))]
    rest = [code for code in explanations() if code not in known]
    assert [code for code in rest if not any(code in text for text in texts)] == []
