"""Parse content documents of any origin safely, and say where in them something stands.

A `ContentDocument` is an XHTML document of an EPUB or an HTML page. Names are asked for without
their namespace (`local_name`, `find`), because the same rules read both.

Why two parsers: lxml makes the tree, and knows lines only; expat, and html.parser for pages, tell
the column too, and their elements come in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.parsers import expat

from lxml import etree, html

from everyleaf.diagnostics import Position
from everyleaf.elements import HEADINGS, XML_LANG, local_name, shorten
from everyleaf.model import Element

_IMPLIED = frozenset("html head body tbody colgroup p".split())
"""What a parser adds where it has no tag."""
_AHEAD = 8
"""How many tags without an element may follow each other, before it is one that was put in."""

OPS = "http://www.idpf.org/2007/ops"


@dataclass(frozen=True, slots=True, eq=False)
class ContentDocument:
    """One XHTML document of an EPUB, or one HTML page."""

    name: str
    """What findings call it: `book.epub!/EPUB/ch1.xhtml`, `page.html`."""
    path: str
    """Its path in the container, `EPUB/ch1.xhtml`; empty for a page that stands alone."""
    root: Element
    is_xml: bool
    columns: Mapping[Element, tuple[int, int]] = field(repr=False)
    """Line and column of each element; empty where only lines are known."""
    ids: Mapping[str, Element] = field(repr=False)
    """Each id and the first element that has it."""
    sources: Mapping[Element, Position] = field(default_factory=dict, repr=False)
    """Of a file of ours, the author's places."""

    def at(self, element: Element) -> Position:
        """Return the place of an element: the author's, if it is known."""
        source = self.sources.get(element)
        if source is not None:
            return source
        place = self.columns.get(element)
        if place is not None:
            return Position(self.name, *place)
        return Position(self.name, element.sourceline or None)


class MalformedError(Exception):
    """A document that cannot be parsed; `line` counts from 1 where it is known."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def parse_xml(data: bytes) -> Element:
    """Return the root element; no entity is expanded and nothing is fetched.

    Raises:
        MalformedError: if the data is not well-formed XML.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise MalformedError(re.sub(r", line \d+.*$", "", error.msg or ""), error.lineno) from error
    except ValueError as error:
        raise MalformedError(str(error)) from error
    if root is None:
        raise MalformedError("it is empty")
    return root


def read_xhtml(data: bytes, name: str, path: str) -> ContentDocument:
    """Return an XHTML content document with the line and column of each element.

    Raises:
        MalformedError: if the data is not well-formed XML.
    """
    root = parse_xml(data)
    elements = list(root.iter(etree.Element))
    places = _places(data)
    known = dict(zip(elements, places, strict=True)) if len(places) == len(elements) else {}
    return ContentDocument(name, path, root, True, known, _ids(elements))


def read_html(data: bytes, name: str) -> ContentDocument:
    """Return an HTML page as a browser would, more or less, understand it.

    Raises:
        MalformedError: if there is nothing to parse.
    """
    text = _decode(data)
    if not text.strip():
        raise MalformedError("it is empty")
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(encoding=None))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise MalformedError(str(error)) from error
    elements: list[Element] = list(root.iter(etree.Element))
    return ContentDocument(name, "", root, False, _tags(text, elements), _ids(elements))


def _decode(data: bytes) -> str:
    """Return the text of a page: by its byte order mark, its declaration, or as UTF-8."""
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", data[:4096])
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = declared.group(1).decode("ascii") if declared else "utf-8"
    try:
        text = data.decode(encoding, "replace")
    except LookupError:
        text = data.decode("utf-8", "replace")
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).replace("\0", "\ufffd")


def _places(data: bytes) -> list[tuple[int, int]]:
    """Return line and column of each start tag; nothing where expat and lxml may not agree."""
    if b"<!ENTITY" in data:
        return []
    places: list[tuple[int, int]] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: Mapping[str, str]) -> None:
        places.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))

    parser.StartElementHandler = start
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return []
    return places


