"""Add cross-references to numbered things: `[@fig:tides]`, `@sec:low`, `[-@tbl:heights]`.

1. Each becomes an empty link; `html/` knows the number and the language, and writes its words.
2. When the whole publication is read, references to nothing are reported.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from markdown_it.token import Token

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import place_of
from everyleaf.model import Element
from everyleaf.read.anchors import unlink
from everyleaf.read.citation_marks import CITES, Cite, Words, plain_words
from everyleaf.read.growth import Growth
from everyleaf.read.links import report_link_around

_PREFIX = re.compile(r"[A-Za-z]+")
_MARKS = {"e": "em", "s": "strong"}
_PAGE = re.compile(r"\s*,?\s*page\b\s*", re.IGNORECASE)


def add_references(growth: Growth, token: Token) -> None:
    """Add the links of one mark, with the author's words around them."""
    place = growth.here(token)
    report_link_around(growth, place, "a cross-reference")
    cites: tuple[Cite, ...] = token.meta[CITES]
    for index, cite in enumerate(cites):
        if index:
            growth.text(", ")
        _add_words(growth, cite.prefix, place)
        if cite.prefix:
            growth.text(" ")
        page = _PAGE.match(plain_words(cite.suffix))
        target = _PREFIX.sub(lambda match: match[0].lower(), cite.key, count=1)
        attributes = {
            "class": "cross-reference",
            "href": f"#{target}",
            "data-form": "number" if cite.minus else "full",
        }
        growth.open("a", place, attributes | ({"data-page": "yes"} if page else {}))
        growth.close()
        suffix = cite.suffix
        if page:
            behind = plain_words(suffix)[page.end() :]
            suffix = ((behind, ""),) if behind else ()
        if suffix and suffix[0][0][0] not in ",.:;!?)":
            growth.text(" ")
        _add_words(growth, suffix, place)


def _add_words(growth: Growth, words: Words, place: Position) -> None:
    for text, marks in words:
        for mark in marks:
            growth.open(_MARKS[mark], place)
        growth.text(text)
        for _ in marks:
            growth.close()


def report_missing_targets(roots: Iterable[Element], ids: Iterable[str]) -> list[Diagnostic]:
    """Report each reference that leads nowhere, and show its target's name; changes the trees.

    `ids` are the publication's.
    """
    findings = []
    links = [link for root in roots for link in root.findall(".//a[@class='cross-reference']")]
    known = dict.fromkeys(ids if links else ())
    for link in links:
        target = link.get("href", "")[1:]
        if target in known:
            continue
        unlink(link)
        link.text = target
        near = difflib.get_close_matches(target, known, 1, 0.6)
        findings.append(
            Diagnostic(
                "reference-missing",
                "error",
                f"nothing in the text has the id {target}",
                f"Write {{#{target}}} at the end of the heading or caption that is meant, or "
                "correct the reference." + (f" Did you mean {near[0]}?" if near else ""),
                place_of(link),
            )
        )
    return findings
