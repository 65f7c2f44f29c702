"""Add images that stand alone in their paragraph: the title becomes the caption."""

from __future__ import annotations

from markdown_it.token import Token

from everyleaf.diagnostics import Position
from everyleaf.read.attributes import read_attributes
from everyleaf.read.growth import Growth
from everyleaf.read.images import add_image
from everyleaf.read.inline import add_inline
from everyleaf.read.markdown import CAPTION


def add_figure(growth: Growth, token: Token, place: Position) -> None:
    """Add a figure with its caption, or decoration without one."""
    attributes = read_attributes(growth, token)
    decorative = "decorative" in attributes.get("class", "").split()
    title = str(token.attrs.get("title", ""))
    if decorative and not title:
        growth.open("p", place, {"class": "decoration"})
        add_image(growth, token)
        growth.close()
        return
    identifier = {"id": attributes["id"]} if "id" in attributes else {}
    growth.open("figure", place, identifier)
    token.attrs.pop("id", None)
    token.attrs.pop("title", None)
    add_image(growth, token)
    if title:
        growth.open("figcaption", place)
        growth.content = title
        add_inline(growth, token.meta[CAPTION])
        growth.close()
    growth.close()
