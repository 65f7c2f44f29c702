"""The claim to conform goes into a finished file, and moves nothing else."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from everyleaf.check.judges import PDF_PROFILES
from everyleaf.check.verapdf import validate_all
from everyleaf.model import PDF_STANDARDS, Attestation, PdfStandard, Publication
from everyleaf.pdf import write
from everyleaf.pdf.file.metadata import write_claim
from tests.conftest import make_publication
from tests.pdf.test_profiles import packet, texts

REVIEW = Attestation(
    "Example Access Centre & Sons",
    datetime.date(2026, 10, 28),
    "AA",
    "Certified by nobody",
    "https://example.org/a?b=1&c=2",
)


def reviewed(standard: PdfStandard, review: Attestation | None = REVIEW) -> Publication:
    made = make_publication()
    settings = dataclasses.replace(made.settings, pdf_standard=standard, reviewed=review)
    return dataclasses.replace(made, settings=settings)


@pytest.mark.book
@pytest.mark.parametrize("standard", PDF_STANDARDS)
def test_the_claim_is_declared_and_every_standard_still_kept(standard: PdfStandard) -> None:
    publication = reviewed(standard)
    written, _ = write(publication)
    claiming = write_claim(written.data, publication)
    assert len(claiming) == len(written.data)
    assert claiming != written.data
    declared = texts(packet(written.data), ".//pdfd:conformsTo")
    assert "https://pdfa.org/declarations#wcag22AA" not in declared
    root = packet(claiming)
    assert texts(root, ".//pdfd:conformsTo") == [
        *declared,
        "https://pdfa.org/declarations#wcag22AA",
    ]
    said = {key: texts(root, f".//pdfd:claim{key}") for key in ("By", "Date", "Credentials")}
    assert said == {"By": [REVIEW.by], "Date": ["2026-10-28"], "Credentials": [REVIEW.credential]}
    assert texts(root, ".//pdfd:claimReport") == [REVIEW.report]
    for verdict in validate_all(claiming, PDF_PROFILES[standard]):
        assert (verdict.standard, verdict.outcome) == (verdict.standard, "passed")


def test_what_nobody_attests_has_no_room_for_a_claim() -> None:
    written, _ = write(reviewed("ua-1", None))
    assert b"pdfd" not in written.data
    assert b"  <?xpacket end" not in written.data


def test_a_claim_is_not_put_into_another_file() -> None:
    written, _ = write(reviewed("ua-1"))
    other = reviewed("ua-1")
    other = dataclasses.replace(other, metadata=dataclasses.replace(other.metadata, title="Wind"))
    with pytest.raises(AssertionError, match="not those of the publication"):
        write_claim(written.data, other)
