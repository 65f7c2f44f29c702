"""Read the glossary, and lead its terms in the text to it.

1. The glossary is a definition list; each term in it becomes a `<dfn>` with an id.
2. `[spring tide]{.term}` and `[springs]{term="spring tide"}` become links to their entries.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping

from lxml import etree

from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import full_text, place_of, text_of
from everyleaf.ids import free_id
from everyleaf.model import Element

TERM = "data-term"
"""Attribute of a marked span: the term that is meant; empty for its own words."""


def is_term_mark(attributes: Mapping[str, str]) -> bool:
    """Tell whether a span names a term of the glossary."""
    return "term" in attributes or "term" in attributes.get("class", "").split()


def term_attributes(given: dict[str, str]) -> dict[str, str]:
    """Turn an author's attributes into those of a mark; changes `given`, which keeps the others."""
    classes = [name for name in given.pop("class", "").split() if name != "term"]
    return {"class": " ".join(["glossary-term", *classes]), TERM: given.pop("term", "")}


def has_terms(roots: Iterable[Element]) -> bool:
    """Tell whether any words are marked as terms."""
    return any(TERM in span.attrib for root in roots for span in root.iter("span"))


def define_terms(glossary: Element, taken: set[str]) -> dict[str, str]:
    """Make each term of a glossary a definition with an id.

    Args:
        glossary: holds definition lists; changed.
        taken: the ids of the publication; gets those of the terms.

    Returns:
        The terms, folded, and the ids of their entries.
    """
    terms: dict[str, str] = {}
    for entry in glossary.iter("dt"):
        words = text_of(entry)
        identifier = entry.get("id") or free_id(f"term-{_slug(words)}", taken)
        entry.set("id", identifier)
        taken.add(identifier)
        terms.setdefault(_fold(words), identifier)
        if entry.find(".//dfn") is None:
            definition = etree.Element("dfn")
            definition.set("data-source", entry.get("data-source", ""))
            definition.text, entry.text = entry.text, None
            definition.extend(list(entry))
            entry.append(definition)
    return terms


def link_terms(roots: Iterable[Element], terms: Mapping[str, str] | None) -> list[Diagnostic]:
    """Turn marked words into links to their entries; changes the trees.

    Args:
        roots: in reading order.
        terms: what `define_terms` returned; None where there is no glossary.
    """
    findings = []
    for root in roots:
        for mark in [span for span in root.iter("span") if TERM in span.attrib]:
            named = mark.attrib.pop(TERM) or full_text(mark)
            words = " ".join(named.split())
            identifier = (terms or {}).get(_fold(words))
            if identifier is not None:
                mark.tag = "a"
                mark.set("role", "doc-glossref")
                mark.set("href", f"#{identifier}")
                continue
            near = difflib.get_close_matches(_fold(words), terms or (), 1, 0.6)
            findings.append(
                Diagnostic(
                    "glossary-term-missing",
                    "error",
                    f"“{words}” is not in the glossary"
                    if terms is not None
                    else f"“{words}” is marked as a term, and there is no glossary",
                    (
                        f'Add it to the glossary, or name the entry: `{{term="{near[0]}"}}`.'
                        if near
                        else 'Add it to the glossary, or name the entry: `{term="…"}`.'
                    )
                    if terms is not None
                    else "Write a definition list: in an article anywhere, in a book in the file that "
                    "`glossary:` names.",
                    place_of(mark),
                )
            )
    return findings


def _fold(words: str) -> str:
    return unicodedata.normalize("NFC", words).casefold()


def _slug(words: str) -> str:
    return re.sub(r"[^\w]+", "-", words.casefold()).strip("-") or "entry"
