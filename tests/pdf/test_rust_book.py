"""The Rust Book, 700 pages: whole tables, every word, no failed rule.

It takes minutes and a corpus that is not part of the repository: `pytest -m "not long"` leaves it
out, and where the corpus is missing the run says so.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from everyleaf import read
from everyleaf.check import PDF_PROFILES
from everyleaf.check.rules import check_publication
from everyleaf.check.verapdf import validate
from everyleaf.html import compose
from everyleaf.model import PDF_STANDARDS, PdfStandard, Publication
from everyleaf.pdf import write
from tests.bench.rust_book import DEFAULT, make_book
from tests.pdf.documents import document_text
from tests.readers.pdf import read_pdf, structure_text

pytestmark = [
    pytest.mark.book,
    pytest.mark.long,
    pytest.mark.skipif(not DEFAULT.is_dir(), reason="no ../shared/corpora/rust-book"),
]


def publish(folder: Path, standard: PdfStandard) -> Publication:
    book = make_book(DEFAULT, folder)
    reading = read.read_manuscript(book.path)
    publication, warnings = compose(reading.manuscript)
    findings = [*reading.findings, *warnings, *check_publication(publication)]
    assert {d.code for d in findings} <= {"table-caption-missing"}
    settings = dataclasses.replace(publication.settings, pdf_standard=standard)
    return dataclasses.replace(publication, settings=settings)


@pytest.mark.parametrize("standard", PDF_STANDARDS)
def test_rust_book(tmp_path: Path, standard: PdfStandard) -> None:
    publication = publish(tmp_path, standard)
    output, findings = write(publication)
    assert findings == ()
    assert len(output.page_starts) > 600
    document = publication.document
    got, wanted = structure_text(output.data), document_text(document)
    assert got.replace("\u00ad", "").split() == wanted.replace("\u00ad", "").split()
    root = read_pdf(output.data).root
    for type, name in (("Table", "table"), ("TR", "tr"), ("BlockQuote", "blockquote")):
        assert len(root.find(type)) == len(list(document.iter(name))), type
    for profile in PDF_PROFILES[standard]:
        verdict = validate(output.data, profile)
        assert (profile, verdict.outcome, verdict.findings) == (profile, "passed", ())
