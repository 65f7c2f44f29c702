"""Put the cover before the first page of a book.

1. The author's picture, or the drawn cover, becomes a figure with its own words.
2. It fills the page to its trimmed edge and beyond, where there is a bleed.
"""

from __future__ import annotations

from lxml import etree

from everyleaf.model import Element

COVER_CLASS = "cover-page"


def add_cover_page(
    document: Element, src: str, alternative: str, size_mm: tuple[float, float], bleed_mm: float
) -> None:
    """Put a cover at the beginning of the body; the document is changed.

    Args:
        document: the `<html>` element.
        src: the picture's address among the files of the layout.
        alternative: what is read in its place.
        size_mm: width and height of the trimmed page.
        bleed_mm: how far the picture goes beyond the trimmed page.
    """
    body = document.find("body")
    assert body is not None
    last = max(int(el.get("data-node", "-1")) for el in document.iter(etree.Element))
    source = body.get("data-source", "")
    page = etree.Element("div", {"class": COVER_CLASS})
    page.set("data-node", str(last + 1))
    page.set("data-source", source)
    picture = etree.SubElement(page, "img", {"src": src, "alt": alternative})
    picture.set("role", "doc-cover")
    picture.set("data-node", str(last + 2))
    picture.set("data-source", source)
    width, height = (side + 2 * bleed_mm for side in size_mm)
    picture.set(
        "style",
        f"left: {-bleed_mm:g}mm; top: {-bleed_mm:g}mm; width: {width:g}mm; height: {height:g}mm",
    )
    body.insert(0, page)
