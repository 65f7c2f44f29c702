"""Add citations: `[see @smith2020, p. 4; -@jones]`, `@smith2020 [p. 4]`."""

from __future__ import annotations

import json

from markdown_it.token import Token

from everyleaf.read.citation_marks import CITES, NARRATIVE, Cite
from everyleaf.read.growth import Growth
from everyleaf.read.links import report_link_around

CITES_ATTRIBUTE = "data-cites"
"""Attribute of a citation that is not set yet: its parts, as JSON."""


def add_citation(growth: Growth, token: Token) -> None:
    """Add a citation as the author wrote it, to be set when the whole publication is read."""
    place = growth.here(token)
    cites: tuple[Cite, ...] = token.meta[CITES]
    narrative: bool = token.meta[NARRATIVE]
    if narrative and any(element.tag == "a" for element in growth.stack):
        growth.text(token.content)  # a handle in the words of a link
        return
    report_link_around(growth, place, "a citation")
    for cite in cites:
        if cite.lost:
            growth.error(
                "citation-unreadable",
                f"“{cite.lost}” cannot stand in a citation",
                "Keep links, notes, formulas and images out of its brackets.",
                place,
            )
    parts = [[cite.key, cite.prefix, cite.suffix, cite.minus] for cite in cites]
    attributes = {
        "class": "citation",
        CITES_ATTRIBUTE: json.dumps({"narrative": narrative, "cites": parts}, ensure_ascii=False),
    }
    growth.open("span", place, attributes)
    growth.text(token.content)
    growth.close()
