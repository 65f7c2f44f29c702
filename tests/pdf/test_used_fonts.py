"""One font for all units, and all of them read it right."""

from __future__ import annotations

import io
from collections.abc import Mapping
from types import SimpleNamespace

import pytest
from fontTools.ttLib import TTFont

from everyleaf.pdf.file.cut_fonts import subset_font
from everyleaf.pdf.layout.glyph_texts import prefer_plain_characters
from everyleaf.pdf.unit.used_fonts import UsedFont, merge_fonts
from tests.conftest import make_publication

SPACE, NBSP = " ", "\u00a0"


def used(texts: Mapping[int, str], name: str = "SERIF") -> UsedFont:
    return UsedFont(name, "file", {}, {glyph: 500.0 for glyph in texts}, texts, {})


def test_glyphs_of_all_units_are_in_one_font() -> None:
    merged = merge_fonts([[used({2: "b"})], [used({1: "a"}), used({9: "x"}, "SANS")]])
    sans, serif = merged.fonts
    assert (sans.font.name, serif.font.name) == ("SANS", "SERIF")
    assert list(serif.font.widths) == [1, 2]
    assert serif.variants == ({1: "a", 2: "b"},)
    assert merged.variants == ({"SERIF": 0}, {"SERIF": 0, "SANS": 0})


def test_units_that_read_a_glyph_in_another_way_have_a_map_of_their_own() -> None:
    units = [{3: SPACE, 1: "a"}, {3: NBSP}, {3: NBSP, 2: "b"}, {1: "a", 4: "d"}]
    merged = merge_fonts([used(texts)] for texts in units)
    (font,) = merged.fonts
    assert font.variants == ({1: "a", 3: SPACE, 4: "d"}, {2: "b", 3: NBSP})
    assert [variant["SERIF"] for variant in merged.variants] == [0, 1, 1, 0]
    for texts, variant in zip(units, merged.variants, strict=True):
        assert font.variants[variant["SERIF"]].items() >= texts.items()


@pytest.mark.parametrize("family", ["Source Serif 4", "Noto Sans", "Amiri"])
def test_a_font_is_cut_to_its_glyphs(family: str) -> None:
    data = next(font.data for font in make_publication().fonts if font.family == family)
    whole = TTFont(io.BytesIO(data))
    glyphs = sorted(whole.getGlyphID(whole.getBestCmap()[ord(c)]) for c in "Ax2 ")
    cut = subset_font(data, 0, glyphs, False)
    part = TTFont(io.BytesIO(cut))
    assert len(cut) < len(data) / 5
    assert part["maxp"].numGlyphs > max(glyphs), "glyphs keep their numbers"
    drawn, original = part.getGlyphSet(), whole.getGlyphSet()
    for glyph in glyphs:
        name, was = part.getGlyphName(glyph), whole.getGlyphName(glyph)
        assert drawn[name].width == original[was].width
    assert subset_font(data, 0, set(glyphs), False) == cut


def test_a_glyph_stands_for_the_plain_character() -> None:
    data = next(f.data for f in make_publication().fonts if f.family == "Source Serif 4")
    cmap = TTFont(io.BytesIO(data)).getBestCmap()
    font = TTFont(io.BytesIO(data))
    space, letter = (font.getGlyphID(cmap[ord(c)]) for c in " a")
    drawn = SimpleNamespace(to_unicode={space: NBSP, letter: "ª"}, file_content=data, index=0)
    prefer_plain_characters([drawn])
    assert drawn.to_unicode == {space: SPACE, letter: "a"}
    ordinal = font.getGlyphID(cmap[ord("ª")])
    drawn.to_unicode = {ordinal: "ª", 7: "ffi"}
    prefer_plain_characters([drawn])
    assert drawn.to_unicode == {ordinal: "ª", 7: "ffi"}