class _Tags(HTMLParser):
    """Notes the name, line and column of each start tag."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a start tag."""
        line, column = self.getpos()
        self.found.append((tag, line, column + 1))


def _tags(text: str, elements: list[Element]) -> dict[Element, tuple[int, int]]:
    """Return line and column of each element of a page; not of those that lxml has put in."""
    parser = _Tags()
    parser.feed(text)
    places: dict[Element, tuple[int, int]] = {}
    tags = parser.found
    place = 0
    for element in elements:
        name = local_name(element).lower()
        ahead = [tag for tag, _, _ in tags[place : place + _AHEAD]]
        if name not in ahead or (name in _IMPLIED and ahead[0] != name):
            continue
        place += ahead.index(name)
        places[element] = tags[place][1:]
        place += 1
    return places


def _ids(elements: list[Element]) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for element in elements:
        for key in ("id", "{http://www.w3.org/XML/1998/namespace}id"):
            if identifier := element.get(key):
                found.setdefault(identifier, element)
        if local_name(element) == "a" and (name := element.get("name")):
            found.setdefault(name, element)
    return found


def find(root: Element, *names: str) -> Iterator[Element]:
    """Yield the elements of these names below (and with) `root`, in any namespace."""
    return root.iter(*(f"{{*}}{name}" for name in names))


def text_of(element: Element) -> str:
    """Return an element's text on one line."""
    parts = (str(part) for part in element.itertext(etree.Element, etree.Entity))
    return " ".join("".join(parts).split())


def words_of(element: Element) -> str:
    """Return an element's text on one line, shortened to 60 characters, for messages."""
    return shorten(text_of(element))


def spoken_text(element: Element) -> str:
    """Return what a screen reader says of an element's content: text and alternatives."""
    if is_hidden(element):
        return ""
    label = (element.get("aria-label") or "").strip()
    if label:
        return label
    if local_name(element) == "img":
        return (element.get("alt") or "").strip()
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(spoken_text(child) if _depth(child) < 200 else "")
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def _depth(element: Element) -> int:
    return sum(1 for _ in element.iterancestors())


def types_of(element: Element) -> frozenset[str]:
    """Return the terms of `epub:type`."""
    return frozenset((element.get(f"{{{OPS}}}type") or "").split())


def roles_of(element: Element) -> frozenset[str]:
    """Return the ARIA roles."""
    return frozenset((element.get("role") or "").split())


def is_a(element: Element, role: str, *types: str) -> bool:
    """Tell whether an element has a role or one of the terms of `epub:type`."""
    return role in roles_of(element) or bool(types_of(element) & set(types))


def is_hidden(element: Element) -> bool:
    """Tell whether this element itself is kept from screen readers."""
    style = re.sub(r"\s+", "", element.get("style") or "").casefold()
    return (
        element.get("aria-hidden") == "true"
        or element.get("hidden") is not None
        or "display:none" in style
        or "visibility:hidden" in style
    )


def in_hidden(element: Element) -> bool:
    """Tell whether an element or one around it is kept from screen readers."""
    return is_hidden(element) or any(is_hidden(above) for above in element.iterancestors())


def language_of(element: Element) -> str:
    """Return the language in force at an element: BCP 47, or empty."""
    for e in (element, *element.iterancestors()):
        value = e.get(XML_LANG) or e.get("lang")
        if value is not None:
            return value.strip()
    return ""


def rank_of(element: Element) -> int | None:
    """Return the rank of a heading from 1, or None for anything else."""
    name = local_name(element)
    if name in HEADINGS:
        return int(name[1])
    if "heading" in roles_of(element):
        level = (element.get("aria-level") or "2").strip()
        return int(level) if level.isdecimal() and 0 < int(level) < 20 else 2
    return None


def headings_of(root: Element) -> list[tuple[int, Element]]:
    """Return each heading that is not hidden, with its rank, in order."""
    ranked = ((rank_of(e), e) for e in root.iter(etree.Element))
    return [(rank, e) for rank, e in ranked if rank is not None and not in_hidden(e)]
