"""Let a glyph stand for the plain one of the characters that it draws.

A font draws a space and a no-break space with the same glyph. WeasyPrint 70.0 reads a glyph as the
first character that it was drawn for; where that is the rarer one, all text with the plain one would
have to be given again (ActualText), and differently in each unit.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

import uharfbuzz


def prefer_plain_characters(fonts: Iterable[Any]) -> None:
    """Change what glyphs of WeasyPrint's fonts stand for, before text is compared with it."""
    for font in fonts:
        rare = {
            glyph: plain
            for glyph, text in font.to_unicode.items()
            if len(text) == 1
            and len(plain := unicodedata.normalize("NFKC", text)) == 1
            and plain != text
        }
        if rare:
            face = uharfbuzz.Font(uharfbuzz.Face(font.file_content, font.index))
            for glyph, plain in rare.items():
                if face.get_nominal_glyph(ord(plain)) == glyph:
                    font.to_unicode[glyph] = plain
