"""Write the structure tree of a laid-out document into its PDF.

1. Fill the structure tree with what layout drew (`tagged_tree`).
2. Rewrite the content streams: new MCIDs, artifacts, readable text (`content_stream`).
3. Give each link its annotations (`annotations`); those that are left over make room for others.
4. Write structure elements, ParentTree, IDTree and ClassMap (ISO 32000-1 14.7), for PDF 1.7 the
   RoleMap, for PDF 2.0 namespaces, Ref and structure destinations (`targets`, `destinations`).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from everyleaf.model import Element
from everyleaf.pdf.annotations import Region, make_regions, order_annotations, write_annotations
from everyleaf.pdf.associated_files import add_associated_file
from everyleaf.pdf.boxes import Layout, Places
from everyleaf.pdf.content_stream import Font, Leaf, rewrite_stream
from everyleaf.pdf.destinations import write_structure_destinations
from everyleaf.pdf.elements import Attribute, StructElem
from everyleaf.pdf.objects import (
    Dictionary,
    Indirect,
    PdfFile,
    Stream,
    Value,
    array,
    dictionary,
    fill_vacancy,
    string,
)
from everyleaf.pdf.profiles import Profile
from everyleaf.pdf.tagged_tree import TaggedElem, fill_tree
from everyleaf.pdf.targets import Targets, find_references
from everyleaf.pdf.wrapped_lines import draw_wrapped_lines
from everyleaf.vocabulary import ONLY_1_7, ROLE_MAP

GENERATED_CLASS = "generated"
"""The attribute class of text that a stylesheet wrote and not the author."""
_NAMESPACE_1_7 = "http://iso.org/pdf/ssn"
_NAMESPACE_2_0 = "http://iso.org/pdf2/ssn"


class PaintedStream(Stream, Protocol):
    """A content stream with the marks that WeasyPrint put in it."""

    _tags: dict[object, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Painted:
    """A laid-out document whose pages are drawn, and whose file is not yet written."""

    pdf: PdfFile
    layout: Layout
    places: Places
    page_streams: Sequence[PaintedStream]
    group_streams: Sequence[Sequence[PaintedStream]]
    """For each page, the form XObjects that share its marks (opacity groups)."""
    fonts: Mapping[str, Font]


def write_tags(
    painted: Painted,
    structure: StructElem,
    document: Element,
    profile: Profile,
    date: datetime.date,
) -> TaggedElem:
    """Write the structure tree into a PDF that is being made.

    Args:
        painted: the drawn document; its file and streams are changed.
        structure: the tree of `structure.build_structure`.
        document: the HTML that it was built from, for the names and targets of links.
        profile: the standards that the file keeps.
        date: the publication's, for associated files.

    Returns:
        The tree as written.
    """
    top = fill_tree(structure, painted.layout)
    numbered = _rewrite_streams(top, painted)
    draw_wrapped_lines(painted.layout.wrapped, painted.page_streams)
    writer = _Writer(painted, make_regions(painted.layout.links), profile, date)
    root = dictionary({"Type": "/StructTreeRoot"})
    writer.place_links(top)
    writer.add(root)
    _write_namespaces(root, writer, profile)
    writer.write(top, root)
    root["K"] = array([_reference(top)])
    generated = dictionary({"O": "/CSS-2.00", "content": string("generated")})
    root["ClassMap"] = dictionary({GENERATED_CLASS: generated})
    root["ParentTree"] = writer.write_parent_tree(numbered)
    root["ParentTreeNextKey"] = writer.next_key
    if writer.identified:
        names: list[Value] = []
        for identifier, tagged in sorted(writer.identified.items()):
            names += [string(identifier), _reference(tagged)]
        root["IDTree"] = dictionary({"Names": array(names)})
    catalog = painted.pdf.catalog
    catalog["StructTreeRoot"] = root.reference
    catalog["MarkInfo"] = dictionary({"Marked": "true"})
    elements = {int(el.get("data-node", "-1")): el for el in document.iter("a")}
    write_annotations(writer.regions, elements, structure.language or "")
    order_annotations(painted.pdf, writer.annotations)
    if profile.pdf_2_0:
        targets = Targets(document, top)
        for tagged, others in find_references(top, targets).items():
            assert tagged.object is not None
            tagged.object["Ref"] = array(map(_reference, others))
        write_structure_destinations(
            painted.pdf, writer.annotations, painted.layout.bookmarks, targets
        )
    return top


def _write_namespaces(root: Dictionary, writer: _Writer, profile: Profile) -> None:
    """Say what structure types mean: by the RoleMap, and by namespaces in PDF 2.0.

    Why the RoleMap in PDF 2.0 too: readers that know no namespaces take every type for one of 1.7,
    which is what a RoleMap is about (ISO 32000-2 14.8.6.2); the others never look.
    """
    root["RoleMap"] = dictionary({new: f"/{old}" for new, old in sorted(ROLE_MAP.items())})
    if not profile.pdf_2_0:
        return
    for uri in (_NAMESPACE_2_0, _NAMESPACE_1_7):
        namespace = dictionary({"Type": "/Namespace", "NS": string(uri)})
        writer.add(namespace)
        writer.namespaces.append(namespace.reference)
    root["Namespaces"] = array(writer.namespaces)


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
        self.identified: dict[str, TaggedElem] = {}
        self.regions: dict[int, Sequence[Region]] = {}
        """For each link that is in the structure its annotations."""
        self.annotations: list[Dictionary] = []
        """Those annotations in the order of the structure."""
        self.namespaces: list[bytes] = []
        self.next_key = 0
        self._painted = painted
        self._pdf = painted.pdf
        self._pages = painted.pdf.page_references
        self._found = regions
        self._profile = profile
        self._date = date
        self._owners: dict[TaggedElem, Sequence[Region]] = {}
        self._vacant: list[Dictionary] = []

    def place_links(self, top: TaggedElem) -> None:
        """Give the annotations of each link to the first element of it; the rest are vacant."""
        for tagged in top.walk():
            node = tagged.elem.node
            if tagged.elem.type == "Link" and node not in self.regions:
                self.regions[node] = self._owners[tagged] = self._found.get(node, [])
                self.annotations += [region.annotation for region in self.regions[node]]
        kept = {id(annotation) for annotation in self.annotations}
        layout = self._painted.layout
        every = [link.annotation for link in layout.links] + layout.furniture_links
        self._vacant = [annotation for annotation in every if id(annotation) not in kept]

    def add(self, object_: Indirect) -> None:
        """Add an object to the file, in the place of a vacant one if there is any."""
        if self._vacant:
            fill_vacancy(self._pdf, self._vacant.pop(), object_)
        else:
            self._pdf.add_object(object_)

    def write(self, tagged: TaggedElem, parent: Dictionary) -> None:
        """Add an element and all below it to the file."""
        elem = tagged.elem
        written = dictionary({"S": f"/{elem.type}", "P": parent.reference})
        tagged.object = written
        self.add(written)
        self._write_properties(tagged, written)
        kids: list[Value] = []
        for kid in tagged.kids:
            if isinstance(kid, TaggedElem):
                self.write(kid, written)
                kids.append(_reference(kid))
            elif kid.mcid >= 0:
                kids.append(self._content_item(kid, tagged, written))
        for region in self._owners.get(tagged, ()):
            page = self._pages[region.page]
            item = {"Type": "/OBJR", "Obj": region.annotation.reference, "Pg": page}
            kids.append(dictionary(item))
        written["K"] = kids[0] if len(kids) == 1 else array(kids)

    def _content_item(self, leaf: Leaf, tagged: TaggedElem, written: Dictionary) -> Value:
        """Return an MCID, or a reference to it on another page or in a group."""
        page = leaf.mark.page
        if tagged.page is None:
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
        if self.namespaces:
            written["NS"] = self.namespaces[elem.type in ONLY_1_7]
        texts = {"Lang": elem.language, "Alt": elem.alternative, "E": elem.expansion}
        for key, text in texts.items():
            if text:
                written[key] = string(text)
        if elem.identifier:
            written["ID"] = string(elem.identifier)
            self.identified[elem.identifier] = tagged
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

    def write_parent_tree(self, numbered: list[tuple[int, list[Leaf]]]) -> bytes:
        """Add the ParentTree to the file and return its reference."""
        nums: list[Value] = []
        for key, leaves in numbered:
            owners = [leaf.owner for leaf in leaves]
            references = [_reference(owner) for owner in owners if isinstance(owner, TaggedElem)]
            nums += [key, array(references)]
        self.next_key = len(numbered)
        for owner, regions in self._owners.items():
            for region in regions:
                region.annotation["StructParent"] = self.next_key
                nums += [self.next_key, _reference(owner)]
                self.next_key += 1
        tree = dictionary({"Nums": array(nums)})
        self.add(tree)
        return tree.reference


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
