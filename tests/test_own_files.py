"""Fonts and templates that an author brings beside the text."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pymupdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from everyleaf import pdf, web
from everyleaf.model import Publication
from everyleaf.sources import prepare

pytestmark = pytest.mark.book

TEXT = """---
title: The Tides
lang: en-GB
date: 2026-11-01
publisher: Example Press
attribution: [{role: source, name: Harbour Board}]
---

The sign \U00012000 stands for water.
"""


def make_font(family: str, character: str) -> bytes:
    """Return a font with a space and one glyph: a square."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "space", "sign"])
    builder.setupCharacterMap({32: "space", ord(character): "sign"})
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 700), (700, 700), (700, 0)):
        pen.lineTo(corner)
    pen.closePath()
    glyph = pen.glyph()
    builder.setupGlyf({".notdef": glyph, "space": TTGlyphPen(None).glyph(), "sign": glyph})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "space", "sign"), (800, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0
    out = io.BytesIO()
    builder.font.save(out)
    return out.getvalue()


def read(folder: Path, text: str = TEXT) -> Publication:
    (folder / "a.md").write_text(text, "utf-8")
    (prepared,) = prepare([folder / "a.md"], lambda name, step: None)
    publication, findings = prepared.publication, prepared.findings
    assert list(findings) == []
    return publication


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "water.ttf").write_bytes(make_font("Water Signs", "\U00012000"))
    (tmp_path / "fonts" / "OFL.txt").write_text("The licence of the font.", "utf-8")
    return read(tmp_path)


def test_a_font_of_the_author_sets_what_ours_lack(publication: Publication) -> None:
    printed, warnings = pdf.write(publication)
    assert not warnings
    with pymupdf.open(stream=printed.data, filetype="pdf") as opened:  # type: ignore[no-untyped-call]
        text = "".join(page.get_text() for page in opened)
        fonts = {font[3] for page in opened for font in page.get_fonts()}
    assert "\U00012000" in text
    assert any("Water" in font for font in fonts)


def test_a_font_of_the_author_is_carried_in_the_web_edition(publication: Publication) -> None:
    page = web.write(publication).decode()
    assert page.count("unicode-range: U+12000 }") >= 1
    other = dataclasses.replace(publication, fonts=publication.fonts[1:])
    assert "unicode-range" not in web.write(other).decode()


def test_a_stylesheet_of_the_author_replaces_ours(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "web.css").write_text("body { color: #123456 }", "utf-8")
    page = web.write(read(tmp_path, TEXT.replace("\U00012000", ""))).decode()
    assert "#123456" in page
    assert "max-width" not in page
