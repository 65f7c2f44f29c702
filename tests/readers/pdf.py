"""Read a PDF as assistive technology does: by its structure tree; shares no code with the writer.

1. pikepdf opens the file; each page's content stream and form XObjects are read token by token.
2. Glyphs become text by the font's ToUnicode, replaced by ActualText where there is one.
3. The structure tree is walked; each element gets the text of its own marked content.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name

Key: TypeAlias = tuple[tuple[int, int], int]
"""Page or form XObject, and MCID."""


@dataclass(slots=True)
class Artifact:
    """Marked content outside the structure."""

    page: int
    type: str
    subtype: str
    text: str


@dataclass(slots=True)
class Annotation:
    """A link annotation that the structure refers to."""

    page: int
    contents: str
    destination: str | None
    """The named destination of a link inside the document."""
    uri: str | None
    rectangle: tuple[float, ...]
    quadrilaterals: tuple[tuple[float, ...], ...] = ()
    """The lines of the link, each with four corners."""
    language: str | None = None
    target: Element | None = None
    """Where its structure destination leads."""


@dataclass(slots=True)
class File:
    """An associated file."""

    name: str
    data: bytes
    media_type: str
    relationship: str
    description: str


@dataclass(slots=True)
class Bookmark:
    """An entry of the outline."""

    title: str
    level: int
    """From 1."""
    target: Element | None
    """Where its structure destination leads."""


@dataclass(slots=True)
class Element:
    """A structure element."""

    type: str
    """As written."""
    standard_type: str
    """After the RoleMap."""
    language: str | None = None
    """Its own Lang."""
    alternative: str | None = None
    expansion: str | None = None
    identifier: str | None = None
    generated: bool = False
    """Whether a stylesheet wrote its text (attribute class `generated`)."""
    attributes: dict[str, object] = field(default_factory=dict)
    kids: list[Element | str | Annotation] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)
    """Pages of its own marked content, from 0."""
    namespace: str | None = None
    refs: list[Element] = field(default_factory=list)
    """The elements that its Ref names."""
    files: list[File] = field(default_factory=list)
    """Its associated files."""

    def walk(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    def find(self, type: str) -> list[Element]:
        return [element for element in self.walk() if element.type == type]

    @property
    def text(self) -> str:
        """All text of it and below."""
        return "".join(
            kid if isinstance(kid, str) else kid.text if isinstance(kid, Element) else ""
            for kid in self.kids
        )

    @property
    def elements(self) -> list[Element]:
        """Its children that are elements."""
        return [kid for kid in self.kids if isinstance(kid, Element)]

    @property
    def annotations(self) -> list[Annotation]:
        return [kid for kid in self.kids if isinstance(kid, Annotation)]

    @property
    def all_pages(self) -> set[int]:
        return set().union(*(element.pages for element in self.walk()))


@dataclass(slots=True)
class TaggedPdf:
    """What a PDF says through its structure."""

    root: Element
    artifacts: list[Artifact]
    untagged: str
    """Text that is neither in the structure nor an artifact."""
    unclaimed: list[Key]
    """Marked content with an MCID that no structure element holds."""
    annotations: int
    """How many link annotations the pages have, in the structure or not."""
    bookmarks: list[Bookmark]
    names: dict[str, Element | None]
    """Named destination → the element of its structure destination."""
    files: list[File]
    """Files associated with the document."""


def read_pdf(data: bytes) -> TaggedPdf:
    """Read the structure of a PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        content = _Content()
        for number, page in enumerate(pdf.pages):
            content.read(number, page, page.Resources, page.obj.objgen)
        walker = _Walker(pdf, content)
        roots = _list(pdf.Root.StructTreeRoot.get("/K", Array()))
        assert len(roots) == 1, "one Document"
        root = walker.element(roots[0], None)
        walker.resolve()
        names = {
            name: walker.target(destination) if isinstance(destination, Dictionary) else None
            for name, destination in _destinations(pdf)
        }
        unclaimed = [key for key in content.text if key not in walker.claimed]
        annotations = sum(len(page.get("/Annots", Array())) for page in pdf.pages)
        untagged = "".join(content.untagged)
        return TaggedPdf(
            root,
            content.artifacts,
            untagged,
            unclaimed,
            annotations,
            list(_bookmarks(pdf.Root.get("/Outlines"), 1, walker)),
            names,
            _files(pdf.Root),
        )


