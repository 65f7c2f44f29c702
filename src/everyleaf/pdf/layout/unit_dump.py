"""Take from a drawn unit what the join needs: its objects, and how they hang together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import chain

from everyleaf.pdf.file.loose_objects import LooseObjects, dump_objects
from everyleaf.pdf.file.objects import PdfFile, Value, is_dictionary, is_stream, reference_number
from everyleaf.pdf.tags.tagger import UnitStructure
from everyleaf.pdf.unit.unit_objects import KeptPage, Reference, UnitObjects, Wrapper


def keep_objects(
    pdf: PdfFile, structure: UnitStructure, fonts: int, stamped: Collection[int] = ()
) -> tuple[UnitObjects, LooseObjects]:
    """Return what the join needs of a file in which all pages are drawn; the file is changed.

    Args:
        pdf: the file under construction.
        structure: what the tagger wrote.
        fonts: number of the object that stands for the dictionary of fonts.
        stamped: pages on which the join will draw.
    """
    pages = [
        _take_page(number, object_)
        for number, object_ in enumerate(pdf.objects)
        if is_dictionary(object_, "/Page")
    ]
    for page in stamped:
        stream = pdf.objects[pages[page].contents]
        assert is_stream(stream)
        stream.stream[:] = [b"q", *stream.stream, b"Q"]
    outside = {fonts: "fonts"}
    outside |= {n: f"namespace {i}" for i, n in enumerate(structure.namespaces)}
    outside |= {w.number: f"wrapper {i}" for i, (w, _) in structure.wrappers.items()}
    intents = [pdf.catalog["OutputIntents"]] if "OutputIntents" in pdf.catalog else []
    wrapping = chain.from_iterable(
        (element, *kids) for element, kids in structure.wrappers.values()
    )
    drawn = [b"%d 0 R" % number for page in pages for number in (page.place, page.contents)]
    dump = dump_objects(
        pdf,
        [*drawn, *wrapping, *intents],
        outside,
        {page.contents for page in pages},
        structure.parents,
        structure.nodes,
    )
    place = dump.places
    wrappers: list[Wrapper | None] = [None] * (max(structure.wrappers, default=-1) + 1)
    for number, (element, kids) in structure.wrappers.items():
        wrappers[number] = Wrapper(dump.write(element), tuple(map(dump.write, kids)))
    unit = UnitObjects(
        dump.counts,
        tuple(replace(p, place=place[p.place], contents=place[p.contents]) for p in pages),
        len(structure.parents),
        dump.write(intents[0]) if intents else None,
        tuple(wrappers),
        {name: place[n] for name, n in structure.anchors.items()},
        frozenset(place[n] for n in structure.notes),
        tuple(_place(reference, place) for reference in structure.references),
        {node: place[n] for node, n in structure.bookmarked.items()},
        {place[n]: name for n, name in structure.links.items()},
        {identifier: place[n] for identifier, n in structure.identified.items()},
    )
    return unit, dump.objects


def _take_page(number: int, page: dict[str, Value]) -> KeptPage:
    """Return the numbers of a page and its content; it keeps neither that nor its parent."""
    del page["Parent"]
    contents = reference_number(page.pop("Contents"))
    return KeptPage(number, contents)


def _place(reference: Reference, places: Mapping[int, int]) -> Reference:
    targets = (t if isinstance(t, str) else places[t] for t in reference.targets)
    return replace(reference, source=places[reference.source], targets=tuple(targets))
