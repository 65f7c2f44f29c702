"""Read an EPUB with nothing but zipfile and lxml: what it says, not what we meant to write."""

from __future__ import annotations

import io
import posixpath
import urllib.parse
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

Element = etree._Element

CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    """Its path in the container."""
    root: Element

    @property
    def title(self) -> str:
        return self.root.findtext(f".//{XHTML}title") or ""

    @property
    def body(self) -> Element:
        body = self.root.find(f"{XHTML}body")
        assert body is not None
        return body

    @property
    def text(self) -> str:
        """What is read aloud: all text that is not hidden."""
        return "".join(_visible(self.body))


@dataclass(frozen=True, slots=True)
class Entry:
    depth: int
    label: str
    target: str
    """Path in the container, `#`, id."""
    types: str = ""


@dataclass(frozen=True, slots=True)
class Marker:
    label: str
    target: str
    before: int
    """Non-space characters of its document before it."""
    after: str
    """The text of its document after it."""
    element: Element = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Credit:
    """One credited contributor with everything that refines it."""

    name: str
    parts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Epub:
    files: dict[str, bytes]
    package: Element
    folder: str
    spine: tuple[Document, ...]
    nav: Document

    @property
    def text(self) -> str:
        return "".join(document.text for document in self.spine)

    def entries(self, kind: str) -> list[Entry]:
        """The entries of the toc, page-list or landmarks."""
        for nav in self.nav.root.iter(f"{XHTML}nav"):
            if nav.get(EPUB_TYPE) == kind:
                first = nav.find(f"{XHTML}ol")
                assert first is not None
                return list(self._entries(first, 1))
        return []

    def _entries(self, items: Element, depth: int) -> Iterator[Entry]:
        for item in items:
            link = item.find(f"{XHTML}a")
            assert link is not None
            label = " ".join("".join(link.itertext()).split())
            target = resolve(self.nav.name, link.get("href", ""))
            yield Entry(depth, label, target, link.get(EPUB_TYPE, ""))
            inner = item.find(f"{XHTML}ol")
            if inner is not None:
                yield from self._entries(inner, depth + 1)

    def markers(self) -> list[Marker]:
        """The page-break markers in reading order."""
        found = []
        for document in self.spine:
            for element in document.root.iter(f"{XHTML}span"):
                if element.get("role") == "doc-pagebreak":
                    before, after = _around(document.body, element)
                    count = sum(not c.isspace() for c in before)
                    target = f"{document.name}#{element.get('id')}"
                    label = element.get("aria-label", "")
                    found.append(Marker(label, target, count, after, element))
        return found

    def find(self, target: str) -> Element:
        """The element that a target names; fails if there is none or more than one."""
        name, _, identifier = target.partition("#")
        document = next(d for d in self.spine if d.name == name)
        if not identifier:
            return document.body
        (element,) = [e for e in document.root.iter(etree.Element) if e.get("id") == identifier]
        return element

    def values(self, name: str) -> list[str]:
        """Metadata that refine nothing, by `dc:title` or by property or rel."""
        found = []
        for element in self.metadata:
            if element.get("refines"):
                continue
            if name in (_dc_name(element), element.get("property")):
                found.append(element.text or "")
            elif element.get("rel") == name:
                found.append(element.get("href", ""))
        return found

    def refinements(self, identifier: str) -> dict[str, str]:
        """What refines a metadata element, by property or rel."""
        return {
            e.get("property") or e.get("rel") or "": e.get("href") or e.text or ""
            for e in self.metadata
            if e.get("refines") == f"#{identifier}"
        }

    @property
    def metadata(self) -> Element:
        metadata = self.package.find(f"{OPF}metadata")
        assert metadata is not None
        return metadata

    def credits(self) -> list[Credit]:
        return [
            Credit(element.text or "", self.refinements(element.get("id", "")))
            for element in self.metadata
            if _dc_name(element) in ("dc:creator", "dc:contributor")
        ]


def read_epub(data: bytes) -> Epub:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        files = {name: container.read(name) for name in container.namelist()}
    root = etree.fromstring(files["META-INF/container.xml"])
    rootfile = root.find(f".//{CONTAINER}rootfile")
    assert rootfile is not None
    path = rootfile.get("full-path", "")
    folder = posixpath.dirname(path)
    package = etree.fromstring(files[path])
    items = {item.get("id", ""): item for item in package.iter(f"{OPF}item")}

    def open_item(item: Element) -> Document:
        name = posixpath.join(folder, item.get("href", ""))
        return Document(name, etree.fromstring(files[name]))

    spine = tuple(open_item(items[ref.get("idref", "")]) for ref in package.iter(f"{OPF}itemref"))
    (nav_item,) = [i for i in items.values() if "nav" in i.get("properties", "").split()]
    nav_name = posixpath.join(folder, nav_item.get("href", ""))
    nav = next((d for d in spine if d.name == nav_name), None) or open_item(nav_item)
    return Epub(files, package, folder, spine, nav)


def resolve(base: str, href: str) -> str:
    """Return what an href means: a path in the container, or the address outside."""
    if urllib.parse.urlsplit(href).scheme:
        return href
    path, _, fragment = href.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) if path else base
    return f"{target}#{urllib.parse.unquote(fragment)}" if fragment else target


def _dc_name(element: Element) -> str:
    tag = str(element.tag)
    return f"dc:{tag.removeprefix(DC)}" if tag.startswith(DC) else ""


def _visible(element: Element) -> Iterator[str]:
    if element.get("hidden") is not None or not isinstance(element.tag, str):
        return
    yield element.text or ""
    for child in element:
        yield from _visible(child)
        yield child.tail or ""


def _around(body: Element, marker: Element) -> tuple[str, str]:
    parts: dict[bool, list[str]] = {False: [], True: []}
    passed = False

    def walk(element: Element) -> None:
        nonlocal passed
        if element is marker:
            passed = True
        if element.get("hidden") is not None:
            return
        parts[passed].append(element.text or "")
        for child in element:
            walk(child)
            parts[passed].append(child.tail or "")

    walk(body)
    return "".join(parts[False]), "".join(parts[True])
