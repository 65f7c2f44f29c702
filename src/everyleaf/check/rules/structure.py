"""Rules about headings and ids."""

from __future__ import annotations

from collections.abc import Iterator

from everyleaf.check.rules.places import words_of
from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import HEADINGS, place_of, values_of
from everyleaf.model import Element, Publication


def heading_order(publication: Publication) -> Iterator[Diagnostic]:
    """Find a level that is skipped, and a second title (WCAG 2.2 SC 1.3.1, ISO 14289-1 7.4.2)."""
    level = 1
    text = publication.document.find(".//main")
    if text is None:
        return
    for heading in text.iter(*HEADINGS):
        rank = int(str(heading.tag)[1])
        if rank == 1 and heading.get("id") == "title":
            level = rank
            continue
        if rank == 1:
            yield Diagnostic(
                "heading-second-title",
                "error",
                f"“{words_of(heading)}” has the rank of the title",
                "Begin it with ## instead of #; the title comes from the front matter.",
                place_of(heading),
                "WCAG 2.2 SC 1.3.1",
            )
            rank = 2
        elif rank > level + 1:
            yield Diagnostic(
                "heading-skipped",
                "error",
                f"“{words_of(heading)}” is of level {rank}, but the heading before it is of level "
                f"{level}",
                f"Use {'#' * (level + 1)}, or add the heading of level {level + 1} that is "
                "missing before it.",
                place_of(heading),
                "WCAG 2.2 SC 1.3.1",
            )
        level = rank


def ids_unique(publication: Publication) -> Iterator[Diagnostic]:
    """Find ids that two elements share: a link could lead to either."""
    if len(ids := values_of(publication.document, "id")) == len(set(ids)):
        return
    seen: dict[str, Element] = {}
    for element in publication.document.iter("*"):
        identifier = element.get("id")
        if identifier is None:
            continue
        other = seen.setdefault(identifier, element)
        if other is not element:
            yield Diagnostic(
                "id-repeated",
                "error",
                f"the id {identifier} is used already, at {place_of(other)}",
                "Give one of them another id.",
                place_of(element),
                "WCAG 2.2 SC 1.3.1",
            )
