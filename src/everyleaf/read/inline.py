"""Add what stands in a line of text: words, marks, and what other modules make of a token.

Text in which Markdown left markup over is reported (`leftovers`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from markdown_it.token import Token

from everyleaf.read import citation_marks, dollar_math
from everyleaf.read.attributes import clean_attributes, given_attributes, read_attributes
from everyleaf.read.citation_marks import CITES, is_reference
from everyleaf.read.citations import add_citation
from everyleaf.read.formulas import add_formula
from everyleaf.read.glossary import TERM, is_term_mark, term_attributes
from everyleaf.read.growth import Growth
from everyleaf.read.images import add_image
from everyleaf.read.index_marks import index_attributes, is_index_mark
from everyleaf.read.leftovers import Leftover, find_in_text
from everyleaf.read.links import open_link, report_link_around
from everyleaf.read.notes import add_reference
from everyleaf.read.raw_html import add_html_inline, report_unclosed
from everyleaf.read.references import add_references

_SIMPLE = {"em": "em", "strong": "strong", "s": "del"}


def add_inline(growth: Growth, tokens: Sequence[Token]) -> None:
    """Add what stands in a line of text; report HTML that is left open in it."""
    depth = len(growth.stack)
    before = ""
    for index, token in enumerate(tokens):
        if token.type == "softbreak" and _is_wide(before[-1:]):
            behind = tokens[index + 1].content if index + 1 < len(tokens) else ""
            if _is_wide(behind[:1]):
                continue  # Chinese and Japanese have no spaces; the line ends for its author only
        _add_token(growth, token)
        before = token.content
    report_unclosed(growth, depth)


def _is_wide(character: str) -> bool:
    """Tell whether a character is Han, kana or their punctuation."""
    return (
        not character.isascii()
        and unicodedata.east_asian_width(character) in "WF"
        and not unicodedata.name(character, "").startswith("HANGUL")
    )


def _add_token(growth: Growth, token: Token) -> None:
    match token.type:
        case "text":
            report_leftovers(growth, find_in_text(token.content))
            growth.text(token.content)
        case "text_special":
            growth.text(token.content)
        case "softbreak":
            growth.text("\n")
        case "hardbreak":
            growth.open("br", growth.here(token))
            growth.close()
        case "code_inline":
            growth.open("code", growth.here(token), read_attributes(growth, token))
            growth.text(token.content)
            growth.close()
        case "image":
            add_image(growth, token)
        case dollar_math.INLINE | dollar_math.DISPLAY:
            add_formula(growth, token)
        case "link_open":
            open_link(growth, token)
        case "span_open":
            _open_span(growth, token)
        case citation_marks.MARK:
            _add_mark(growth, token)
        case "html_inline":
            add_html_inline(growth, token)
        case "footnote_ref":
            add_reference(growth, token)
        case kind if kind.endswith("_open"):
            tag = _SIMPLE[kind.removesuffix("_open")]
            growth.open(tag, growth.here(token), read_attributes(growth, token))
        case kind if kind.endswith("_close"):
            _close(growth, _SIMPLE.get(kind.removesuffix("_close"), token.tag))
        case _:
            raise AssertionError(f"no rule for inline token {token.type}")


def _open_span(growth: Growth, token: Token) -> None:
    """Open `[words]{…}`: a mark for the index, a term of the glossary, or just words."""
    place = growth.here(token)
    given = given_attributes(token)
    if is_index_mark(given):
        given |= index_attributes(growth, given, place)
    if is_term_mark(given):
        report_link_around(growth, place, "a term of the glossary")
        given |= term_attributes(given)
    own = {name: given.pop(name) for name in ("data-index", "data-see", TERM) if name in given}
    growth.open("span", place, clean_attributes(growth, given, place) | own)


def _add_mark(growth: Growth, token: Token) -> None:
    """Add a citation or a cross-reference, whichever its keys are."""
    cites = token.meta[CITES]
    kinds = {is_reference(cite.key) for cite in cites}
    if len(kinds) > 1:
        growth.error(
            "reference-mixed",
            "a citation and a cross-reference stand in one pair of brackets",
            "Give each brackets of its own.",
            growth.here(token),
        )
    elif kinds == {True}:
        add_references(growth, token)
    else:
        add_citation(growth, token)


def _close(growth: Growth, tag: str) -> None:
    """Close Markdown's own element; raw HTML left open inside it is a finding."""
    while growth.stack[-1].tag != tag:
        report_unclosed(growth, len(growth.stack) - 1)
    growth.close()


def report_leftovers(growth: Growth, leftovers: Iterable[Leftover]) -> None:
    """Report markup that stayed text, at its first place from here on."""
    for left in leftovers:
        place = growth.locate(left.words)
        growth.error(left.code, left.message, left.remedy, place)
