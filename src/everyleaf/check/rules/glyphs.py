"""The rule about characters that no font can set."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from everyleaf.check.rules.places import locate
from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import MATHML, own_text, place_of
from everyleaf.fonts import missing_characters
from everyleaf.model import Publication


def glyphs_present(publication: Publication) -> Iterator[Diagnostic]:
    """Find characters without a glyph, once each, before layout would draw an empty box.

    Formulas are drawn in a font of their own: see `formulas`.
    ISO 14289-1:2014 7.21.8 forbids the .notdef glyph.
    """
    body = publication.document.find("body")
    assert body is not None
    prose = [e for e in body.iter("*") if not str(e.tag).startswith(f"{{{MATHML}}}")]
    held: set[str] = set()
    for element in prose:
        held.update(own_text(element))
    missing = missing_characters(held, publication.fonts)
    for character in sorted(missing):
        element = next(e for e in prose if character in own_text(e))
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
