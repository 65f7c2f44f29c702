"""Keep one annotation for each line of a link, and say in words where it leads.

ISO 14289-1:2014 7.18.1 and 7.18.5: each link annotation lies in a Link and has Contents.

WeasyPrint makes an annotation for every box inside a link; only the outermost ones are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from everyleaf.model import Element
from everyleaf.pdf.boxes import LinkAnnotation
from everyleaf.pdf.objects import Dictionary, PdfFile, Value, array, is_dictionary, string

_PRINT = 4
"""Annotation flag: printed with the page (ISO 32000-1 table 165)."""
_NEAR = 0.5
"""How far in points a nested box may stick out."""


def outermost(links: Sequence[LinkAnnotation]) -> dict[int, list[LinkAnnotation]]:
    """Return for each link its annotations that lie in no other, in the order of the page."""
    by_node: dict[int, list[LinkAnnotation]] = {}
    for link in sorted(links, key=_area, reverse=True):
        kept = by_node.setdefault(link.node, [])
        if not any(_is_inside(link, other) for other in kept):
            kept.append(link)
    for kept in by_node.values():
        kept.sort(key=lambda link: (link.page, -link.rectangle[3], link.rectangle[0]))
    return by_node


def _area(link: LinkAnnotation) -> float:
    left, bottom, right, top = link.rectangle
    return (right - left) * (top - bottom)


def _is_inside(link: LinkAnnotation, other: LinkAnnotation) -> bool:
    left, bottom, right, top = link.rectangle
    if link.page != other.page:
        return False
    if right - left < 0.01 or top - bottom < 0.01:
        return True
    x1, y1, x2, y2 = other.rectangle
    return left >= x1 - _NEAR and bottom >= y1 - _NEAR and right <= x2 + _NEAR and top <= y2 + _NEAR


def describe(
    links: Mapping[int, Sequence[LinkAnnotation]], elements: Mapping[int, Element]
) -> None:
    """Set Contents and the print flag of annotations, in place."""
    for node, lines in links.items():
        for link in lines:
            link.annotation["Contents"] = string(_words(elements[node]))
            link.annotation["F"] = _PRINT


def _words(el: Element) -> str:
    """Return a link's name: its label, its title, its text, or its address."""
    own = el.get("aria-label") or el.get("title")
    if own:
        return own
    alternatives = [image.get("alt", "") for image in el.iter("img")]
    text = " ".join("".join([*el.itertext(), *alternatives]).replace("\u00ad", "").split())
    return text or el.get("href", "")


def drop_annotations(pdf: PdfFile, dropped: Sequence[Dictionary]) -> None:
    """Take annotations off their pages; the pages are changed."""
    references = {annotation.reference for annotation in dropped}
    if not references:
        return
    for page in pdf.objects:
        if not is_dictionary(page, "/Page") or "Annots" not in page:  # type: ignore[operator]
            continue
        kept: list[Value] = [r for r in page["Annots"] if r not in references]  # type: ignore[index]
        if kept:
            page["Annots"] = array(kept)  # type: ignore[index]
        else:
            del page["Annots"]  # type: ignore[attr-defined]
