"""Write the structure of a unit into its PDF.

1. Fill the structure tree with what layout drew (`tagged_tree`).
2. Rewrite the content streams: new MCIDs, artifacts, readable text (`content_stream`).
3. Give each link its annotations (`annotations`).
4. Write its structure elements (ISO 32000-1 14.7), and say what the join must know to make one tree
   of those of all units: `UnitStructure`.

Elements that other units are part of too, such as the Document, are written once, by the join, and
so is what leads from one unit into another: the destinations of links, and Ref (`targets`).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from everyleaf.model import Element
from everyleaf.pdf.file.associated_files import add_associated_file
from everyleaf.pdf.file.objects import (
    Dictionary,
    PdfFile,
    Stream,
    Value,
    array,
    dictionary,
    is_string,
    string,
)
from everyleaf.pdf.file.profiles import Profile
from everyleaf.pdf.structure.elements import Attribute, StructElem
from everyleaf.pdf.tags.annotations import (
    Region,
    make_regions,
    order_annotations,
    write_annotations,
)
from everyleaf.pdf.tags.boxes import Layout
from everyleaf.pdf.tags.content_stream import Font, Leaf, rewrite_stream
from everyleaf.pdf.tags.tagged_tree import TaggedElem, fill_tree
from everyleaf.pdf.tags.targets import Targets, find_references, object_number
from everyleaf.pdf.tags.wrapped_lines import draw_wrapped_lines
from everyleaf.pdf.unit.painted_unit import FIRST_WRAPPER
from everyleaf.pdf.unit.unit_objects import Reference
from everyleaf.vocabulary import ONLY_1_7

GENERATED_CLASS = "generated"
"""The attribute class of text that a stylesheet wrote and not the author."""
NAMESPACES = ("http://iso.org/pdf2/ssn", "http://iso.org/pdf/ssn")
"""Of PDF 2.0, and of the types of PDF 1.7 that it keeps."""


class PaintedStream(Stream, Protocol):
    """A content stream with the marks that WeasyPrint put in it."""

    _tags: dict[object, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Painted:
    """A laid-out document whose pages are drawn, and whose file is not yet written."""

    pdf: PdfFile
    layout: Layout
    ids: Sequence[str]
    """Those that are on its pages."""
    page_streams: Sequence[PaintedStream]
    group_streams: Sequence[Sequence[PaintedStream]]
    """For each page, the form XObjects that share its marks (opacity groups)."""
    fonts: Mapping[str, Font]


@dataclass(slots=True)
class UnitStructure:
    """What a unit's structure elements have to do with the rest of the document.

    Objects are named by their numbers in the unit's file under construction.
    """

    wrappers: dict[int, tuple[Dictionary, list[Value]]] = field(default_factory=dict)
    """Wrapper, from 0 → its element without P and K, and its kids in this unit."""
    namespaces: list[int] = field(default_factory=list)
    """The objects that stand for `NAMESPACES` in PDF 2.0."""
    parents: list[Value] = field(default_factory=list)
    """The unit's entries in the ParentTree, by key."""
    anchors: dict[str, int] = field(default_factory=dict)
    """Id → the element that stands for it; of PDF 2.0 only, as are the next two."""
    notes: set[int] = field(default_factory=set)
    """The notes among these: they refer back to what refers to them."""
    references: list[Reference] = field(default_factory=list)
    bookmarked: dict[int, int] = field(default_factory=dict)
    """`data-node` of a bookmark → the element that stands for it."""
    links: dict[int, str] = field(default_factory=dict)
    """Annotation → the id that it leads to, in this unit or another."""
    identified: dict[str, int] = field(default_factory=dict)
    """ID → element."""
    nodes: dict[int, int] = field(default_factory=dict)
    """Structure element or annotation → `data-node` of what it was made from."""


