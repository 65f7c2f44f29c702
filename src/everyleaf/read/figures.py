"""Add figures: images that stand alone in their paragraph, and code with a caption.

An image's title is its caption; what the author says about its maker stays on the figure until the
whole publication is read (`image_credits`).
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from everyleaf.diagnostics import Position
from everyleaf.read.attributes import clean_attributes, given_attributes
from everyleaf.read.growth import Growth
from everyleaf.read.image_credits import take_credit
from everyleaf.read.images import add_image
from everyleaf.read.inline import add_inline
from everyleaf.read.markdown import CAPTION


def add_figure(growth: Growth, token: Token, place: Position) -> None:
    """Add a figure with its caption, or decoration without one."""
    given = given_attributes(token)
    credit = take_credit(given)
    for name in list(token.attrs):
        if name not in given and name not in ("src", "alt", "title", "style"):
            del token.attrs[name]
    decorative = "decorative" in given.get("class", "").split()
    title = str(token.attrs.get("title", ""))
    if decorative and not title and not credit:
        growth.open("p", place, {"class": "decoration"})
        add_image(growth, token)
        growth.close()
        return
    identifier = {"id": given["id"]} if "id" in given else {}
    growth.open("figure", place, clean_attributes(growth, identifier, place) | credit)
    token.attrs.pop("id", None)
    token.attrs.pop("title", None)
    add_image(growth, token)
    if title:
        _add_caption(growth, title, token.meta[CAPTION], place)
    growth.close()


def open_listing(growth: Growth, place: Position, attributes: dict[str, str]) -> None:
    """Open the figure of code that has a caption or can be referred to."""
    growth.open("figure", place, {"class": "listing", **attributes})


def close_listing(growth: Growth, caption: str, tokens: Sequence[Token], place: Position) -> None:
    """Close it, with its caption below the code."""
    if caption:
        _add_caption(growth, caption, tokens, place)
    growth.close()


def _add_caption(growth: Growth, words: str, tokens: Sequence[Token], place: Position) -> None:
    growth.open("figcaption", place)
    growth.content = words
    add_inline(growth, tokens)
    growth.close()
