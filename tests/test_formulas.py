"""Every formula is drawn, at the size of the text and on its baseline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from everyleaf.formulas import (
    Drawing,
    draw_formula,
    math_characters,
    math_font,
    undrawable_characters,
)
from everyleaf.read.math import TexConverter, TexError
from everyleaf.typefaces import embed_math_font

WORDS = Path(__file__).parent / "read" / "cases" / "math-words.txt"
FORMULAS = [line for line in WORDS.read_text("utf-8").splitlines() if line[:1] not in ("", " ")]
SVG = "{http://www.w3.org/2000/svg}"


def convert(tex: str, display: bool = False) -> etree._Element:
    made = TexConverter().convert(tex, display=display)
    assert not isinstance(made, TexError), made
    return made


def draw(tex: str, display: bool = False) -> Drawing:
    return draw_formula(convert(tex, display))


@pytest.mark.parametrize("tex", FORMULAS)
def test_formula_is_drawn_as_outlines(tex: str) -> None:
    assert not undrawable_characters(convert(tex))
    for display in (False, True):
        drawing = draw(tex, display)
        svg = etree.fromstring(drawing.svg)
        shapes = {etree.QName(e).localname for e in svg.iter(etree.Element)}
        assert "path" in shapes
        assert not shapes & {"text", "use", "symbol", "image"}
        assert drawing.width_em > 0.2
        assert 0.2 < drawing.height_em < 12
        assert -0.6 < drawing.depth_em < drawing.height_em  # quotes and dots float


def test_letters_stand_on_the_baseline_at_the_size_of_the_text() -> None:
    x, y = draw("x"), draw("y")
    assert abs(x.depth_em) < 0.03
    assert 0.4 < x.height_em < 0.52  # the x-height of STIX Two Math and of our text face
    assert 0.15 < y.depth_em < 0.3


def test_scripts_are_smaller_and_display_is_larger() -> None:
    assert draw("x^2").width_em < draw("x2").width_em
    assert draw(r"\sum_i x", display=True).height_em > draw(r"\sum_i x").height_em + 0.5
    assert draw(r"\frac{a}{b}", display=True).height_em > draw(r"\frac{a}{b}").height_em + 0.3


def test_limits_of_a_sum_stand_beside_it_in_a_line() -> None:
    assert draw(r"\sum_{i=1}^n x").height_em < 1.8
    assert draw(r"\displaystyle\sum_{i=1}^n x").height_em > 2


def test_binary_operators_have_room() -> None:
    together = sum(draw(letter).width_em for letter in "AB") + draw(r"{\cup}").width_em
    assert draw(r"A \cup B").width_em > together + 0.3


def test_equations_stand_under_each_other() -> None:
    """The relations of `aligned` stand in one column: the second line begins further right."""
    whole = draw(r"\begin{aligned} aaaa &= b \\ &= c \end{aligned}", display=True)
    assert whole.width_em == pytest.approx(draw("aaaa = b").width_em, abs=0.35)


def test_same_formula_same_bytes() -> None:
    assert draw(r"\frac{a}{b}").svg == draw(r"\frac{a}{b}").svg


def test_unknown_characters_are_named() -> None:
    assert undrawable_characters(convert(r"\text{سر} + x")) == {"س", "ر"}


def test_the_web_edition_carries_what_formulas_need() -> None:
    body = etree.Element("body")
    assert embed_math_font(body) == ""
    body.append(convert(r"\sqrt{\pi h}"))
    assert {"√", "𝜋", "ℎ", "π", "h"} <= math_characters(body)
    rule = embed_math_font(body)
    assert re.match(r'@font-face \{ font-family: "STIX Two Math"', rule)
    assert len(rule) < 60_000
    assert len(math_font().data) > 500_000
