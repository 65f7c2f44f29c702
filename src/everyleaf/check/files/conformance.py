"""Judge what a finished file claims of its conformance to WCAG, and who stands for it.

EPUB Accessibility 1.1 §3.5; PDF Declarations; WCAG 2.2 §5.3 for pages.

1. The claim is in words that programs know (`everyleaf.conformance.CLAIM`).
2. Somebody certifies it by name, before the file was made.
3. There is one claim, and nothing that was found speaks against it.
4. Where somebody certifies, something is claimed.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence

from everyleaf.check.files.claims import Claims
from everyleaf.check.files.faults import find_fault
from everyleaf.conformance import CLAIM
from everyleaf.diagnostics import Diagnostic
from everyleaf.model import Format

_REFERENCES: Mapping[Format, str | None] = {
    "epub": None,  # that of the fault itself
    "html": "WCAG 2.2 §5.3.1",
    "pdf": "PDF Declarations §8.2",
}
_REMEDIES: Mapping[Format, str] = {
    "html": "Give the address https://www.w3.org/TR/WCAG22/.",
    "pdf": "Give the address of a declaration, such as https://pdfa.org/declarations#wcag22AA.",
}


def judge_conformance(
    format: Format, claims: Claims, errors: Sequence[Diagnostic]
) -> Iterator[Diagnostic]:
    """Judge the claim to conform: its form, who vouches for it, and what was found against it.

    Args:
        format: What the file is.
        claims: What it claims.
        errors: What was found in it.
    """
    about = [value for value in claims.conforms_to if _is_about_accessibility(value)]
    for value in about:
        yield from _judge_claim(format, claims, value, errors)
    levels = {match["level"] for match in map(CLAIM[format].fullmatch, about) if match} - {None}
    if len(levels) > 1 or (about and "none" in claims.conforms_to):
        message = f"the claims to conform contradict each other: {', '.join(claims.conforms_to)}"
        yield find_fault("claim-contradictory", message, claims.at(about[-1]))
    if claims.certified_by and not claims.conforms_to:
        message = f"{claims.certified_by[0]} certifies, and no conformance is claimed"
        place = claims.at(claims.certified_by[0])
        yield find_fault("conformance-claim-missing", message, place)
    if claims.credentials and not claims.certified_by:
        message = f"“{claims.credentials[0]}” is the credential or report of nobody who is named"
        yield find_fault("conformance-uncertified", message, claims.at(claims.credentials[0]))
    for date in claims.certified_on:
        made = claims.made[:10]
        if re.match(r"\d{4}-\d\d-\d\d", date) and made and date[:10] > made:
            message = f"it was certified on {date[:10]}, after the file was made on {made}"
            yield find_fault("claim-contradictory", message, claims.at(date))


def _judge_claim(
    format: Format, claims: Claims, value: str, errors: Sequence[Diagnostic]
) -> Iterator[Diagnostic]:
    place, reference = claims.at(value), _REFERENCES[format]
    if not CLAIM[format].fullmatch(value):
        message = f"programs do not know the conformance claim “{value}”"
        fault = find_fault("conformance-unreadable", message, place, reference=reference)
        yield dataclasses.replace(fault, remedy=_REMEDIES.get(format, fault.remedy))
    if not claims.certified_by:
        message = f"nobody vouches for the claim “{value}”"
        yield find_fault("conformance-uncertified", message, place, reference=reference)
    if errors:
        codes = ", ".join(dict.fromkeys(e.code for e in errors[:8]))
        message = f"the claim “{value}” does not hold: {codes}"
        yield find_fault("conformance-unfounded", message, place, reference=reference)


def _is_about_accessibility(value: str) -> bool:
    # others conform to something else: a Well-Tagged PDF, a profile of EPUB
    folded = value.casefold()
    if "wtpdf" in folded:
        return False
    return "accessib" in folded or "wcag" in folded or "a11y" in folded