def write_tags(
    painted: Painted,
    structure: StructElem,
    document: Element,
    profile: Profile,
    date: datetime.date,
    outside: Collection[str] = (),
) -> tuple[TaggedElem, UnitStructure]:
    """Write the structure elements of a unit into a PDF that is being made.

    Args:
        painted: the drawn unit; its file and streams are changed.
        structure: the tree of `structure.build_structure`.
        document: the HTML that it was built from, for the names and targets of links.
        profile: the standards that the file keeps.
        date: the publication's, for associated files.
        outside: ids that are in other units.

    Returns:
        The tree as written, and what the join must know of it.
    """
    top = fill_tree(structure, painted.layout)
    numbered = _rewrite_streams(top, painted)
    draw_wrapped_lines(painted.layout.wrapped, painted.page_streams)
    writer = _Writer(painted, make_regions(painted.layout.links), profile, date)
    writer.place_links(top)
    writer.add_namespaces()
    writer.write(top, None, -1)
    writer.write_parents(numbered)
    elements = {int(el.get("data-node", "-1")): el for el in document.iter("a")}
    write_annotations(writer.regions, elements, structure.language or "")
    order_annotations(painted.pdf, writer.annotations)
    for annotation in writer.annotations:
        if "Dest" in annotation:
            name = annotation["Dest"]
            assert is_string(name)
            writer.written.links[annotation.number] = name.string
            del annotation["Dest"]
    if profile.pdf_2_0:
        _note_targets(writer.written, top, painted, Targets(document, top, outside))
    return top, writer.written


def _note_targets(
    written: UnitStructure, top: TaggedElem, painted: Painted, targets: Targets
) -> None:
    """Note which elements stand for what links, bookmarks and Ref name."""
    for name in painted.ids:
        target = targets.of_name(name)
        written.anchors[name] = object_number(target)
        if target.elem.type == "FENote":
            written.notes.add(object_number(target))
    written.bookmarked = {
        node: object_number(targets.of_node(node)) for node in painted.layout.bookmarks
    }
    written.references = find_references(top, targets)


def _rewrite_streams(top: TaggedElem, painted: Painted) -> list[tuple[int, list[Leaf]]]:
    """Rewrite all streams; return (StructParents key, leaves by MCID) for each that has marks."""
    layout = painted.layout
    leaves: list[dict[int, Leaf]] = [{} for _ in painted.page_streams]
    for tagged in top.walk():
        for kid in tagged.kids:
            if isinstance(kid, Leaf):
                leaves[kid.mark.page][kid.mark.mcid] = kid
    artifacts: list[dict[int, tuple[str, str]]] = [{} for _ in painted.page_streams]
    for (page, mcid), kind in layout.artifacts.items():
        artifacts[page][mcid] = kind
    numbered, groups = [], []
    for page, stream in enumerate(painted.page_streams):
        owners = rewrite_stream(stream.stream, leaves[page], artifacts[page], painted.fonts)
        numbered.append((page, owners))
        for group in painted.group_streams[page]:
            owners = rewrite_stream(group.stream, leaves[page], artifacts[page], painted.fonts)
            for leaf in owners:
                leaf.stream = group
            if owners:
                groups.append((group, owners))
    for key, (group, owners) in enumerate(groups, len(painted.page_streams)):
        group.extra["StructParents"] = key
        numbered.append((key, owners))
    return numbered


