"""Join units into one file, one unit after the other.

0. What all units share is made before they are drawn (`make_shell`): metadata, sources.
1. Give every object its number (`numbers`): which images units share, which glyphs of which font
   they show, and which structure elements wrap several of them, is known from what is kept in
   memory.
2. Write what all units share, and the fonts (`embedded_fonts`).
3. Read the objects of one unit, put the numbers in, add what leads to other units, write them, and
   let them go (`unit_writer`, `cross_references`).
4. Write the elements that wrap the units, the roots of pages, structure, names and outline, and the
   catalog.

Why bytes and not a PDF library: memory stays that of one unit, however long the book, and a book of
hundreds of pages is joined in about a second.
"""

from __future__ import annotations

import io
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from everyleaf.jobs import Jobs
from everyleaf.model import Font
from everyleaf.pdf.file.folios import FolioRange, page_labels_tree
from everyleaf.pdf.file.loose_objects import Dump, dump_objects, extend, resolve
from everyleaf.pdf.file.objects import PdfFile, Value, dictionary, entries, pdf_file
from everyleaf.pdf.file.profiles import Profile
from everyleaf.pdf.file.streamed_file import StreamedFile
from everyleaf.pdf.file.trees import NumberTree, references, write_name_tree
from everyleaf.pdf.join.cross_references import CrossReferences
from everyleaf.pdf.join.font_resources import FontResources, embed_fonts
from everyleaf.pdf.join.numbers import NumberedUnit, Numbers
from everyleaf.pdf.join.object_nodes import ObjectNodes
from everyleaf.pdf.join.outline import nest_items, write_outline
from everyleaf.pdf.join.structure_root import Wrapping, write_structure_root
from everyleaf.pdf.join.unit_writer import DumpWriter, UnitWriter
from everyleaf.pdf.tags.tagger import NAMESPACES
from everyleaf.pdf.unit.painted_unit import Pagination
from everyleaf.pdf.unit.used_fonts import merge_fonts


@dataclass(frozen=True, slots=True)
class JoinedFile:
    """A written PDF."""

    data: bytes = field(repr=False)
    objects: ObjectNodes
    """Object → `data-node` in the whole document: of structure elements, link annotations, pages."""


@dataclass(frozen=True, slots=True)
class _Roots:
    """Numbers of the objects that everything hangs from."""

    catalog: int
    information: int
    pages: int
    structure: int
    parents: int
    names: int


@dataclass(frozen=True, slots=True)
class Shell:
    """What a file has besides its units."""

    dump: Dump = field(repr=False)
    catalog: Mapping[str, Value] = field(repr=False)
    information: bytes | None = field(repr=False)

    def write_catalog(self, folios: Sequence[FolioRange]) -> bytes:
        """Return the catalog of a file whose pages are numbered so."""
        return self.dump.write({**self.catalog, "PageLabels": page_labels_tree(folios)})


def make_shell(finish: Callable[[PdfFile], None]) -> Shell:
    """Return what a file has besides its units.

    Args:
        finish: writes metadata and sources into a file that has nothing else.
    """
    pdf = pdf_file()
    names = dictionary({})
    pdf.add_object(names)
    finish(pdf)
    entries(pdf.catalog, "Names")["Dests"] = names.reference
    outside = {pdf.pages.number: "pages", names.number: "names"}
    dump = dump_objects(pdf, [pdf.catalog], outside)
    catalog = {key: pdf.catalog[key] for key in pdf.catalog}
    return Shell(dump, catalog, dump.write(pdf.info) if list(pdf.info) else None)


