"""The Rust Book, 750 pages, as its authors keep it: every word, whole tables, nothing to object to.

It takes minutes and a corpus that is not part of the repository: `pytest -m "not long"` leaves it
out, and where the corpus is missing the run says so.
"""

from __future__ import annotations

import collections
import dataclasses

import pytest

from everyleaf import pdf
from everyleaf.build import write_editions
from everyleaf.check import ace, epubcheck
from everyleaf.check.judges import PDF_PROFILES
from everyleaf.check.verapdf import validate_all
from everyleaf.model import PdfOutput, PdfStandard, Publication
from everyleaf.sources import Prepared, prepare
from tests.bench import RUST_BOOK
from tests.judges import TOOLS, assert_passed
from tests.pdf.documents import document_text
from tests.readers.pdf import read_pdf, structure_text

pytestmark = [
    pytest.mark.book,
    pytest.mark.long,
    pytest.mark.skipif(not RUST_BOOK.is_dir(), reason="no ../shared/corpora/rust-book"),
]

FAULTS = {"link-file-missing", "glyph-missing", "heading-skipped", "address-unused"}
"""What the source itself has wrong, by the codes of our findings; the rest is judgement of style."""


def silent(name: str, step: str) -> None:
    """Report nothing."""


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    (made,) = prepare([RUST_BOOK], silent, lenient=True)
    return made


def assert_whole(publication: Publication, data: bytes) -> None:
    document = publication.document
    got, wanted = structure_text(data), document_text(document)
    assert got.replace("\u00ad", "").split() == wanted.replace("\u00ad", "").split()
    root = read_pdf(data).root
    for type, name in (("Table", "table"), ("TR", "tr"), ("BlockQuote", "blockquote")):
        assert len(root.find(type)) == len(list(document.iter(name))), type


def test_the_faults_of_the_source_are_named_with_their_lines(prepared: Prepared) -> None:
    counts = collections.Counter(f.code for f in prepared.findings if f.code in FAULTS)
    assert counts["link-file-missing"] == 33
    assert counts["heading-skipped"] == 1
    assert counts["glyph-missing"] == 10
    for finding in prepared.findings:
        assert finding.severity != "error"
        assert finding.position is not None
        assert finding.position.line is not None or finding.code not in FAULTS
        assert (RUST_BOOK / "src").name in finding.position.path


def test_all_editions_pass_their_judges(prepared: Prepared) -> None:
    made = write_editions(prepared, ("html", "pdf", "epub"), silent)
    assert made.pages > 600
    assert_whole(prepared.publication, made.files["pdf"])
    for verdict in validate_all(made.files["pdf"], PDF_PROFILES["ua-1"]):
        assert_passed(verdict)
    assert_passed(epubcheck.validate(made.files["epub"]))
    assert_passed(ace.validate(made.files["epub"], TOOLS))


def test_the_newer_standards(prepared: Prepared) -> None:
    standard: PdfStandard = "ua-2"
    publication = prepared.publication
    settings = dataclasses.replace(publication.settings, pdf_standard=standard)
    output: PdfOutput = pdf.write(dataclasses.replace(publication, settings=settings))[0]
    for verdict in validate_all(output.data, PDF_PROFILES[standard]):
        assert_passed(verdict)
