"""Show where a line of code goes on because the page is too narrow for it.

1. `boxes` finds the lines of preformatted text that the layout broke, not the author.
2. Each gets a small hooked arrow in the margin of the block, an artifact (ISO 32000-1 14.8.2.2):
   it is about the page, and a reader who listens has the author's lines.

Why drawn and not written: only layout knows which lines these are, and an arrow needs no font.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from everyleaf.pdf.file.objects import Stream, dictionary

_WIDTH_PT = 5.0
_GAP_PT = 2.6
"""Between the arrow and the text."""


@dataclass(frozen=True, slots=True)
class WrappedLine:
    """A line on which code goes on."""

    page: int
    left_pt: float
    """Where its text begins, from the left edge of the page."""
    middle_pt: float
    """The middle of its height, from the top edge of the page."""


def draw_wrapped_lines(lines: Iterable[WrappedLine], streams: Sequence[Stream]) -> None:
    """Draw the arrows at the end of the page streams, which are changed."""
    for line in lines:
        right, y = line.left_pt - _GAP_PT, line.middle_pt + 1.2
        left, top = right - _WIDTH_PT, y - 4.2
        path = (
            f"q 0.24 0.24 0.24 RG 0.6 w 1 J 1 j "
            f"{left:.2f} {top:.2f} m {left:.2f} {y:.2f} l {right:.2f} {y:.2f} l S "
            f"{right - 1.7:.2f} {y - 1.5:.2f} m {right:.2f} {y:.2f} l "
            f"{right - 1.7:.2f} {y + 1.5:.2f} l S Q"
        )
        artifact = dictionary({"Type": "/Layout"})
        streams[line.page].stream += ["/Artifact", artifact, b"BDC", path.encode(), b"EMC"]