def join(
    pagination: Pagination,
    page_nodes: Sequence[int],
    shell: Shell,
    profile: Profile,
    identifier: str,
    font_files: Mapping[str, Font],
    jobs: Jobs,
    patched: bool = True,
) -> JoinedFile:
    """Return the units of a document as one PDF.

    Args:
        pagination: the units in their places.
        page_nodes: for each page the `data-node` of the element that begins it.
        shell: what the file has besides.
        profile: the standards that the file keeps.
        identifier: the file identifier (ISO 32000-1 14.4).
        font_files: SHA-256 of a font file → font.
        jobs: who embeds fonts.
        patched: whether slow functions of WeasyPrint are replaced meanwhile (`patches`).
    """
    numbers = Numbers()
    roots = _Roots(*(numbers.new() for _ in range(6)))
    shell_dump = numbers.place(shell.dump.counts)
    shell_dump.outside = {"pages": roots.pages, "names": roots.names}
    merged = merge_fonts(placed.painted.fonts for placed in pagination.units)
    fonts = embed_fonts(merged, font_files, profile, patched, jobs)
    font_dumps = [numbers.place(font.counts) for font in fonts]
    resources = FontResources(merged, fonts, font_dumps, numbers)
    wrapping = Wrapping(numbers.new)
    namespaces = [numbers.new() for _ in NAMESPACES] if profile.pdf_2_0 else []
    units = list(_number_units(pagination, numbers, resources, wrapping, namespaces, roots.pages))
    cross_references = CrossReferences(units, pagination.places)

    output = io.BytesIO()
    file = StreamedFile(output, profile.pdf_version, numbers.last)
    dumps = DumpWriter(file)
    dumps.write(shell.dump.objects, shell_dump)
    for font, dump in zip(fonts, font_dumps, strict=True):
        dumps.write(font.objects.get(), dump)
    resources.write(file)
    nodes = array("i", [-1]) * (numbers.last + 1)
    parents = NumberTree(file, roots.parents)
    writer = UnitWriter(file, dumps, cross_references, resources.widths, pagination.numbers)
    for unit in units:
        for number, node in writer.write(unit, parents):
            nodes[number] = node
    parents.close()
    _write_pages(file, units, roots.pages)
    for number, node in wrapping.write(file, roots.structure, cross_references.targets):
        nodes[number] = node
    keys = sum(unit.kept.keys for unit in units)
    write_structure_root(
        file,
        roots.structure,
        wrapping.top,
        roots.parents,
        keys,
        cross_references.identified(),
        namespaces,
    )
    named = cross_references.destinations.items()
    write_name_tree(file, roots.names, {name: place.write_named() for name, place in named})
    more = [b"/StructTreeRoot %d 0 R/MarkInfo <</Marked true>>" % roots.structure]
    bookmarks = nest_items(cross_references.bookmarks())
    if bookmarks:
        more.append(b"/Outlines %d 0 R" % write_outline(file, bookmarks))
    more += _output_intents(units)
    catalog = shell.write_catalog(pagination.folios)
    file.add(roots.catalog, extend(resolve(catalog, shell_dump.all_numbers()), *more))
    if shell.information is not None:
        file.add(roots.information, shell.information)
    file.close(roots.catalog, roots.information if shell.information else None, identifier)
    for page, node in zip(cross_references.pages, page_nodes, strict=True):
        nodes[page] = node
    return JoinedFile(output.getvalue(), ObjectNodes(nodes))


def _number_units(
    pagination: Pagination,
    numbers: Numbers,
    resources: FontResources,
    wrapping: Wrapping,
    namespaces: Sequence[int],
    pages_root: int,
) -> Iterator[NumberedUnit]:
    """Yield the units with numbers; what wraps them gets their kids."""
    key = 0
    for index, placed in enumerate(pagination.units):
        kept = placed.painted.kept
        assert kept is not None  # it is drawn
        dump = numbers.place(kept.counts)
        dump.outside = {"fonts": resources.of_unit(index)}
        dump.outside |= {f"namespace {i}": number for i, number in enumerate(namespaces)}
        dump.outside |= {
            f"wrapper {i}": wrapping.number(placed.unit.wrappers[i])
            for i, wrapper in enumerate(kept.wrappers)
            if wrapper is not None
        }
        pages = pages_root if len(pagination.units) == 1 else numbers.new()
        unit = NumberedUnit(placed, kept, dump, key, pages)
        wrapping.add(unit)
        yield unit
        key += kept.keys


def _write_pages(file: StreamedFile, units: Sequence[NumberedUnit], root: int) -> None:
    """Write the page tree: a node for each unit, one alone if there is one unit."""
    total = 0
    for unit in units:
        pages = [unit.dump.number(page.place) for page in unit.kept.pages]
        total += len(pages)
        parent = b"" if unit.pages == root else b"/Parent %d 0 R" % root
        text = b"<</Type /Pages%s/Count %d/Kids [%s]>>" % (parent, len(pages), references(pages))
        file.add(unit.pages, text)
    if len(units) > 1:
        kids = references([unit.pages for unit in units])
        file.add(root, b"<</Type /Pages/Count %d/Kids [%s]>>" % (total, kids))


def _output_intents(units: Sequence[NumberedUnit]) -> list[bytes]:
    """Return the catalog's entry of the colours that are meant: the same in each unit."""
    for unit in units:
        if unit.kept.output_intents is not None:
            numbers = unit.dump.all_numbers()
            return [b"/OutputIntents " + resolve(unit.kept.output_intents, numbers)]
    return []
