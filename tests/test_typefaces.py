"""Only what is needed is carried, and it is always the same."""

from __future__ import annotations

import base64
import io
import re

from fontTools.ttLib import TTFont
from fontTools.ttLib.woff2 import woff2KnownTags
from lxml import etree

from everyleaf.fonts import characters, packaged_fonts
from everyleaf.typefaces import embed_fonts, embed_in_drawing
from everyleaf.web_fonts import _NUMBERS, pack_font

SHEET = 'body { font-family: "Source Sans 3", "Noto Sans", Amiri }'


def faces(text: str) -> dict[tuple[str, str], TTFont]:
    found = re.findall(r'font-family: "([^"]+)"; font-style: (\w+).*?base64,([^)]*)\)', text)
    return {(f, s): TTFont(io.BytesIO(base64.b64decode(data))) for f, s, data in found}


def document(body: str) -> etree._Element:
    return etree.fromstring(f"<html><body>{body}</body></html>")


def test_only_the_named_families_and_the_text_s_characters() -> None:
    found = faces(embed_fonts(packaged_fonts(), SHEET, document("<p>abc</p>")))
    assert list(found) == [("Source Sans 3", "normal")]
    assert set(found["Source Sans 3", "normal"].getBestCmap()) == {ord(c) for c in "abc"}


def test_italics_where_the_text_has_them() -> None:
    found = faces(embed_fonts(packaged_fonts(), SHEET, document("<p><em>abc</em></p>")))
    assert list(found) == [("Source Sans 3", "normal"), ("Source Sans 3", "italic")]


def test_other_scripts_come_from_the_fallbacks() -> None:
    rules = embed_fonts(packaged_fonts(), SHEET, document("<p>a البحر 1</p>"))
    found = faces(rules)
    assert ("Amiri", "normal") in found
    assert ord("ب") in found["Amiri", "normal"].getBestCmap()
    assert rules == embed_fonts(packaged_fonts(), SHEET, document("<p>a البحر 1</p>"))


def test_weights_that_can_be_asked_for() -> None:
    rules = embed_fonts(packaged_fonts(), SHEET, document("<p>a</p>"))
    assert "font-weight: 400 700;" in rules
    (font,) = faces(rules).values()
    assert [(a.axisTag, a.minValue, a.maxValue) for a in font["fvar"].axes] == [("wght", 400, 700)]


def test_drawing() -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" font-family="Source Sans 3"><text>ab</text></svg>'
    )
    svg = etree.fromstring(embed_in_drawing(drawing, packaged_fonts()))
    assert svg[0].tag == "{http://www.w3.org/2000/svg}style"
    (font,) = faces(svg[0].text or "").values()
    assert set(font.getBestCmap()) == {ord("a"), ord("b")}


def test_drawing_without_text_is_left_alone() -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
    assert embed_in_drawing(drawing, packaged_fonts()) == drawing


def test_a_family_carries_nothing_that_one_before_it_has() -> None:
    fonts = packaged_fonts()
    first, second, last = (
        set.union(*(set(characters(f)) for f in fonts if f.family == family))
        for family in ("Source Sans 3", "Noto Sans", "Noto Sans CJK JP")
    )
    shared = chr(min((second & last) - first))
    sheet = 'body { font-family: "Source Sans 3", "Noto Sans", "Noto Sans CJK JP" }'
    found = faces(embed_fonts(fonts, sheet, document(f"<p>a{shared}</p>")))
    assert [family for family, _ in found] == ["Source Sans 3", "Noto Sans"]
    found = faces(embed_fonts(fonts, sheet, document(f"<p>a{shared}漢</p>")))
    assert ord(shared) not in found["Noto Sans CJK JP", "normal"].getBestCmap()


def test_a_packed_font_holds_the_tables_of_the_font_and_says_that_it_is_packed() -> None:
    font = next(font for font in packaged_fonts() if font.family == "Amiri")
    packed, plain = (TTFont(io.BytesIO(d)) for d in (pack_font(font.data), font.data))
    tables = set(plain.reader.keys()) - {"DSIG"}
    assert packed.flavor == "woff2"
    assert set(packed.reader.keys()) == tables
    assert all(packed.reader[tag] == plain.reader[tag] for tag in tables - {"head"})
    assert packed["head"].flags == plain["head"].flags | 1 << 11
    assert list(_NUMBERS) == [tag.encode() for tag in woff2KnownTags]
