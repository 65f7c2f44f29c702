"""The Rust Book, 700 pages: whole tables, every word, no failed rule.

It takes minutes and a corpus that is not part of the repository: `pytest -m "not long"` leaves it
out, and where the corpus is missing the run says so.
"""

from __future__ import annotations

import dataclasses

import pytest

from everyleaf import read
from everyleaf.check import PDF_PROFILES
from everyleaf.check.rules import check_publication
from everyleaf.check.verapdf import validate
from everyleaf.diagnostics import has_errors
from everyleaf.html import compose
from everyleaf.model import PDF_STANDARDS, PdfStandard, Publication
from everyleaf.pdf import write
from tests.bench import RUST_BOOK
from tests.pdf.documents import document_text
from tests.readers.pdf import read_pdf, structure_text

pytestmark = [
    pytest.mark.book,
    pytest.mark.long,
    pytest.mark.skipif(not RUST_BOOK.is_dir(), reason="no ../shared/corpora/rust-book"),
]


def publish(standard: PdfStandard) -> Publication:
    reading = read.read_manuscript(RUST_BOOK, lenient=True)
    publication, warnings = compose(reading.manuscript)
    findings = [*reading.findings, *warnings, *check_publication(publication)]
    assert not has_errors(findings), [f.format_text() for f in findings]
    settings = dataclasses.replace(publication.settings, pdf_standard=standard)
    return dataclasses.replace(publication, settings=settings)


@pytest.mark.parametrize("standard", PDF_STANDARDS)
def test_rust_book(standard: PdfStandard) -> None:
    publication = publish(standard)
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
