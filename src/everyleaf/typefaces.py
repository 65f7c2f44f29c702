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
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import uharfbuzz
from lxml import etree

from everyleaf.elements import SVG, full_text, values_of
from everyleaf.fonts import FALLBACK_FAMILIES, characters, embedding, open_face
from everyleaf.formulas import math_characters, math_font
from everyleaf.jobs import InProcess, Jobs, Task
from everyleaf.model import Element, Font
from everyleaf.web_fonts import pack_font

_ITALIC = ("em", "i", "cite", "dfn", "var", "address")
_CODE = ("code", "pre", "kbd", "samp")
_LIMITS = {"wght": (400, 700), "wdth": 100}
_FEATURES = ("tnum", "lnum", "onum", "pnum", "ssty", "dtls")
"""Features that stylesheets and formulas ask for, beside those that HarfBuzz keeps of itself."""
_HERE = InProcess()
_COMMON = frozenset(map(ord, " 0123456789.,:;!?()[]«»“”‘’-–—…،؛؟"))
"""What a passage in another script is mixed with."""


@dataclass(frozen=True, slots=True)
class Face:
    """A part of a font that stylesheets know by a family's name."""

    family: str
    style: str
    """`normal` or `italic`."""
    weight: str
    """A CSS weight or a range."""
    name: str
    """Plain ASCII, from the name of the font's file; faces that share data share it."""
    data: bytes = field(repr=False)
    """WOFF2."""
    only: frozenset[int] = frozenset()
    """The characters that it is bounded to; empty for all."""

    def rule(self, address: str) -> str:
        """Return the `@font-face` rule that finds the face at an address."""
        bounds = ", ".join(f"U+{c:X}" for c in sorted(self.only))
        return (
            f'@font-face {{ font-family: "{self.family}"; font-style: {self.style}; '
            f"font-weight: {self.weight}; src: url({address}) format('woff2')"
            f"{f'; unicode-range: {bounds}' if bounds else ''} }}"
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a font that a document needs."""

    font: Font
    family: str
    """By which stylesheets know it."""
    wanted: frozenset[int]
    bounded: bool = False
    """Whether the family is asked for these characters only."""


def embed_fonts(
    fonts: Sequence[Font], stylesheet: str, document: Element, jobs: Jobs = _HERE
) -> str:
    """Return `@font-face` rules with the fonts in them; the same arguments give the same text."""
    return "\n".join(map(_embed, choose_faces(fonts, stylesheet, document, jobs)))


def choose_faces(
    fonts: Sequence[Font], stylesheet: str, document: Element, jobs: Jobs = _HERE
) -> list[Face]:
    """Return the faces that a document needs; the same arguments give the same faces."""
    return _make_faces(_choose_parts(fonts, stylesheet, document), jobs)


def _choose_parts(fonts: Sequence[Font], stylesheet: str, document: Element) -> list[_Part]:
    shown = set(full_text(document))
    said: set[str] = set().union(*values_of(document, "alt"))
    text = frozenset(ord(c) for c in shown if ord(c) >= 32) | frozenset(map(ord, said))
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
    shares = _share(missing, named)
    parts = []
    for font in named:
        wanted = (text if font in first else shares[font.family]) & characters(font)
        if wanted and font not in first:
            wanted |= (text & _COMMON) & characters(font)
        if wanted:
            parts.append(_Part(font, font.family, wanted))
    left = missing.difference(*(characters(font) for font in named))
    for font in fonts:
        if wanted := left & characters(font):
            left -= wanted
            parts += [_Part(font, family, wanted, bounded=True) for family in _families(first)]
    return parts


def _share(missing: frozenset[int], fonts: Sequence[Font]) -> dict[str, frozenset[int]]:
    """Return what each fallback family is asked for: what no family before it in the chain has.

    Why: whether the fonts of the extra `cjk` are installed, which know Cyrillic too, must not change
    a document that has no Han, kana or Hangul.
    """
    shares = {}
    for family in FALLBACK_FAMILIES:
        shares[family] = missing
        missing = missing.difference(*(characters(f) for f in fonts if f.family == family))
    return shares


def _families(fonts: Sequence[Font]) -> list[str]:
    return list(dict.fromkeys(font.family for font in fonts))


def embed_in_drawing(data: bytes, fonts: Sequence[Font], jobs: Jobs = _HERE) -> bytes:
    """Return an SVG file with the fonts that its text asks for; without text, as it was.

    A picture that a page shows may load nothing and does not see the page's fonts.
    """
    svg = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    if next(svg.iter(f"{{{SVG}}}text"), None) is None:
        return data
    rules = embed_fonts(fonts, data.decode("utf-8", "replace"), svg, jobs)
    if not rules:
        return data
    style = etree.Element(f"{{{SVG}}}style")
    style.text = rules
    svg.insert(0, style)
    return etree.tostring(svg, xml_declaration=True, encoding="utf-8")


def embed_math_font(document: Element, jobs: Jobs = _HERE) -> str:
    """Return the `@font-face` rule of the formulas' font; nothing for a text without formulas."""
    return "\n".join(map(_embed, choose_math_faces(document, jobs)))


def choose_math_faces(document: Element, jobs: Jobs = _HERE) -> list[Face]:
    """Return the face that formulas need; none for a text without formulas.

    Why: few machines have a font with the table that sizes roots, sums and brackets.
    """
    wanted = frozenset(map(ord, math_characters(document)))
    if not wanted:
        return []
    font = math_font()
    return _make_faces([_Part(font, font.family, wanted & characters(font))], jobs)


def _embed(face: Face) -> str:
    address = "data:font/woff2;base64," + base64.b64encode(face.data).decode("ascii")
    return face.rule(address)


def _make_faces(parts: Sequence[_Part], jobs: Jobs) -> list[Face]:
    """Return a face for each part of a font; it takes a second to compress a large one."""
    tasks = [Task((p.font, "".join(map(chr, sorted(p.wanted)))), len(p.wanted)) for p in parts]
    return [
        _face(part, data) for part, data in zip(parts, jobs.map_memo(compress, tasks), strict=True)
    ]


def _face(part: _Part, data: bytes) -> Face:
    font = part.font
    low, _, high = font.weight.partition(" ")
    weight = f"{max(int(low), 400)} {min(int(high), 700)}" if high else low
    name = re.sub(r"[^a-z0-9]+", "-", font.name.rpartition(".")[0].lower()).strip("-") or "font"
    only = part.wanted if part.bounded else frozenset()
    return Face(part.family, font.style, weight, name, data, only)


@functools.lru_cache(maxsize=64)
def compress(font: Font, characters: str) -> bytes:
    """Return a WOFF2 font with some characters only, where its licence lets us take parts."""
    if embedding(font) == "whole":
        return pack_font(font.data)
    face = open_face(font)
    plan = uharfbuzz.SubsetInput()
    plan.unicode_set.update(map(ord, characters))
    plan.layout_feature_tag_set.update(int.from_bytes(tag.encode()) for tag in _FEATURES)
    axes = {axis.tag for axis in face.axis_infos}
    for tag, limit in _LIMITS.items():
        if tag not in axes:
            continue
        if isinstance(limit, tuple):
            plan.set_axis_range(face, tag, *limit)
        else:
            plan.pin_axis_location(face, tag, limit)
    return pack_font(uharfbuzz.subset(face, plan).blob.data)
