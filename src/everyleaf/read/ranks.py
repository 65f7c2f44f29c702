"""Rank the headings of a text without a gap: each lower one hangs under the one before it.

WCAG 2.2 SC 1.3.1, ISO 14289-1:2014 7.4.2.
"""

from __future__ import annotations

from collections.abc import Sequence

from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import place_of, shorten, text_of
from everyleaf.model import Element

LOWEST = 6


def mend_ranks(
    headings: Sequence[Element], title_rank: int = 1, *, one_title: bool = True
) -> list[Diagnostic]:
    """Close the gaps between ranks and report them; changes the headings.

    Args:
        headings: those below the title, in order.
        title_rank: the author's rank of the title, which becomes the first.
        one_title: whether another heading of the title's rank is a fault.
    """
    findings: list[Diagnostic] = []
    above = [(title_rank, 1)]
    before = title_rank
    for heading in headings:
        rank = int(str(heading.tag)[1])
        if rank <= title_rank:
            if one_title:
                findings.append(_second_title(heading))
            rank = title_rank + 1
        elif rank > before + 1:
            findings.append(_skipped(heading, rank, before))
        while above[-1][0] >= rank:
            above.pop()
        made = above[-1][1] + 1
        above.append((rank, made))
        before = rank
        heading.tag = f"h{min(made, LOWEST)}"
    return findings


def _second_title(heading: Element) -> Diagnostic:
    return Diagnostic(
        "heading-second-title",
        "error",
        f"“{shorten(text_of(heading))}” has the rank of the title",
        "Begin it with ## instead of #; a text has one title.",
        place_of(heading),
        "WCAG 2.2 SC 1.3.1",
    )


def _skipped(heading: Element, rank: int, before: int) -> Diagnostic:
    return Diagnostic(
        "heading-skipped",
        "error",
        f"“{shorten(text_of(heading))}” is of level {rank}, but the heading before it is of level "
        f"{before}",
        f"Use {'#' * (before + 1)}, or add the heading of level {before + 1} that is missing "
        "before it.",
        place_of(heading),
        "WCAG 2.2 SC 1.3.1",
    )