def _destinations(pdf: pikepdf.Pdf) -> Iterator[tuple[str, object]]:
    names = pdf.Root.get("/Names", Dictionary())
    trees = [names.Dests] if "/Dests" in names else []
    while trees:
        tree = trees.pop(0)
        trees = [*tree.get("/Kids", Array()), *trees]
        pairs = _list(tree.get("/Names", Array()))
        for name, destination in zip(pairs[::2], pairs[1::2], strict=True):
            yield _string(name), destination


def _bookmarks(parent: object, level: int, walker: _Walker) -> Iterator[Bookmark]:
    item = parent.get("/First") if isinstance(parent, Dictionary) else None
    while isinstance(item, Dictionary):
        target = walker.target(item.get("/A", Dictionary()))
        yield Bookmark(_string(item.Title), level, target)
        yield from _bookmarks(item, level + 1, walker)
        item = item.get("/Next")


def _files(holder: pikepdf.Object) -> list[File]:
    found = []
    for specification in _list(holder.get("/AF", Array())):
        assert isinstance(specification, Dictionary)
        stream = specification.EF.UF
        found.append(
            File(
                _string(specification.UF),
                stream.read_bytes(),
                str(stream.Subtype)[1:],
                str(specification.AFRelationship)[1:],
                _string(specification.Desc),
            )
        )
    return found


def structure_text(
    data: bytes,
    skip: tuple[str, ...] = ("Figure", "Formula"),
    generated: bool = False,
) -> str:
    """Return the text in structure order, blocks parted by line ends.

    Args:
        data: a PDF.
        skip: types whose content is a picture, not text.
        generated: whether to give the text that the stylesheet wrote, such as list markers.
    """
    parts: list[str] = []

    def walk(element: Element) -> None:
        if element.type in skip or (element.generated and not generated):
            return
        block = element.standard_type not in _INLINE
        parts.append("\n" * block)
        for kid in element.kids:
            if isinstance(kid, str):
                parts.append(kid)
            elif isinstance(kid, Element):
                walk(kid)
        parts.append("\n" * block)

    walk(read_pdf(data).root)
    return "".join(parts)


_INLINE = {"Span", "Link", "Quote", "Code", "Reference", "Lbl"}


def format_tree(data: bytes) -> str:
    """Return the structure tree as indented lines, for golden files."""
    lines: list[str] = []

    def walk(element: Element, depth: int) -> None:
        notes = [f"{name}={value!r}" for name, value in _notes(element)]
        lines.append("  " * depth + " ".join([element.type, *notes]))
        for kid in element.kids:
            if isinstance(kid, Element):
                walk(kid, depth + 1)
            elif isinstance(kid, str):
                lines.append("  " * (depth + 1) + repr(kid))
            else:
                target = f"#{kid.destination}" if kid.destination else kid.uri
                lines.append("  " * (depth + 1) + f"→ {target} {kid.contents!r}")

    walk(read_pdf(data).root, 0)
    return "\n".join(lines) + "\n"


def _notes(element: Element) -> Iterator[tuple[str, object]]:
    for name in ("language", "alternative", "expansion", "identifier"):
        if getattr(element, name):
            yield name, getattr(element, name)
    if element.generated:
        yield "generated", True
    for name, value in sorted(element.attributes.items()):
        if name != "BBox":
            yield name, value
    if element.refs:
        yield "ref", [f"{ref.type}: {' '.join(ref.text.split())[:20]}" for ref in element.refs]


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, Array) else [value]


def _string(value: object) -> str:
    assert isinstance(value, pikepdf.String | str)
    data = value.encode("latin-1") if isinstance(value, str) else bytes(value)
    if data[:2] == b"\xfe\xff":
        return data[2:].decode("utf-16-be")
    return data.decode("latin-1")


