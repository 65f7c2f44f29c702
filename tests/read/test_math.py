"""TeX becomes MathML with its place and its words."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from everyleaf.elements import MATH
from everyleaf.model import Element
from everyleaf.read.markdown import parse_markdown
from everyleaf.read.math import TexConverter, TexError
from everyleaf.read.math_words import add_words, speak, speakable
from everyleaf.read.tree import build_tree
from tests.cases import Case, check_case, parametrize

CASES = Path(__file__).parent / "cases"
WORDS = CASES / "math-words.txt"


def convert(tex: str, *, display: bool = True) -> Element:
    made = TexConverter().convert(tex, display=display)
    assert not isinstance(made, TexError), made
    return made


@parametrize(CASES / "math.txt")
def test_elements(case: Case, update: bool) -> None:
    tree = build_tree(parse_markdown(case.given, "a.md"))
    assert not tree.findings
    roots = [root for root in (tree.body, tree.notes) if root is not None]
    parts = []
    for root in roots:
        for element in root.iter():
            if element.tag != MATH:
                element.attrib.pop("data-source", None)
        parts += [etree.tostring(child, encoding="unicode").strip() for child in root]
    text = "\n".join(parts).replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    check_case(case, text, update)


def test_words_of_formulas(update: bool) -> None:
    """The golden file: TeX, and under it the words that a voice says."""
    formulas = [line for line in WORDS.read_text("utf-8").splitlines() if line[:1] not in ("", " ")]
    assert len(formulas) > 90
    blocks = []
    for tex in formulas:
        words, unsaid = speak(convert(tex), "en-GB")
        assert words, tex
        assert not unsaid, tex
        blocks.append(f"{tex}\n    {words}\n")
    text = "\n".join(blocks)
    if update:
        WORDS.write_text(text, "utf-8")
    assert text == WORDS.read_text("utf-8")


ALIKE = (
    ("a_{i+1}", "a_i + 1"),
    ("x_{i^2}", "x_i^2"),
    ("x_{ij}", "x_i j"),
    ("{e^x}^2", "e^{x^2}"),
    (r"\overline{x+y}", r"x+\overline{y}"),
    (r"\sqrt{x+1}", r"\sqrt{x}+1"),
    (r"\frac{a}{b+1}", r"\frac{a}{b}+1"),
    (r"\frac{a}{bc}", r"\frac{a}{b}c"),
    ("x^{n+1}", "x^n + 1"),
    (r"\mathbf{v}", "v"),
)


@pytest.mark.parametrize("one, other", ALIKE)
def test_different_formulas_are_heard_differently(one: str, other: str) -> None:
    assert speak(convert(one), "en")[0] != speak(convert(other), "en")[0]


@pytest.mark.parametrize(
    "language, words",
    [
        ("de", "x Quadrat plus 1"),
        ("fr-CA", "x au carré plus 1"),
        ("tr", "x kare artı 1"),
        ("id", "x kuadrat tambah 1"),
        ("ar", "x تربيع زائد 1"),
        ("pt-PT", "x ao quadrado mais 1"),
    ],
)
def test_languages_with_rules(language: str, words: str) -> None:
    assert speak(convert("x^2 + 1"), language) == (words, "")


def test_languages_without_rules() -> None:
    assert [tag for tag in ("az", "sw", "zh-Hant", "zh-TW", "he") if speakable(tag)] == []
    assert speakable("zh-Hans") == "zh"


def test_a_symbol_without_words_in_its_language_asks_for_them() -> None:
    assert speak(convert(r"p \land q"), "en") == ("p and q", "")
    assert speak(convert(r"p \land q"), "de")[1] == "∧"


def test_words_are_said_in_the_language_of_their_place() -> None:
    text = 'A $x^2$, [ein $x^2$]{lang=de}, [bir $x^2$]{lang=az}, [bir $x^2${alt="x"}]{lang=az}.'
    tree = build_tree(parse_markdown(text, "a.md"))
    findings = add_words([tree.body], "en")
    words = [math.get("alttext") for math in tree.body.iter(MATH)]
    assert words == ["x squared", "x Quadrat", None, "x"]
    assert [(f.code, str(f.position)) for f in findings] == [("math-words-missing", "a.md:1:37")]
