"""Join what layout drew with the text it came from.

1. Layout cuts a text node into lines and pages, collapses its white space, changes its case, adds
   hyphens, and says nothing about where a line came from.
2. `TextCursor` follows the lines of one element through its text nodes and finds, for each, the
   text node and the span of characters.

Why by comparing characters other than white space: they are what layout keeps.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from everyleaf.pdf.structure.elements import Slot

SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked-content sequence of a page: a piece of a line of text, or an image."""

    node: int
    """`data-node` of the element whose content it is."""
    slot: Slot
    page: int
    """Index of the page."""
    mcid: int
    """The identifier that WeasyPrint gave it on its page."""
    text: str | None = None
    """What a reader should get from it; None for an image."""
    start: int = 0
    """Where it begins in its text node."""
    end: int = 0
    """Where it ends in its text node."""
    hyphen: int = 0
    """How many characters at the end are a hyphen that layout added."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text node."""

    slot: int
    start: int
    end: int
    hyphenated: bool
    """Whether the drawn text ends in a hyphen that is not in the source."""


_COUNTED = re.compile(rf"[^\s{SOFT_HYPHEN}]+")


def counted(text: str) -> str:
    """Return what counts in a `PageStart` offset: no white space, no soft hyphens."""
    return "".join(_COUNTED.findall(text))


class TextCursor:
    """A place in the text nodes of one element, moved on by each line that layout made of it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._skeletons: dict[tuple[int, bool], tuple[str, list[int]]] = {}
        self._slot = 0
        self._position = 0  # in the text node, after the last character found

    def locate(self, drawn: str, hyphen: str, transformed: bool) -> Span | None:
        """Find a piece of drawn text at or after the cursor, and move the cursor behind it.

        Args:
            drawn: the text of a box.
            hyphen: the character that layout may have added at its end.
            transformed: whether text-transform may have changed its characters.

        Returns:
            None if it is blank or not found.
        """
        key = counted(drawn.casefold() if transformed else drawn)
        if not key:
            return None
        found = self._find(key, transformed)
        if found is None and hyphen and key.endswith(hyphen) and key != hyphen:
            found = self._find(key[: -len(hyphen)], transformed)
            return found and Span(found.slot, found.start, found.end, True)
        return found

    def _find(self, key: str, transformed: bool) -> Span | None:
        for slot in range(self._slot, len(self._texts)):
            characters, indices = self._skeleton(slot, transformed)
            start = 0
            if slot == self._slot and self._position:
                start = bisect_left(indices, self._position)
            if characters.startswith(key, start):
                self._slot = slot
                self._position = indices[start + len(key) - 1] + 1
                return Span(slot, indices[start], self._position, False)
        return None

    def _skeleton(self, slot: int, transformed: bool) -> tuple[str, list[int]]:
        """Return the counted characters of a text node, and where each one is."""
        cached = self._skeletons.get((slot, transformed))
        if cached is None:
            text = self._texts[slot]
            places = [i for run in _COUNTED.finditer(text) for i in range(*run.span())]
            if transformed:  # a character may fold to several
                folded = [(f, i) for i in places for f in text[i].casefold()]
                cached = "".join(f for f, _ in folded), [i for _, i in folded]
            else:
                cached = counted(text), places
            self._skeletons[slot, transformed] = cached
        return cached

    @property
    def here(self) -> Span:
        """The empty span at the cursor."""
        return Span(self._slot, self._position, self._position, False)
