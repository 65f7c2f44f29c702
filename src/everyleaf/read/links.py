"""Add links, and judge where they lead."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from everyleaf.diagnostics import Position
from everyleaf.read.attributes import read_attributes
from everyleaf.read.growth import Growth

_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def open_link(growth: Growth, token: Token) -> None:
    """Open a link; report an address that no edition can reach."""
    place = growth.here(token)
    href = str(token.attrs.get("href", ""))
    attributes = read_attributes(growth, token)
    title = {"title": str(token.attrs["title"])} if token.attrs.get("title") else {}
    open_address(growth, href, attributes, place, title)


def open_address(
    growth: Growth,
    href: str,
    attributes: dict[str, str],
    place: Position,
    title: dict[str, str] | None = None,
) -> None:
    """Open a link to an address; `attributes` are added to it."""
    report_link_around(growth, place, "a link")
    if href.startswith("#") and len(href) > 1:
        attributes["href"] = unquote(href)  # markdown-it writes #größe as #gr%C3%B6%C3%9Fe
    else:
        between = growth.parsed.dialect.book and can_lead_between(href)
        if between or _can_lead_out(href):
            attributes["href"] = href
        else:
            growth.error(
                "link-target-invalid",
                f"the link leads to {href or 'nothing'}, which no edition can reach",
                "Use a whole address (https://…), mailto: or tel:, or #id of a place in this text.",
                place,
            )
    growth.open("a", place, attributes | (title or {}))


def report_link_around(growth: Growth, place: Position, what: str) -> None:
    """Report what cannot stand in the words of a link, if it does."""
    if any(element.tag == "a" for element in growth.stack):
        growth.error(
            "link-nested",
            f"{what} stands in the words of a link",
            "Put it before or behind the link.",
            place,
        )


def can_lead_between(href: str) -> bool:
    """Tell whether an address is that of a file, which `anchors` looks for in the book."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return bool(parts.path) and not (parts.scheme or parts.netloc or parts.path.startswith("/"))


def _can_lead_out(href: str) -> bool:
    """Tell whether an address works outside the publication, from every edition."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    if parts.scheme.lower() in ("http", "https"):
        return bool(parts.hostname)
    return parts.scheme.lower() in _SCHEMES and bool(parts.path)
