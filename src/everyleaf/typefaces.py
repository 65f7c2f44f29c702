"""Carry fonts inside web pages and drawings: only the families, styles and characters they need.

1. Take the families that the stylesheet names, in upright and, where the document or the
   stylesheet has italics, in italic; a face for code only where there is code.
2. Leave out of each every character that the document has not, and for the families that end every
   font stack (`fonts.FALLBACK_FAMILIES`) those that all other families have.
3. Where characters are left, take any font that has them, such as the author's own, and let it
   stand in for them under the name of each family.
4. Keep the weights from 400 to 700 and the optical sizes; compress as WOFF2.

Why HarfBuzz: it takes milliseconds for what takes fontTools seconds.

Why subsets: all of it would be 13 MB; what a report needs is about 200 KB, and then the page is set
as in print on every machine, with nothing fetched from anywhere.
"""

from __future__ import annotations

import base64
import functools
import io
from collections.abc import Sequence

import uharfbuzz
from fontTools.ttLib import TTFont
from lxml import etree

from everyleaf.fonts import FALLBACK_FAMILIES, characters
from everyleaf.formulas import math_characters, math_font
from everyleaf.model import Element, Font

_ITALIC = ("em", "i", "cite", "dfn", "var", "address")
_CODE = ("code", "pre", "kbd", "samp")
_SVG = "http://www.w3.org/2000/svg"
_LIMITS = {"wght": (400, 700), "wdth": 100}
_FEATURES = ("tnum", "lnum", "onum", "pnum", "ssty", "dtls")
"""Features that stylesheets and formulas ask for, beside those that HarfBuzz keeps of itself."""
_COMMON = frozenset(map(ord, " 0123456789.,:;!?()[]«»“”‘’-–—…،؛؟"))
"""What a passage in another script is mixed with."""


def embed_fonts(fonts: Sequence[Font], stylesheet: str, document: Element) -> str:
    """Return `@font-face` rules with the fonts in them; the same arguments give the same text."""
    text = frozenset(ord(c) for part in document.itertext() for c in part if ord(c) >= 32)
    text |= frozenset(ord(c) for e in document.iter(etree.Element) for c in e.get("alt", ""))
    italics = "italic" in stylesheet or next(document.iter(*_ITALIC), None) is not None
    code = next(document.iter(*_CODE), None) is not None
    named = [
        font
        for font in fonts
        if font.family in stylesheet
        and (italics or font.style != "italic")
        and (code or "Code" not in font.family)
    ]
    first = [font for font in named if font.family not in FALLBACK_FAMILIES]
    missing = frozenset(c for c in text if any(c not in characters(font) for font in first))
    rules = []
    for font in named:
        wanted = (text if font in first else missing) & characters(font)
        if wanted and font not in first:
            wanted |= (text & _COMMON) & characters(font)
        if wanted:
            rules.append(_rule(font, font.family, _compress(font, wanted)))
    left = missing.difference(*(characters(font) for font in named))
    for font in fonts:
        if wanted := left & characters(font):
            left -= wanted
            data = _compress(font, wanted)
            rules += [_rule(font, family, data, wanted) for family in _families(first)]
    return "\n".join(rules)


def _families(fonts: Sequence[Font]) -> list[str]:
    return list(dict.fromkeys(font.family for font in fonts))


def embed_in_drawing(data: bytes, fonts: Sequence[Font]) -> bytes:
    """Return an SVG file with the fonts that its text asks for; without text, as it was.

    A picture that a page shows may load nothing and does not see the page's fonts.
    """
    svg = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    if next(svg.iter(f"{{{_SVG}}}text"), None) is None:
        return data
    rules = embed_fonts(fonts, data.decode("utf-8", "replace"), svg)
    if not rules:
        return data
    style = etree.Element(f"{{{_SVG}}}style")
    style.text = rules
    svg.insert(0, style)
    return etree.tostring(svg, xml_declaration=True, encoding="utf-8")


def embed_math_font(document: Element) -> str:
    """Return the `@font-face` rule of the formulas' font; nothing for a text without formulas.

    Why: few machines have a font with the table that sizes roots, sums and brackets.
    """
    wanted = frozenset(map(ord, math_characters(document)))
    if not wanted:
        return ""
    font = math_font()
    return _rule(font, font.family, _compress(font, wanted & characters(font)))


def _rule(font: Font, family: str, data: bytes, only: frozenset[int] = frozenset()) -> str:
    """Return an `@font-face` rule, bounded to some characters if there are any."""
    low, _, high = font.weight.partition(" ")
    weight = f"{max(int(low), 400)} {min(int(high), 700)}" if high else low
    bounds = "; unicode-range: " + ", ".join(f"U+{c:X}" for c in sorted(only)) if only else ""
    address = "data:font/woff2;base64," + base64.b64encode(data).decode("ascii")
    return (
        f'@font-face {{ font-family: "{family}"; font-style: {font.style}; '
        f"font-weight: {weight}; src: url({address}) format('woff2'){bounds} }}"
    )


@functools.lru_cache(maxsize=64)
def _compress(font: Font, wanted: frozenset[int]) -> bytes:
    """Return a WOFF2 font with the wanted characters only."""
    face = uharfbuzz.Face(font.data)
    plan = uharfbuzz.SubsetInput()
    plan.unicode_set.update(wanted)
    plan.layout_feature_tag_set.update(int.from_bytes(tag.encode()) for tag in _FEATURES)
    axes = {axis.tag for axis in face.axis_infos}
    for tag, limit in _LIMITS.items():
        if tag not in axes:
            continue
        if isinstance(limit, tuple):
            plan.set_axis_range(face, tag, *limit)
        else:
            plan.pin_axis_location(face, tag, limit)
    part = uharfbuzz.subset(face, plan).blob.data
    with TTFont(io.BytesIO(part), recalcTimestamp=False) as opened:
        opened.flavor = "woff2"
        out = io.BytesIO()
        opened.save(out, reorderTables=False)
    return out.getvalue()
