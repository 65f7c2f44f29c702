"""Name places of the author's text, and quote it in findings."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import shorten, text_of
from everyleaf.model import Element, Publication


def words_of(element: Element) -> str:
    """Return an element's text on one line, shortened to 60 characters."""
    return shorten(text_of(element))


def list_of(things: list[str], most: int = 4) -> str:
    """Return `a, b and c`; those beyond `most` are counted."""
    if len(things) > most:
        return f"{', '.join(things[: most - 1])} and {len(things) - most + 1} more"
    return " and ".join([", ".join(things[:-1]), things[-1]] if len(things) > 1 else things)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A finding whose words are still to be looked up in the source."""

    finding: Diagnostic
    """Its place is that of the element."""
    words: str
    """What stands where the finding is."""


def point_at(sighting: Sighting, publication: Publication) -> Diagnostic:
    """Return a finding at the place of its words."""
    assert sighting.finding.position is not None  # an element has a place
    place = locate(sighting.words, sighting.finding.position, publication)
    return dataclasses.replace(sighting.finding, position=place)


def locate(words: str, place: Position, publication: Publication, lines: int = 40) -> Position:
    """Return the first place of words at or behind the line where their element begins.

    They are looked for in at most so many lines of the source; where they are not found, as when
    markup stands among them, the answer is the place that was given.
    """
    # The place names the file as the user did; a source, as its folder knows it.
    source = next((s for s in publication.sources if f"/{place.path}".endswith(f"/{s.path}")), None)
    if source is None or place.line is None:
        return place
    text = source.data.decode("utf-8-sig", "replace").splitlines()
    for number in range(place.line - 1, min(place.line - 1 + lines, len(text))):
        start = (place.column or 1) - 1 if number == place.line - 1 else 0
        if (column := text[number].find(words, start)) >= 0:
            return Position(place.path, number + 1, column + 1)
    return place
