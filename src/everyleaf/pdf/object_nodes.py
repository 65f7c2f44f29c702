"""Say which element of the document each object of a written PDF was made from.

So that a judge's finding about an object leads to the author's line. Numbers are those of the
finished file; elements are named by their `data-node`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from everyleaf.model import PageStart
from everyleaf.pdf.boxes import LinkAnnotation
from everyleaf.pdf.tagged_tree import TaggedElem


def number_objects(
    top: TaggedElem,
    links: Sequence[LinkAnnotation],
    pages: Sequence[bytes],
    starts: Sequence[PageStart],
) -> dict[int, int]:
    """Return the `data-node` of each page, link annotation and structure element, by its number.

    A page has the node that begins it; an element that no HTML element stands for, that of the
    element above it.

    Args:
        top: the structure tree as written.
        links: all link annotations; those that were left out are passed over.
        pages: the references of the pages.
        starts: where each page begins.
    """
    begun = zip(pages, starts, strict=True)
    nodes = {int(reference.split()[0]): start.node for reference, start in begun}
    # Only what the structure holds has a StructParent; the numbers of the others are used again.
    nodes |= {
        link.annotation.number: link.node for link in links if "StructParent" in link.annotation
    }
    nodes |= _elements(top, -1)
    return {number: nodes[number] for number in sorted(nodes) if nodes[number] >= 0}


def _elements(tagged: TaggedElem, above: int) -> Iterator[tuple[int, int]]:
    node = tagged.elem.node if tagged.elem.node >= 0 else above
    assert tagged.object is not None  # the tree is written
    yield tagged.object.number, node
    for kid in tagged.kids:
        if isinstance(kid, TaggedElem):
            yield from _elements(kid, node)
