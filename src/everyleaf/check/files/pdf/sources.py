"""Lead from an object of a PDF of ours back to the author's line.

The writer says which element each object was made from (`PdfOutput.objects`), and `data-source`
where that element stands in the source.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from everyleaf.check.files.trace import place_in_source
from everyleaf.diagnostics import Position
from everyleaf.model import Element, Publication


def trace_objects(publication: Publication, objects: Mapping[int, int]) -> dict[int, Position]:
    """Return the author's place for each object number, where it can be told.

    What only print has, such as the cover, stands where the publication is described.

    Args:
        publication: What the file was made from.
        objects: As `PdfOutput.objects`.
    """
    elements: dict[int, Element] = {
        int(element.get("data-node", "-1")): element
        for element in publication.document.iter(etree.Element)
        if element.get("data-source")
    }
    about = publication.metadata.position
    found: dict[int, Position] = {}
    for number, node in objects.items():
        element = elements.get(node)
        if element is not None:
            found[number] = place_in_source(element)
        elif about is not None:
            found[number] = about
    return found
