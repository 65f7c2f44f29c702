"""Read the structure tree of a PDF into plain values (ISO 32000-1 14.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from everyleaf.check.files.pdf.reading import (
    Object,
    OpenPdf,
    get,
    is_dictionary,
    items_of,
    key_of,
    name_of,
    number_of,
    text_of,
)

MAX_ELEMENTS = 2_000_000

STANDARD_TYPES = frozenset(
    """
    Document DocumentFragment Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private
    P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference
    BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form
    Aside Title FENote Sub Em Strong Artifact
    """.split()
)
"""Of PDF 1.7 and 2.0."""


@dataclass(slots=True, eq=False)
class StructureElement:
    """One structure element; only `children` grows while the tree is read."""

    type: str
    """The standard type, by the RoleMap; the file's own where it maps to none."""
    own_type: str
    standard: bool
    """Whether the type is, or is mapped to, a standard one."""
    object_number: int
    """0 for a direct object."""
    page: int | None
    """From 1; None where the element does not say."""
    alternative: str | None
    actual_text: str | None
    language: str | None
    identifier: str
    attributes: Mapping[str, Object] = field(repr=False)
    parent: StructureElement | None = field(repr=False)
    children: list[StructureElement] = field(default_factory=list, repr=False)
    content: int = 0
    """How many content items it has itself."""
    annotations: int = 0
    """How many object references it has itself."""

    def walk(self) -> Iterator[StructureElement]:
        """Yield this element and all below it, in order."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack += reversed(element.children)

    def has_content(self) -> bool:
        """Tell whether anything is shown or said of it."""
        return any(
            e.content or e.annotations or e.actual_text or e.alternative for e in self.walk()
        )

    def page_near(self) -> int | None:
        """Return the page of the element, of what is in it, or of what it is in."""
        for element in self.walk():
            if element.page is not None:
                return element.page
        above = self.parent
        while above is not None:
            if above.page is not None:
                return above.page
            above = above.parent
        return None


@dataclass(frozen=True, slots=True)
class StructureTree:
    """All structure elements of a file."""

    elements: tuple[StructureElement, ...]
    """In the order of the document."""
    owned: Mapping[tuple[int, int], StructureElement] = field(repr=False)
    """(page from 1, MCID) of every content item, and what holds it; those inside form XObjects as
    (-object, MCID)."""
    referenced: Mapping[tuple[int, int], StructureElement] = field(repr=False)
    """Objects that an object reference names, annotations and pictures, and what holds it."""
    looped: bool
    """Whether an element is below itself, or in two places."""


def read_structure(open_pdf: OpenPdf) -> StructureTree | None:
    """Return the structure tree; None if the file has none."""
    root = get(open_pdf.pdf.Root, "/StructTreeRoot")
    if not is_dictionary(root):
        return None
    return _Reader(open_pdf, root).read()


class _Reader:
    """Reads one tree: the elements so far, and what they own."""

    def __init__(self, open_pdf: OpenPdf, root: Object) -> None:
        self._pages = open_pdf.page_numbers
        self._root = root
        roles = get(root, "/RoleMap")
        self._roles = (
            {str(k)[1:]: name_of(v) for k, v in roles.items()} if is_dictionary(roles) else {}
        )
        classes = get(root, "/ClassMap")
        self._classes = dict(classes.items()) if is_dictionary(classes) else {}
        self._elements: list[StructureElement] = []
        self._owned: dict[tuple[int, int], StructureElement] = {}
        self._referenced: dict[tuple[int, int], StructureElement] = {}
        self._looped = False

    def read(self) -> StructureTree:
        seen: set[tuple[int, int]] = set()
        stack: list[tuple[Object, StructureElement | None]] = [
            (kid, None) for kid in reversed(items_of(get(self._root, "/K")))
        ]
        while stack and len(self._elements) < MAX_ELEMENTS:
            item, parent = stack.pop()
            if not is_dictionary(item):
                self._content(number_of(item), parent, None)
                continue
            kind = name_of(get(item, "/Type"))
            if kind == "MCR":
                self._marked_content_reference(item, parent)
            elif kind == "OBJR":
                self._object_reference(item, parent)
            elif get(item, "/S") is not None:
                key = key_of(item)
                if key != (0, 0) and key in seen:
                    self._looped = True
                    continue
                seen.add(key)
                element = self._element(item, parent)
                stack += [(kid, element) for kid in reversed(items_of(get(item, "/K")))]
        return StructureTree(
            tuple(self._elements),
            self._owned,
            self._referenced,
            self._looped,
        )

    def _element(self, item: Object, parent: StructureElement | None) -> StructureElement:
        own = name_of(get(item, "/S"))
        foreign = self._namespace(item)
        standard_type = own if foreign else self._standard(own)
        element = StructureElement(
            type=standard_type,
            own_type=own,
            standard=foreign or standard_type in STANDARD_TYPES or _is_heading(standard_type),
            object_number=key_of(item)[0],
            page=self._pages.get(key_of(get(item, "/Pg"))),
            alternative=text_of(get(item, "/Alt")),
            actual_text=text_of(get(item, "/ActualText")),
            language=text_of(get(item, "/Lang")),
            identifier=text_of(get(item, "/ID")) or "",
            attributes=self._attributes(item),
            parent=parent,
        )
        if parent is not None:
            parent.children.append(element)
        self._elements.append(element)
        return element

    def _namespace(self, item: Object) -> bool:
        """Tell whether an element is in a namespace of its own, such as MathML's."""
        uri = text_of(get(get(item, "/NS"), "/NS"))
        if uri is None:
            return False
        return not uri.startswith(("http://iso.org/pdf", "http://iso.org/pdf2"))

    def _standard(self, own: str) -> str:
        found, steps = own, 0
        while found not in STANDARD_TYPES and found in self._roles and steps < 20:
            found, steps = self._roles[found], steps + 1
        return found

    def _attributes(self, item: Object) -> dict[str, Object]:
        found: dict[str, Object] = {}
        for name in items_of(get(item, "/C")):
            for entry in items_of(self._classes.get(f"/{name_of(name)}")):
                found.update(entry.items() if is_dictionary(entry) else ())
        for entry in items_of(get(item, "/A")):
            found.update(entry.items() if is_dictionary(entry) else ())
        return found

    def _content(self, mcid: int | None, parent: StructureElement | None, page: int | None) -> None:
        if mcid is None or parent is None:
            return
        parent.content += 1
        where = page if page is not None else _page_of(parent)
        if where is not None:
            self._owned.setdefault((where, mcid), parent)

    def _marked_content_reference(self, item: Object, parent: StructureElement | None) -> None:
        stream = get(item, "/Stm")
        page = self._pages.get(key_of(get(item, "/Pg")))
        if parent is not None and parent.page is None:
            parent.page = page
        where = -key_of(stream)[0] if stream is not None else page
        self._content(number_of(get(item, "/MCID")), parent, where)

    def _object_reference(self, item: Object, parent: StructureElement | None) -> None:
        if parent is None:
            return
        parent.annotations += 1
        if parent.page is None:
            parent.page = self._pages.get(key_of(get(item, "/Pg")))
        self._referenced.setdefault(key_of(get(item, "/Obj")), parent)


def _page_of(element: StructureElement) -> int | None:
    above: StructureElement | None = element
    while above is not None:
        if above.page is not None:
            return above.page
        above = above.parent
    return None


def _is_heading(name: str) -> bool:
    return name.startswith("H") and name[1:].isdecimal()


def heading_rank(element: StructureElement) -> int | None:
    """Return the rank of a heading that has one (`H1` and so on)."""
    return int(element.type[1:]) if _is_heading(element.type) and len(element.type) < 4 else None
