"""Sum up the contrast of each edition: how many pairs of colours reach which ratio."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from everyleaf.model import TextContrast

ENHANCED = 7.0
"""What WCAG 2.2 SC 1.4.6 (level AAA) asks for of text that is not large."""
LEAST = 4.5
"""What WCAG 2.2 SC 1.4.3 (level AA) asks for of text that is not large."""

_EDITIONS = {"web.css": "Web edition", "epub.css": "EPUB", "print.css": "PDF"}
_NAMED = 3


@dataclass(frozen=True, slots=True)
class ContrastSummary:
    """The pairs of text and ground of one edition in one mode, or of all drawings."""

    where: str
    """`Web edition, dark`."""
    pairs: int
    enhanced: int
    """Pairs of at least 7:1."""
    enough: int
    """Pairs of at least 4.5:1."""
    lowest: tuple[TextContrast, ...]
    """The weakest pairs, the weakest first."""


def sum_up_contrast(pairs: Iterable[TextContrast]) -> tuple[ContrastSummary, ...]:
    """Return a summary for each edition and mode, then one for the drawings."""
    groups: dict[str, list[TextContrast]] = {}
    for pair in pairs:
        edition = _EDITIONS.get(pair.where)
        mode = f", {pair.mode}" if pair.mode != "print" else ""
        groups.setdefault(f"{edition}{mode}" if edition else "Drawings", []).append(pair)
    order = [
        f"{edition}{mode}" for edition in _EDITIONS.values() for mode in (", light", ", dark", "")
    ]
    return tuple(
        ContrastSummary(
            where,
            len(found),
            sum(pair.ratio >= ENHANCED for pair in found),
            sum(pair.ratio >= LEAST for pair in found),
            tuple(found[:_NAMED]),
        )
        for where in (*order, "Drawings")
        if (found := groups.get(where))
    )
