"""A small book in HTML of the intermediate's shape, made by hand: it needs no reader of ours."""

from __future__ import annotations

import dataclasses

from lxml import etree

from everyleaf.model import Attribution, License, PageStart, Publication
from tests.conftest import SAMPLES, make_publication

_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split()


def make_book() -> Publication:
    """Return the book of `samples/book.html`, its elements numbered."""
    base = make_publication(html=(SAMPLES / "book.html").read_bytes())
    body = base.document.find("body")
    assert body is not None
    for number, element in enumerate(body.iter(etree.Element)):
        element.set("data-node", str(number))
        element.set("data-source", "book/01-moon.md:1")
    credits = (
        *base.metadata.attributions,
        Attribution(
            role="photographer",
            relator="pht",
            name="Pia Photo",
            license=License("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
            part="fig:heights",
        ),
        Attribution(role="translator", relator="trl", name="Tove Test", part="sec:winter"),
    )
    metadata = dataclasses.replace(base.metadata, form="book", attributions=credits)
    return dataclasses.replace(base, metadata=metadata)


def start_pages(publication: Publication) -> tuple[PageStart, ...]:
    """Return a page for each chunk and each paragraph of a chapter: roman ones before the body."""
    body = publication.document.find("body")
    assert body is not None
    starts: list[PageStart] = []
    folio = 0
    for element in body.iter(etree.Element):
        node = int(element.get("data-node", "0"))
        if element.get("data-matter") == "front":
            starts.append(PageStart(_ROMAN[len(starts)], node, 0))
        elif element.get("data-chunk") is not None or element.tag == "p":
            if not starts or any(e.get("data-matter") == "front" for e in element.iterancestors()):
                continue
            folio += 1
            starts.append(PageStart(str(folio), node, 0))
    return tuple(starts)
