"""Add formulas as MathML; `math` converts their TeX.

Their words come when their language is known, in `math_words`.
"""

from __future__ import annotations

from markdown_it.token import Token

from everyleaf.read import dollar_math
from everyleaf.read.attributes import clean_attributes, read_attributes
from everyleaf.read.growth import Growth
from everyleaf.read.markdown import parse_attributes
from everyleaf.read.math import TexError


def add_formula(growth: Growth, token: Token) -> None:
    """Add a formula that stands in a line of text; two dollars display it."""
    dollars = len(token.markup)
    _put(growth, token, dollars, dollars == 2, read_attributes(growth, token))


def add_block_formula(growth: Growth, token: Token) -> None:
    """Add a formula between lines of dollars, with the attributes behind it."""
    place = growth.block(token)
    growth.content = token.meta[dollar_math.RAW]
    if token.meta[dollar_math.UNCLOSED]:
        growth.error(
            "math-invalid",
            "the formula that begins with $$ is never closed",
            "Close it with $$ before the next empty line.",
            place,
        )
        growth.open("p", place)
        growth.text(token.content)
        growth.close()
        return
    trailing = token.meta[dollar_math.TRAILING]
    attributes = parse_attributes(trailing) if trailing else {}
    if attributes is None:
        growth.error(
            "math-invalid",
            "what stands behind the formula cannot be read as attributes",
            'Write `{#eq:name}`, or `{alt="the formula in words"}`, or nothing.',
            growth.parsed.position(
                growth.line, None, growth.content, growth.content.rfind(trailing)
            ),
        )
        attributes = {}
    _put(growth, token, 2, True, clean_attributes(growth, attributes, place))


def _put(
    growth: Growth, token: Token, dollars: int, display: bool, attributes: dict[str, str]
) -> None:
    """Put a formula as MathML; its words come when its language is known (`math_words`)."""
    made = growth.tex.convert(token.content, display=display)
    if isinstance(made, TexError):
        growth.error(
            "math-invalid",
            f"the formula cannot be read: {made.message}",
            "Mend the TeX there; the commands of LaTeX with amsmath and amssymb are known.",
            growth.parsed.position(growth.line, token, growth.content, dollars + made.offset),
        )
        growth.open("code", growth.here(token))
        growth.text(" ".join(token.content.split()))
        growth.close()
    elif len(made):  # one that only defines commands shows nothing
        words = attributes.pop("alt", "").strip()
        if words:
            made.set("alttext", words)
        place = growth.here(token)
        numbered = display and "id" in attributes
        if numbered:  # a box that a number can be put into, beside the formula
            tag = "div" if token.type == dollar_math.BLOCK else "span"
            growth.open(tag, place, {"class": "equation", "id": attributes.pop("id")})
        for name, value in attributes.items():
            made.set(name, value)
        growth.put(made, place)
        if numbered:
            growth.close()
