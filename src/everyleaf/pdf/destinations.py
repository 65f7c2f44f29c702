"""Let links and bookmarks of a PDF 2.0 file lead to structure elements (ISO 14289-2:2024 8.8).

1. Each named destination says its place on the page (D) and its structure element (SD).
2. Each link and each bookmark gets a GoTo action with both.

Why both: a reader that does not know structure destinations goes to the place on the page.
"""

from __future__ import annotations

from collections.abc import Sequence

from everyleaf.pdf.objects import (
    Dictionary,
    PdfFile,
    String,
    Value,
    array,
    dictionary,
    entries,
    is_string,
)
from everyleaf.pdf.tagged_tree import TaggedElem
from everyleaf.pdf.targets import Targets


def write_structure_destinations(
    pdf: PdfFile, links: Sequence[Dictionary], bookmarks: Sequence[int], targets: Targets
) -> None:
    """Turn every destination in a PDF that is being made into a structure destination.

    Args:
        pdf: its named destinations and bookmarks are changed.
        links: the link annotations; those that lead into the document are changed.
        bookmarks: `data-node` of the element of each bookmark, in their order.
        targets: where each name leads; all structure elements are written.
    """
    structured: dict[str, list[Value]] = {}
    if "Names" in pdf.catalog and "Dests" in entries(pdf.catalog, "Names"):
        dests = entries(pdf.catalog, "Names")["Dests"]
        names = dests["Names"]  # type: ignore[index]
        for i in range(0, len(names), 2):
            name, place = names[i].string, names[i + 1]
            structured[name] = _structured(targets.of_name(name), place)
            names[i + 1] = dictionary({"D": place, "SD": structured[name]})
    for link in links:
        if "Dest" in link:
            name = _name(link["Dest"])
            _lead(link, link["Dest"], structured[name])
    outline = [item for item in pdf.objects if _is_bookmark(item)]
    for item, node in zip(outline, bookmarks, strict=True):
        place = item["Dest"]  # type: ignore[index]
        _lead(item, place, _structured(targets.of_node(node), place))  # type: ignore[arg-type]


def _name(destination: Value) -> str:
    assert is_string(destination)
    named: String = destination
    return named.string


def _structured(target: TaggedElem, place: Value) -> list[Value]:
    """Return the same destination with a structure element in place of the page."""
    assert isinstance(place, list) and target.object is not None
    return array([target.object.reference, *place[1:]])


def _lead(item: Dictionary, place: Value, structured: list[Value]) -> None:
    del item["Dest"]
    action = {"Type": "/Action", "S": "/GoTo", "D": place, "SD": structured}
    item["A"] = dictionary(action)


def _is_bookmark(item: Value) -> bool:
    return isinstance(item, dict) and "Title" in item and "Dest" in item