class _Content:
    """The text of marked content."""

    def __init__(self) -> None:
        self.text: dict[Key, str] = {}
        self.pages: dict[tuple[int, int], int] = {}
        self.artifacts: list[Artifact] = []
        self.untagged: list[str] = []
        self._fonts: dict[tuple[int, int], tuple[dict[int, str], int]] = {}

    def read(self, page: int, stream: object, resources: object, key: tuple[int, int]) -> None:
        self.pages[key] = page
        stack: list[tuple[str, int | None, bool]] = []  # tag, MCID, has ActualText
        font: tuple[dict[int, str], int] = ({}, 2)

        def put(text: str) -> None:
            if any(replaced for *_, replaced in stack):
                return
            if any(tag == "/Artifact" for tag, *_ in stack):
                self.artifacts[-1].text += text
                return
            mcids = [mcid for _, mcid, _ in stack if mcid is not None]
            if mcids:
                self.text[key, mcids[-1]] = self.text.get((key, mcids[-1]), "") + text
            else:
                self.untagged.append(text)

        for instruction in pikepdf.parse_content_stream(stream):  # type: ignore[arg-type]
            operands, name = instruction.operands, str(instruction.operator)
            if name in ("BDC", "BMC"):
                given = operands[1] if name == "BDC" else Dictionary()
                tag = str(operands[0])
                if tag == "/Artifact":
                    type = str(given.get("/Type", ""))[1:]
                    subtype = str(given.get("/Subtype", ""))[1:]
                    self.artifacts.append(Artifact(page, type, subtype, ""))
                mcid = int(given["/MCID"]) if "/MCID" in given else None
                if mcid is not None:
                    self.text.setdefault((key, mcid), "")
                if "/ActualText" in given:
                    put(_string(given["/ActualText"]))
                stack.append((tag, mcid, "/ActualText" in given))
            elif name == "EMC":
                stack.pop()
            elif name == "Tf":
                font = self._font(resources.Font[str(operands[0])])  # type: ignore[attr-defined]
            elif name in ("TJ", "Tj"):
                for item in operands[0] if name == "TJ" else [operands[0]]:
                    if isinstance(item, pikepdf.String):
                        put(_decode(bytes(item), *font))
            elif name == "Do":
                form = resources.XObject[str(operands[0])]  # type: ignore[attr-defined]
                if form.Subtype == Name.Form:
                    self._form(page, form, resources, put)

    def _form(self, page: int, form: object, resources: object, put: object) -> None:
        """Read a form XObject: its marks are its own; an unmarked one belongs to where it is."""
        inner = _Content()
        inner._fonts = self._fonts
        own = form.get("/Resources", resources)  # type: ignore[attr-defined]
        key = form.objgen  # type: ignore[attr-defined]
        inner.read(page, form, own, key)
        self.text |= inner.text
        self.pages |= inner.pages
        self.artifacts += inner.artifacts
        put("".join(inner.untagged))  # type: ignore[operator]

    def _font(self, font: pikepdf.Object) -> tuple[dict[int, str], int]:
        if font.objgen not in self._fonts:
            characters = _characters(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else {}
            self._fonts[font.objgen] = characters, 1 if font.Subtype == Name.Type3 else 2
        return self._fonts[font.objgen]


def _decode(data: bytes, characters: dict[int, str], size: int) -> str:
    codes = (int.from_bytes(data[i : i + size], "big") for i in range(0, len(data), size))
    return "".join(characters.get(code, "\ufffd") for code in codes)


def _characters(cmap: bytes) -> dict[int, str]:
    """Read a ToUnicode CMap (ISO 32000-1 9.10.3)."""
    text, found = cmap.decode("latin-1"), {}

    def characters(code: str) -> str:
        return bytes.fromhex(code).decode("utf-16-be", "replace")

    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, value in re.findall(r"<(\w+)>\s*<(\w*)>", block):
            found[int(code, 16)] = characters(value)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, value in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = chr(int(value, 16) + code - int(first, 16))
    return found


class _Walker:
    """The walk through the structure tree."""

    def __init__(self, pdf: pikepdf.Pdf, content: _Content) -> None:
        self.claimed: set[Key] = set()
        self._content = content
        root = pdf.Root.StructTreeRoot
        self._elements: dict[tuple[int, int], Element] = {}
        self._pending: list[tuple[Element, object]] = []
        self._goals: list[tuple[Annotation, object]] = []
        self._role_map = {str(k): str(v)[1:] for k, v in root.get("/RoleMap", {}).items()}
        self._page_numbers = {page.obj.objgen: i for i, page in enumerate(pdf.pages)}

    def element(self, node: object, page: object) -> Element:
        assert isinstance(node, Dictionary)
        page = node.get("/Pg", page)
        type = str(node.S)[1:]
        strings = {key: _string(node[key]) for key in ("/Lang", "/Alt", "/E", "/ID") if key in node}
        element = Element(
            type,
            self._role_map.get(f"/{type}", type),
            strings.get("/Lang"),
            strings.get("/Alt"),
            strings.get("/E"),
            strings.get("/ID"),
            str(node.get("/C", "")) == "/generated",
            _attributes(node),
            namespace=_string(node.NS.NS) if "/NS" in node else None,
            files=_files(node),
        )
        self._elements[node.objgen] = element
        self._pending.append((element, node.get("/Ref", Array())))
        for kid in _list(node.get("/K", Array())):
            self._kid(kid, page, element)
        return element

    def _kid(self, kid: object, page: object, element: Element) -> None:
        if isinstance(kid, Dictionary) and "/S" in kid:
            assert str(kid.P.S)[1:] == element.type, "P names the parent"
            element.kids.append(self.element(kid, page))
        elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
            element.kids.append(self._annotation(kid))
        else:
            holder, mcid = page, kid
            if isinstance(kid, Dictionary):
                holder, mcid = kid.get("/Stm", kid.get("/Pg", page)), kid.MCID
            key = (holder.objgen, int(mcid))  # type: ignore[attr-defined, call-overload]
            assert key not in self.claimed, "each sequence once"
            self.claimed.add(key)
            element.kids.append(self._content.text[key])
            element.pages.add(self._content.pages[key[0]])

    def resolve(self) -> None:
        """Find what elements and links refer to, once all elements are read."""
        for element, refs in self._pending:
            element.refs = [self._elements[ref.objgen] for ref in _list(refs)]  # type: ignore[attr-defined]
        for annotation, action in self._goals:
            annotation.target = self.target(action)

    def target(self, action: object) -> Element | None:
        """Return the element that a GoTo action or a named destination leads to."""
        assert isinstance(action, Dictionary)
        return self._elements[action.SD[0].objgen] if "/SD" in action else None

    def _annotation(self, reference: Dictionary) -> Annotation:
        annotation = reference.Obj
        action = annotation.get("/A", Dictionary())
        destination = annotation.get("/Dest", action.get("/D"))
        uri = action.get("/URI")
        quads = [float(x) for x in annotation.get("/QuadPoints", Array())]
        language = annotation.get("/Lang")
        found = Annotation(
            self._page_numbers[reference.Pg.objgen],
            _string(annotation.get("/Contents", "")),
            _string(destination) if destination is not None else None,
            _string(uri) if uri is not None else None,
            tuple(float(x) for x in annotation.Rect),
            tuple(tuple(quads[i : i + 8]) for i in range(0, len(quads), 8)),
            _string(language) if language is not None else None,
        )
        self._goals.append((found, action))
        return found


def _attributes(node: Dictionary) -> dict[str, object]:
    found: dict[str, object] = {}
    for attributes in _list(node.get("/A", Array())):
        assert isinstance(attributes, Dictionary)
        for key, value in attributes.items():
            if key != "/O":
                found[key[1:]] = _plain(value)
    return found


def _plain(value: object) -> object:
    if isinstance(value, Array):
        return [_plain(item) for item in value]
    if isinstance(value, Name):
        return str(value)[1:]
    if isinstance(value, pikepdf.String):
        return _string(value)
    return int(value) if isinstance(value, int) else float(value)  # type: ignore[arg-type]
