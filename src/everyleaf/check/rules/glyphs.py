"""The rule about characters that no font can set."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from everyleaf.check.rules.places import locate
from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import MATHML, full_text, own_text, place_of
from everyleaf.fonts import missing_characters
from everyleaf.model import Element, Publication


def glyphs_present(publication: Publication) -> Iterator[Diagnostic]:
    """Find characters without a glyph, once each, before layout would draw an empty box.

    Formulas are drawn in a font of their own: see `formulas`.
    ISO 14289-1:2014 7.21.8 forbids the .notdef glyph.
    """
    body = publication.document.find("body")
    assert body is not None
    missing = missing_characters([full_text(body)], publication.fonts)
    first: dict[str, Element] = {}
    for element in body.iter("*") if missing else ():
        if not str(element.tag).startswith(f"{{{MATHML}}}"):
            for character in missing.intersection(own_text(element)).difference(first):
                first[character] = element
    for character in sorted(first):
        element = first[character]
        yield Diagnostic(
            "glyph-missing",
            "error",
            f"no font has the character {character} "
            f"({unicodedata.name(character, 'without a name')}, U+{ord(character):04X})",
            "Put a font that has it into a folder named fonts beside the text, install "
            "everyleaf[cjk] for Chinese, Japanese and Korean, or use another character.",
            locate(character, place_of(element), publication),
            "ISO 14289-1:2014 7.21.8",
        )