class _Writer:
    """The structure elements as they are written."""

    def __init__(
        self,
        painted: Painted,
        regions: Mapping[int, Sequence[Region]],
        profile: Profile,
        date: datetime.date,
    ) -> None:
        self.written = UnitStructure()
        self.regions: dict[int, Sequence[Region]] = {}
        """For each link that is in the structure its annotations."""
        self.annotations: list[Dictionary] = []
        """Those annotations in the order of the structure."""
        self._painted = painted
        self._pdf = painted.pdf
        self._pages = painted.pdf.page_references
        self._found = regions
        self._profile = profile
        self._date = date
        self._namespaces: list[bytes] = []
        self._owners: dict[TaggedElem, Sequence[Region]] = {}

    def place_links(self, top: TaggedElem) -> None:
        """Give the annotations of each link to the first element of it."""
        for tagged in top.walk():
            node = tagged.elem.node
            if tagged.elem.type == "Link" and node not in self.regions:
                self.regions[node] = self._owners[tagged] = self._found.get(node, [])
                for region in self.regions[node]:
                    self.annotations.append(region.annotation)
                    self.written.nodes[region.annotation.number] = node

    def add_namespaces(self) -> None:
        """Add what stands for the namespaces of PDF 2.0."""
        for _ in NAMESPACES if self._profile.pdf_2_0 else ():
            namespace = dictionary({})
            self._pdf.add_object(namespace)
            self.written.namespaces.append(namespace.number)
            self._namespaces.append(namespace.reference)

    def write(self, tagged: TaggedElem, parent: Dictionary | None, above: int) -> None:
        """Add an element and all below it to the file.

        Args:
            tagged: the element.
            parent: that of the element above it; None for the Document.
            above: `data-node` of the nearest element above it that has one.
        """
        elem = tagged.elem
        written = tagged.object = dictionary({"S": f"/{elem.type}"})
        if parent is not None and elem.node > FIRST_WRAPPER:
            written["P"] = parent.reference
        self._pdf.add_object(written)
        node = above if elem.node == -1 else elem.node
        self.written.nodes[written.number] = node
        self._write_properties(tagged, written)
        kids: list[Value] = []
        for kid in tagged.kids:
            if isinstance(kid, TaggedElem):
                self.write(kid, written, node)
                kids.append(_reference(kid))
            elif kid.mcid >= 0:
                kids.append(self._content_item(kid, tagged, written))
        for region in self._owners.get(tagged, ()):
            page = self._pages[region.page]
            item = {"Type": "/OBJR", "Obj": region.annotation.reference, "Pg": page}
            kids.append(dictionary(item))
        if elem.node <= FIRST_WRAPPER:
            self.written.wrappers[FIRST_WRAPPER - elem.node] = (written, kids)
        else:
            written["K"] = kids[0] if len(kids) == 1 else array(kids)

    def _content_item(self, leaf: Leaf, tagged: TaggedElem, written: Dictionary) -> Value:
        """Return an MCID, or a reference to it on another page or in a group."""
        page = leaf.mark.page
        if tagged.page is None and tagged.elem.node > FIRST_WRAPPER:
            tagged.page = page
            written["Pg"] = self._pages[page]
        if tagged.page == page and leaf.stream is None:
            return leaf.mcid
        item: dict[str, Value] = {"Type": "/MCR", "Pg": self._pages[page], "MCID": leaf.mcid}
        if leaf.stream is not None:
            item["Stm"] = leaf.stream.reference
        return dictionary(item)

    def _write_properties(self, tagged: TaggedElem, written: Dictionary) -> None:
        elem = tagged.elem
        if self._namespaces:
            written["NS"] = self._namespaces[elem.type in ONLY_1_7]
        texts = {"Lang": elem.language, "Alt": elem.alternative, "E": elem.expansion}
        for key, text in texts.items():
            if text:
                written[key] = string(text)
        if elem.identifier:
            written["ID"] = string(elem.identifier)
            self.written.identified[elem.identifier] = written.number
        if elem.generated:
            written["C"] = f"/{GENERATED_CLASS}"
        if elem.associated and self._profile.pdf_2_0:
            files = (add_associated_file(self._pdf, f, self._date) for f in elem.associated)
            written["AF"] = array([file.reference for file in files])
        attributes = [*elem.attributes, *self._picture_attributes(elem)]
        objects = _attribute_objects(attributes)
        if objects:
            written["A"] = objects[0] if len(objects) == 1 else array(objects)

    def _picture_attributes(self, elem: StructElem) -> list[Attribute]:
        """Return what only layout knows of a figure: its place (ISO 32000-1 table 344)."""
        picture = self._painted.layout.pictures.get(elem.node)
        if elem.type not in ("Figure", "Formula") or picture is None:
            return []
        rectangle, block = picture
        placement = Attribute("Layout", "Placement", "Block" if block else "Inline")
        return [placement, Attribute("Layout", "BBox", rectangle)]

    def write_parents(self, numbered: list[tuple[int, list[Leaf]]]) -> None:
        """Note which elements own the marks of each stream, and each annotation."""
        parents = self.written.parents
        for key, leaves in numbered:
            assert key == len(parents)
            owners = [leaf.owner for leaf in leaves]
            parents.append(array(_reference(o) for o in owners if isinstance(o, TaggedElem)))
        for owner, regions in self._owners.items():
            for region in regions:
                region.annotation["StructParent"] = len(parents)
                parents.append(_reference(owner))


def _attribute_objects(attributes: Sequence[Attribute]) -> list[Value]:
    """Return one dictionary for each owner."""
    owners: dict[str, dict[str, Value]] = {}
    for attribute in attributes:
        value: Value = attribute.value
        if isinstance(value, str):
            value = f"/{value}"
        elif isinstance(value, tuple):
            value = array(string(v) if isinstance(v, str) else v for v in value)
        owners.setdefault(attribute.owner, {"O": f"/{attribute.owner}"})[attribute.key] = value
    return [dictionary(values) for values in owners.values()]


def _reference(tagged: TaggedElem) -> bytes:
    assert tagged.object is not None  # written before anything refers to it
    return tagged.object.reference
