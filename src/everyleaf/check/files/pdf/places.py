"""Find the place of what veraPDF names by a path through the file.

1. `read_pointer` reads veraPDF's context:
   `root/document[0]/pages[3](9 0 obj PDPage)/annots[0](31 0 obj PDLinkAnnot)`.
2. What has no number of its own, marked content and glyphs, is led through the structure tree to
   the structure element that holds it (ISO 32000-1 14.7.4.4).
3. `place_pointer` returns the author's place, or else the page, or else the file.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from everyleaf.check.files.pdf.catalog import place_of
from everyleaf.check.files.pdf.reading import (
    OpenPdf,
    broken,
    get,
    name_of,
    number_of,
)
from everyleaf.check.files.pdf.structure import StructureElement, StructureTree
from everyleaf.diagnostics import Position


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a context of veraPDF leads."""

    numbers: tuple[int, ...]
    """The objects on the way but the page, the last first."""
    page: int | None
    """From 1."""
    form: int | None
    """The form XObject on the page that holds it."""
    mcid: int | None
    operator: int | None
    """Which operator of the page's content it is, from 0."""
    kind: str
    """veraPDF's name of the object's type or of the last step: `PDLinkAnnot`, `usedGlyphs`."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object is."""

    position: Position
    element: StructureElement | None = None
    """The structure element that it is, or that holds it."""


def read_pointer(context: str) -> Pointer:
    """Read a context of veraPDF; an empty one leads to the file."""
    steps = re.split(r"/(?=\w+\[)", context)
    last = steps[-1]
    typed = re.search(r"\(\d+ \d+ obj (\w+)", last)
    page = re.search(r"/pages\[(\d+)\]", context)
    form = re.search(r"\((\d+) \d+ obj PDXForm", context)
    marks = re.findall(r"\{mcid:(\d+)\}", context)
    operator = re.search(r"/pages\[\d+\][^/]*/contentStream\[0\][^/]*/operators\[(\d+)\]", context)
    return Pointer(
        tuple(int(n) for n in re.findall(r"\((\d+) \d+ obj\b(?! PDPage\b)", context)[::-1]),
        int(page[1]) + 1 if page else None,
        int(form[1]) if form else None,
        int(marks[-1]) if marks else None,
        int(operator[1]) if operator else None,
        typed[1] if typed else re.sub(r"\[.*", "", last),
    )


class Places:
    """Finds places in one PDF; it remembers which marks a page's operators stand in."""

    def __init__(self, data: bytes, open_pdf: OpenPdf, tree: StructureTree) -> None:
        self._data = data
        self._open_pdf = open_pdf
        self._sources = open_pdf.sources
        self._tree = tree
        self._elements = {e.object_number: e for e in tree.elements if e.object_number}
        self._marks_of = functools.cache(self._read_marks)

    def place_pointer(self, context: str) -> Place:
        """Return the place of what a context of veraPDF leads to."""
        pointer = read_pointer(context)
        element = self._holder(pointer)
        for number in pointer.numbers[:1]:
            if number in self._sources:
                return Place(self._sources[number], element)
        above = element
        while above is not None:
            if above.object_number in self._sources:
                return Place(self._sources[above.object_number], element)
            above = above.parent
        page = pointer.page or (element.page_near() if element is not None else None)
        return Place(place_of(self._open_pdf, page), element)

    def _holder(self, pointer: Pointer) -> StructureElement | None:
        """Return the structure element that an object is, or that holds it."""
        for number in pointer.numbers:
            if number in self._elements:
                return self._elements[number]
        if pointer.page is None:
            return None
        if pointer.kind.endswith("Annot") and pointer.numbers:
            return self._tree.referenced.get((pointer.numbers[0], 0))
        mcid = pointer.mcid
        if mcid is None and pointer.operator is not None:
            marks = self._marks_of(pointer.page)
            mcid = marks[pointer.operator] if pointer.operator < len(marks) else None
        if mcid is None:
            return None
        inside = self._tree.owned.get((-pointer.form, mcid)) if pointer.form else None
        return inside or self._tree.owned.get((pointer.page, mcid))

    def _read_marks(self, page: int) -> list[int | None]:
        """Return the MCID that each operator of a page stands in."""
        import pikepdf

        try:
            with pikepdf.open(io.BytesIO(self._data)) as pdf:
                return list(_marks(pdf.pages[page - 1]))
        except broken():
            return []


def _marks(page: object) -> Iterator[int | None]:
    """Yield for each operator the MCID of the marked content that it stands in."""
    import pikepdf

    stack: list[int | None] = []
    resources = get(getattr(page, "obj", None), "/Resources")
    for instruction in pikepdf.parse_content_stream(page):  # type: ignore[arg-type]  # a page
        name = str(instruction.operator)
        if name in ("BDC", "BMC"):
            operands = list(instruction.operands)
            properties = operands[1] if len(operands) > 1 else None
            if name_of(properties):
                properties = get(get(resources, "/Properties"), f"/{name_of(properties)}")
            stack.append(number_of(get(properties, "/MCID")))
        elif name == "EMC" and stack:
            stack.pop()
        yield next((mcid for mcid in reversed(stack) if mcid is not None), None)
