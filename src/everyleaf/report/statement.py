"""Say in the reader's words what a publication's accessibility metadata means.

The headings and the sentences are those of the W3C's Accessibility Metadata Display Guide for
Digital Publications 2.0 (compact statements), so that a reader meets the same words in a catalogue,
in a reading system and here. Each follows from a computed property; a group of which nothing is
known is left out, but for the two that the guide always shows. That no edition claims to conform is
said in words of our own besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from everyleaf.model import Accessibility, Conformance, ConformanceLevel


@dataclass(frozen=True, slots=True)
class Statement:
    """A heading of the display guide and what stands under it."""

    title: str
    sentences: tuple[str, ...]


_STANDING: Mapping[ConformanceLevel, str] = {
    "A": "This publication meets minimum accessibility standards",
    "AA": "This publication meets accepted accessibility standards",
    "AAA": "This publication exceeds accepted accessibility standards",
}
_NAVIGATION = {
    "tableOfContents": "Table of contents",
    "index": "Index",
    "structuralNavigation": "Headings",
    "pageNavigation": "Go to page",
}
_RICH_CONTENT = {
    "MathML": "Math as MathML",
    "latex": "Math as LaTeX",
    "describedMath": "Text descriptions of math are provided",
    "longDescription": "Information-rich images are described by extended descriptions",
}
_ADDITIONAL = {
    "ARIA": "ARIA roles included",
    "fullRubyAnnotations": "Full ruby annotations",
    "pageBreakMarkers": "Page breaks included",
    "rubyAnnotations": "Some ruby annotations",
    "ttsMarkup": "Text-to-speech hinting provided",
}
_HAZARDS = {
    "none": "No hazards",
    "noSoundHazard": "No sound hazards",
    "unknownFlashingHazard": "Flashing hazards not known",
    "unknownMotionSimulationHazard": "Motion simulation hazards not known",
    "unknownSoundHazard": "Sound hazards not known",
}


def write_statements(
    accessibility: Accessibility, conformance: Conformance | None = None
) -> tuple[Statement, ...]:
    """Return the statements in the order of the display guide.

    Args:
        accessibility: Computed from the content.
        conformance: What came of a reviewer's word; None if there is none.
    """
    features = accessibility.features
    ways = (
        "Appearance can be modified"
        if "displayTransformability" in features
        else "Appearance cannot be modified",
        "Readable in read aloud or dynamic braille"
        if "textual" in accessibility.sufficient
        else "Not fully readable in read aloud or dynamic braille",
        *(["Has alternative text"] if "alternativeText" in features else []),
    )
    groups = (
        ("Ways of reading", ways),
        ("Conformance", tuple(_conformance(conformance))),
        ("Navigation", _found(_NAVIGATION, features)),
        ("Rich content", _found(_RICH_CONTENT, features)),
        ("Hazards", _found(_HAZARDS, accessibility.hazards)),
        ("Accessibility summary", (accessibility.summary,)),
        ("Additional accessibility information", _found(_ADDITIONAL, features)),
    )
    return tuple(Statement(title, sentences) for title, sentences in groups if sentences)


def _conformance(conformance: Conformance | None) -> Iterator[str]:
    if conformance is None or not conformance.claims:
        yield "No information is available"
        yield "No edition claims to conform to WCAG or to EPUB Accessibility"
        return
    attestation = conformance.attestation
    standard = f"WCAG 2.2 Level {attestation.level}"
    if "epub" in conformance.claims:
        standard = f"EPUB Accessibility 1.1 {standard}"
    yield _STANDING[attestation.level]
    yield f"This publication claims to meet {standard}"
    doubted = {suffix for doubt in conformance.doubts for suffix in doubt.formats}
    if doubted:
        names = {"epub": "EPUB", "html": "web edition", "pdf": "PDF"}
        lacking = " and the ".join(names[suffix] for suffix in sorted(doubted))
        yield f"The {lacking} {'makes' if len(doubted) == 1 else 'make'} no such claim"
    yield f"The publication was certified by {attestation.by}"
    yield f"The publication was certified on {attestation.date.isoformat()}"
    if attestation.credential:
        yield f"The certifier's credential is {attestation.credential}"
    if attestation.report:
        yield f"For more information refer to the certifier's report: {attestation.report}"


def _found(sentences: dict[str, str], terms: Sequence[str]) -> tuple[str, ...]:
    return tuple(sentence for term, sentence in sentences.items() if term in terms)
