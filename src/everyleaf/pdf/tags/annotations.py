"""Make one annotation of each link, and say in words where it leads.

ISO 14289-1:2014 7.18.1 and 7.18.5, ISO 14289-2:2024 8.9: each link annotation lies in a Link and
has Contents.

1. WeasyPrint makes an annotation for every box inside a link; only the outermost ones are kept.
2. Lines of one link that follow each other on a page become one annotation, with a quadrilateral
   for each line.

Why one: it is one stop for the Tab key and one entry in a list of links. Why not always: readers
that do not know QuadPoints take the whole rectangle around the lines, so lines stay apart where
another link lies between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from everyleaf.elements import XML_LANG
from everyleaf.model import Element
from everyleaf.pdf.file.objects import Dictionary, PdfFile, array, is_dictionary, string
from everyleaf.pdf.tags.boxes import LinkAnnotation

Rectangle: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""

_PRINT = 4
"""Annotation flag: printed with the page (ISO 32000-1 table 165)."""
_NEAR = 0.5
"""How far in points a nested box may stick out."""


@dataclass(frozen=True, slots=True)
class Region:
    """A link's annotation on one page."""

    page: int
    annotation: Dictionary
    lines: tuple[Rectangle, ...]


def make_regions(links: Sequence[LinkAnnotation]) -> dict[int, list[Region]]:
    """Return for each link (`data-node` of its `<a>`) its annotations, in the order of the pages."""
    by_node = _outermost(links)
    by_page: dict[int, list[LinkAnnotation]] = {}
    for lines in by_node.values():
        for line in lines:
            by_page.setdefault(line.page, []).append(line)
    regions: dict[int, list[Region]] = {}
    for node, lines in by_node.items():
        groups: list[list[LinkAnnotation]] = []
        for line in lines:
            if groups and _may_join(groups[-1], line, by_page[line.page]):
                groups[-1].append(line)
            else:
                groups.append([line])
        regions[node] = [
            Region(group[0].page, group[0].annotation, tuple(line.rectangle for line in group))
            for group in groups
        ]
    return regions


def _outermost(links: Sequence[LinkAnnotation]) -> dict[int, list[LinkAnnotation]]:
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


def _may_join(
    group: Sequence[LinkAnnotation], line: LinkAnnotation, on_page: Sequence[LinkAnnotation]
) -> bool:
    """Tell whether a line follows a group at once, and no other link lies within them."""
    last = group[-1]
    height = last.rectangle[3] - last.rectangle[1]
    if last.page != line.page or last.rectangle[1] - line.rectangle[3] > height:
        return False
    around = _around(part.rectangle for part in (*group, line))
    return not any(
        other.node != line.node and _overlap(other.rectangle, around) for other in on_page
    )


def _around(rectangles: Iterable[Rectangle]) -> Rectangle:
    lefts, bottoms, rights, tops = zip(*rectangles, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    return across > _NEAR and along > _NEAR


def write_annotations(
    regions: Mapping[int, Sequence[Region]], elements: Mapping[int, Element], language: str
) -> None:
    """Set place, words and language of annotations, in place.

    Args:
        regions: for each link its annotations.
        elements: `data-node` → `<a>`.
        language: the document's.
    """
    for node, of_link in regions.items():
        el = elements[node]
        own = _language(el)
        for region in of_link:
            annotation = region.annotation
            annotation["Rect"] = array(_around(region.lines))
            annotation["QuadPoints"] = array(x for line in region.lines for x in _corners(line))
            annotation["Contents"] = string(_words(el))
            annotation["F"] = _PRINT
            if own and own != language:
                annotation["Lang"] = string(own)


def _corners(line: Rectangle) -> Iterable[float]:
    """Return top left, top right, bottom left, bottom right.

    Acrobat's order: ISO 32000-2 12.5.6.5 wants them round about, and no reader follows it.
    """
    left, bottom, right, top = line
    return (left, top, right, top, left, bottom, right, bottom)


def _language(el: Element) -> str | None:
    """Return the language of a link's words: of all that is in it, or else of where it stands."""
    while len(el) == 1 and not (el.text or "").strip() and not (el[0].tail or "").strip():
        el = el[0]
    lineage = (el, *el.iterancestors())
    return next((lang for e in lineage if (lang := e.get("lang") or e.get(XML_LANG))), None)


def _words(el: Element) -> str:
    """Return a link's name: its label, its title, its text, or its address."""
    own = el.get("aria-label") or el.get("title")
    if own:
        return own
    alternatives = [image.get("alt", "") for image in el.iter("img")]
    text = " ".join("".join([*el.itertext(), *alternatives]).replace("\u00ad", "").split())
    return text or el.get("href", "")


def order_annotations(pdf: PdfFile, kept: Sequence[Dictionary]) -> None:
    """Put the annotations of each page into the order of the structure; the pages are changed.

    Args:
        pdf: a file whose pages have link annotations only.
        kept: those that the structure holds, in its order; the others go.
    """
    places = {annotation.reference: place for place, annotation in enumerate(kept)}
    for page in pdf.objects:
        if not is_dictionary(page, "/Page") or "Annots" not in page:
            continue
        references = sorted(filter(places.__contains__, page["Annots"]), key=places.__getitem__)
        if references:
            page["Annots"] = array(references)
        else:
            del page["Annots"]
