"""Say that a publication conforms to WCAG 2.2, in the words that each edition's readers look for.

1. EPUB: `dcterms:conformsTo` with the exact text of EPUB Accessibility 1.1 §3.5.2.
2. Web: the address of WCAG 2.2. WCAG names no address for a level, so the level stands in a review.
3. PDF: a PDF Declaration (PDF Association 2019) beside the identifiers of PDF/UA and PDF/A.

`CLAIM` recognises such words in files of any maker; `level_of` names the level of a criterion.

Why nothing here decides: a person attests (`reviewed` in the front matter), judges prove, and
`check.proof` says whether both are there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from everyleaf.model import Attestation, ConformanceLevel, Format

GUIDELINES = "Web Content Accessibility Guidelines 2.2"
GUIDELINES_ADDRESS = "https://www.w3.org/TR/WCAG22/"

CLAIM: Mapping[Format, re.Pattern[str]] = {
    "epub": re.compile(
        r"EPUB Accessibility 1\.[1-9] - WCAG 2\.[0-2] Level (?P<level>A{1,3})|"
        r"https?://www\.idpf\.org/epub/a11y/accessibility-20170105\.html#wcag-a{1,3}|"
        r"https?://www\.w3\.org/TR/WCAG2[0-2]/?"
    ),
    "html": re.compile(
        r"https?://www\.w3\.org/TR/WCAG2[0-2]/?|"
        r"EPUB Accessibility 1\.[1-9] - WCAG 2\.[0-2] Level (?P<level>A{1,3})"
    ),
    "pdf": re.compile(
        r"https?://(?:www\.)?pdfa\.org/declarations/?#wcag2[0-2](?P<level>A{1,3})|"
        r"https?://www\.w3\.org/TR/WCAG2[0-2]/?"
    ),
}
"""What a claim to conform to WCAG must be, whole, to be understood in each kind of file."""

_RANKS: tuple[ConformanceLevel, ...] = ("A", "AA", "AAA")

_ABOVE_A: Mapping[ConformanceLevel, frozenset[str]] = {
    "AA": frozenset(
        """
        1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7
        2.4.11 2.5.7 2.5.8 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3
        """.split()
    ),
    "AAA": frozenset(
        """
        1.2.6 1.2.7 1.2.8 1.2.9 1.3.6 1.4.6 1.4.7 1.4.8 1.4.9 2.1.3 2.2.3 2.2.4 2.2.5 2.2.6 2.3.2
        2.3.3 2.4.8 2.4.9 2.4.10 2.4.12 2.4.13 2.5.5 2.5.6 3.1.3 3.1.4 3.1.5 3.1.6 3.2.5 3.3.5
        3.3.6 3.3.9
        """.split()
    ),
}
"""The success criteria of WCAG 2.2 that are not of level A."""

_CRITERION = re.compile(r"\b[1-4]\.[1-5]\.\d{1,2}\b")


def epub_claim(attestation: Attestation) -> str:
    """Return what `dcterms:conformsTo` says (EPUB Accessibility 1.1 §3.5.2)."""
    return f"EPUB Accessibility 1.1 - WCAG 2.2 Level {attestation.level}"


def web_claim(attestation: Attestation) -> Mapping[str, object]:
    """Return the properties of the web edition's JSON-LD that say who attests what, and when."""
    reviewer: dict[str, object] = {"name": attestation.by}
    if attestation.credential:
        reviewer["hasCredential"] = attestation.credential
    review: dict[str, object] = {
        "@type": "Review",
        "reviewAspect": "accessibility",
        "reviewBody": f"Conforms to {GUIDELINES}, Level {attestation.level}.",
        "author": reviewer,
        "datePublished": attestation.date.isoformat(),
    }
    if attestation.report:
        review["url"] = attestation.report
    return {"conformsTo": GUIDELINES_ADDRESS, "review": review}


def pdf_claim(attestation: Attestation) -> str:
    """Return the address of the PDF Declaration."""
    return f"https://pdfa.org/declarations#wcag22{attestation.level}"


def claim_in(format: Format, attestation: Attestation) -> str:
    """Return the claim as it stands in an edition."""
    if format == "epub":
        return epub_claim(attestation)
    return pdf_claim(attestation) if format == "pdf" else GUIDELINES_ADDRESS


def level_of(criterion: str) -> ConformanceLevel:
    """Return the level of a success criterion of WCAG 2.2, such as `1.4.3`."""
    return next((level for level, those in _ABOVE_A.items() if criterion in those), "A")


def lowest_level(reference: str | None) -> ConformanceLevel | None:
    """Return the lowest level among the criteria that a finding rests on; None if it names none."""
    if reference is None or "WCAG" not in reference:
        return None
    levels = [level_of(number) for number in _CRITERION.findall(reference)]
    return min(levels, key=_RANKS.index, default=None)


def is_asked_for(level: ConformanceLevel, claimed: ConformanceLevel) -> bool:
    """Tell whether who claims a level claims another with it: AA holds A."""
    return _RANKS.index(level) <= _RANKS.index(claimed)
