"""Judge a finished EPUB of any maker: what EPUBCheck and Ace do not see.

1. Open the container, find the package document and read it.
2. Read the content documents in the order of the spine.
3. Judge each document, then what goes through all of them: notes, navigation, claims.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from everyleaf import wording
from everyleaf.check.files import navigation
from everyleaf.check.files.archive import Container, open_container, resolve
from everyleaf.check.files.claims import Claims, Facts, gather_facts, judge_claims
from everyleaf.check.files.documents import judge_document
from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.images import drawings
from everyleaf.check.files.languages import detector_missing, is_right_to_left, languages_lost
from everyleaf.check.files.markup import (
    ContentDocument,
    MalformedError,
    find,
    parse_xml,
    read_xhtml,
    text_of,
)
from everyleaf.check.files.notes import Documents, notes
from everyleaf.check.files.structure import title_of
from everyleaf.check.files.styles import style_sheet
from everyleaf.check.files.trace import Tracer
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import XML_LANG, local_name, shorten
from everyleaf.model import Element, Publication

MAX_DOCUMENTS = 3000
_FONT_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_ANIMATED_SVG = re.compile(rb"<(?:\w+:)?(?:animate\w*|set)[\s/>]|@keyframes|\banimation\b")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the manifest."""

    path: str
    media_type: str
    properties: frozenset[str]
    overlay: bool
    element: Element


@dataclass(frozen=True, slots=True)
class Package:
    """The package document."""

    path: str
    document: ContentDocument
    version: str
    items: Mapping[str, Item]
    spine: tuple[Item, ...]
    metadata: tuple[tuple[str, str, Element], ...] = field(repr=False)
    """Property, value, element; what refines something else is left out."""
    certification: tuple[tuple[str, str, Element], ...] = field(default=(), repr=False)
    """The same of what says who certifies the book: the certifier, and what refines it."""

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of a property."""
        return tuple(value for key, value, _ in self.metadata if key == name and value)


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in an EPUB, and what it claims."""

    findings: tuple[Diagnostic, ...]
    claims: Claims | None = None
    """None if the package document could not be read."""
    documents: tuple[ContentDocument, ...] = ()
    """The package document and the content documents that could be read."""


def examine_epub(data: bytes, name: str, publication: Publication | None = None) -> Examined:
    """Return what is found in an EPUB.

    Args:
        data: The file.
        name: What findings call it.
        publication: What it was made from, if it is ours, for the author's places.
    """
    container, findings = open_container(data, name)
    if container is None:
        return Examined(tuple(findings))
    package, found = _read_package(container)
    findings += found
    if package is None:
        return Examined(tuple(findings))
    locked, found = _locked(container)
    findings += found
    if locked:
        message = f"{len(locked)} documents are encrypted, {shorten(locked[0])} first"
        findings.append(find_fault("encryption-shuts-out", message, Position(name)))
    documents, found = _read_documents(container, package, set(locked))
    findings += found
    if publication is not None:
        package = dataclasses.replace(package, document=_traced(package, publication))
        tracer = Tracer(publication)
        documents = {
            path: dataclasses.replace(d, sources=tracer.trace(d.root))
            for path, d in documents.items()
        }
    for document in documents.values():
        findings += judge_document(document)
    findings += detector_missing(name)
    findings += _titles(documents)
    findings += languages_lost(list(documents.values()))
    findings += notes(documents)
    findings += _package_rules(package)
    findings += _navigation(package, documents)
    findings += _sheets_and_drawings(container, package)
    claims = _claims(package)
    if package.version.startswith("3"):
        findings += judge_claims(claims, _facts(container, package, documents, bool(locked)))
        findings += _page_source(package, claims, documents)
    return Examined(tuple(findings), claims, (package.document, *documents.values()))


def _traced(package: Package, publication: Publication) -> ContentDocument:
    """Return the package document with the author's place of its metadata: the front matter."""
    place = publication.metadata.position
    about = next(find(package.document.root, "metadata"), None)
    if place is None or about is None:
        return package.document
    sources = dict.fromkeys(about.iter(etree.Element), place)
    return dataclasses.replace(package.document, sources=sources)


def _read_package(container: Container) -> tuple[Package | None, list[Diagnostic]]:
    place = Position(container.name)
    data = container.read("META-INF/container.xml")
    if data is None:
        message = "the container has no readable META-INF/container.xml: it is no EPUB"
        return None, [find_fault("file-damaged", message, place)]
    try:
        rootfile = next(find(parse_xml(data), "rootfile"), None)
        path = unquote((rootfile.get("full-path") or "") if rootfile is not None else "")
        content = container.read(path)
        if content is not None and (declared := list(_entities(content, place))):
            return None, declared
        if content is None:
            message = f"the package document {path or '(none is named)'} is not in the container"
            return None, [find_fault("file-damaged", message, place)]
        document = read_xhtml(content, f"{container.name}!/{path}", path)
    except MalformedError as error:
        message = f"the package document cannot be read: {error.reason}"
        return None, [find_fault("file-damaged", message, place)]
    return _package(path, document), []


def _package(path: str, document: ContentDocument) -> Package:
    root = document.root
    items: dict[str, Item] = {}
    for element in find(root, "item"):
        target = resolve(path, unquote((element.get("href") or "").split("#")[0]))
        items[element.get("id") or ""] = Item(
            target,
            (element.get("media-type") or "").strip().casefold(),
            frozenset((element.get("properties") or "").split()),
            element.get("media-overlay") is not None,
            element,
        )
    spine = [items.get(ref.get("idref") or "") for ref in find(root, "itemref")]
    metadata: list[tuple[str, str, Element]] = []
    certification: list[tuple[str, str, Element]] = []
    for element in (e for m in find(root, "metadata") for e in m.iter(etree.Element)):
        name = local_name(element)
        if name == "meta":
            key = element.get("property") or element.get("name") or ""
            value = text_of(element) or (element.get("content") or "").strip()
        elif name == "link":
            key, value = element.get("rel") or "", element.get("href") or ""
        else:
            key, value = f"dc:{name}", text_of(element)
        if key.startswith("a11y:") or (key == "dcterms:date" and element.get("refines")):
            certification.append((key, value, element))
        if not element.get("refines"):
            metadata.append((key, value, element))
    version = (root.get("version") or "").strip()
    known = tuple(item for item in spine if item is not None)
    certifiers = {f"#{e.get('id')}" for key, _, e in certification if key == "a11y:certifiedBy"}
    certification = [
        (key, value, element)
        for key, value, element in certification
        if key != "dcterms:date" or element.get("refines") in certifiers
    ]
    return Package(path, document, version, items, known, tuple(metadata), tuple(certification))


def _locked(container: Container) -> tuple[list[str], list[Diagnostic]]:
    """Return the entries that are encrypted by a rights scheme; obfuscated fonts are not."""
    path = "META-INF/encryption.xml"
    data = container.read(path)
    if data is None:
        return [], []
    try:
        root = parse_xml(data)
    except MalformedError as error:
        message = f"what says which documents are encrypted is not well-formed: {error.reason}"
        place = container.at(path, error.line)
        return [], [find_fault("document-malformed", message, place)]
    found = []
    for entry in find(root, "EncryptedData"):
        methods = [m.get("Algorithm") or "" for m in find(entry, "EncryptionMethod")]
        if all(m in _FONT_OBFUSCATION for m in methods) and methods:
            continue
        found += [unquote(r.get("URI") or "") for r in find(entry, "CipherReference")]
    return found, []


def _read_documents(
    container: Container, package: Package, locked: set[str]
) -> tuple[dict[str, ContentDocument], list[Diagnostic]]:
    """Return the content documents in reading order, the navigation document where it stands."""
    findings: list[Diagnostic] = []
    documents: dict[str, ContentDocument] = {}
    nav = [item for item in package.items.values() if "nav" in item.properties]
    for item in [*package.spine, *nav][:MAX_DOCUMENTS]:
        if item.path in documents or item.path in locked:
            continue
        if item.media_type not in ("application/xhtml+xml", "text/html", "image/svg+xml"):
            continue
        data = container.read(item.path)
        if data is None:
            message = f"{item.path or 'a document'} of the spine cannot be read"
            place = container.at(item.path) if item.path else Position(container.name)
            findings.append(find_fault("document-unreadable", message, place))
            continue
        findings += _entities(data, container.at(item.path))
        try:
            document = read_xhtml(data, f"{container.name}!/{item.path}", item.path)
        except MalformedError as error:
            message = f"the document is not well-formed: {error.reason}"
            place = container.at(item.path, error.line)
            findings.append(find_fault("document-malformed", message, place))
            continue
        documents[item.path] = document
    return documents, findings


def _entities(data: bytes, place: Position) -> Iterator[Diagnostic]:
    """Find declared entities: they may fetch, or unpack to any length."""
    if b"<!ENTITY" in data:
        yield find_fault("document-entities", "the document declares entities of its own", place)


def _titles(documents: Documents) -> Iterator[Diagnostic]:
    """Find documents of the same title: a reader hears it when a document opens."""
    seen: dict[str, ContentDocument] = {}
    for document in documents.values():
        if local_name(document.root) != "html":
            continue
        words = wording.plain(title_of(document))
        other = seen.setdefault(words, document) if words else document
        if other is not document:
            message = (
                f"the title “{shorten(title_of(document))}” is also that of "
                f"{other.path.rsplit('/', 1)[-1]}"
            )
            yield find_fault("title-repeated", message, Position(document.name))


def _package_rules(package: Package) -> Iterator[Diagnostic]:
    place = Position(package.document.name)
    languages = package.values("dc:language")
    root = package.document.root
    if not languages:
        yield find_fault("language-missing", "the package has no dc:language", place)
    elif any(is_right_to_left(language) for language in languages[:1]):
        spine = next(find(root, "spine"), None)
        if spine is not None and spine.get("page-progression-direction") != "rtl":
            message = f"the book is in {languages[0]}, but its pages do not turn from right to left"
            yield find_fault("page-progression-missing", message, package.document.at(spine))
    if package.version.startswith("3") and not (root.get(XML_LANG) or "").strip():
        message = "the package document does not say its language, in which titles are spoken"
        yield find_fault("package-language-missing", message, package.document.at(root))
    for key, value, element in package.metadata:
        if key == "dc:title" and wording.is_file_name(value):
            message = f"the title of the book is a file name: “{shorten(value)}”"
            yield find_fault("title-file-name", message, package.document.at(element))
    if not package.values("dc:title"):
        yield find_fault("title-missing", "the package has no dc:title", place)
    if package.version.startswith("2"):
        message = "the book is EPUB 2, which has no roles, no page list and no accessibility claims"
        yield find_fault("epub-version-old", message, place)


def _navigation(package: Package, documents: Documents) -> Iterator[Diagnostic]:
    item = next((i for i in package.items.values() if "nav" in i.properties), None)
    nav = documents.get(item.path) if item is not None else None
    if nav is None:
        if package.version.startswith("3"):
            message = "the book has no navigation document that can be read"
            yield find_fault("contents-missing", message, Position(package.document.name))
        return
    spine = {i.path for i in package.spine}
    read = {path: d for path, d in documents.items() if path in spine or d is nav}
    title = (package.values("dc:title") or ("",))[0]
    yield from navigation.contents(nav, read, title)
    yield from navigation.page_list(nav, read)
    yield from navigation.landmarks(nav, read)


def _sheets_and_drawings(container: Container, package: Package) -> Iterator[Diagnostic]:
    for item in package.items.values():
        name = f"{container.name}!/{item.path}"
        if item.media_type == "text/css":
            data = container.read(item.path)
            if data is not None:
                yield from style_sheet(data.decode("utf-8", "replace"), name)
        elif item.media_type.endswith("xml") and item not in package.spine:
            data = container.read(item.path)
            yield from _entities(data or b"", Position(name))
            if item.media_type != "image/svg+xml":
                continue
            try:
                document = read_xhtml(data, name, item.path) if data is not None else None
            except MalformedError as error:
                message = f"the drawing is not well-formed: {error.reason}"
                yield find_fault("document-malformed", message, Position(name, error.line))
                continue
            if document is not None:
                yield from (f for f in drawings(document) if f.code == "drawing-lower-case")


def _claims(package: Package) -> Claims:
    def of(name: str) -> tuple[str, ...]:
        return package.values(f"schema:{name}")

    def certified(*names: str) -> tuple[str, ...]:
        return tuple(value for key, value, _ in package.certification if key in names and value)

    metadata = next(find(package.document.root, "metadata"), package.document.root)
    placed = (*package.metadata, *package.certification)
    return Claims(
        of("accessMode"),
        of("accessModeSufficient"),
        of("accessibilityFeature"),
        of("accessibilityHazard"),
        of("accessibilitySummary"),
        package.values("dcterms:conformsTo"),
        certified("a11y:certifiedBy"),
        certified("a11y:certifierCredential", "a11y:certifierReport"),
        certified("dcterms:date"),
        (*package.values("pageBreakSource"), *package.values("dc:source")),
        "".join(package.values("dcterms:modified")[:1]),
        package.document.at(metadata),
        {value: package.document.at(e) for _, value, e in reversed(placed)},
    )


def _facts(container: Container, package: Package, documents: Documents, locked: bool) -> Facts:
    spine = {item.path for item in package.spine}
    nav = next((i for i in package.items.values() if "nav" in i.properties), None)
    nav_document = documents.get(nav.path) if nav is not None else None
    items = package.items.values()

    def listed(kind: str) -> bool:
        found = navigation.find_nav(nav_document, kind) if nav_document is not None else None
        return found is not None and next(find(found, "a"), None) is not None

    layouts = [item for item in package.metadata if item[0] == "rendition:layout"]
    return gather_facts(
        list(documents.values()),
        page_list=listed("page-list"),
        contents=listed("toc"),
        narrated=any(item.overlay for item in items),
        lexicon=any(item.media_type == "application/pls+xml" for item in items),
        locked=locked,
        fixed_layout=any(value == "pre-paginated" for _, value, _ in layouts),
        moving=any(_moves(container, item) for item in items),
        skip=nav_document if nav is not None and nav.path not in spine else None,
    )


def _moves(container: Container, item: Item) -> bool:
    """Tell whether a picture has more than one frame."""
    if item.media_type == "image/gif":
        return (container.read(item.path) or b"").count(b"\x21\xf9\x04") > 1
    if item.media_type == "image/png":
        return b"acTL" in container.head(item.path, 4096)
    if item.media_type == "image/webp":
        return b"ANIM" in container.head(item.path, 4096)
    if item.media_type == "image/svg+xml":
        return _ANIMATED_SVG.search(container.read(item.path) or b"") is not None
    return False


def _page_source(package: Package, claims: Claims, documents: Documents) -> Iterator[Diagnostic]:
    nav = next((i for i in package.items.values() if "nav" in i.properties), None)
    document = documents.get(nav.path) if nav is not None else None
    listed = document is not None and navigation.find_nav(document, "page-list") is not None
    if listed and not claims.page_sources:
        message = "the pages of the page list are of no edition that is named"
        yield find_fault("page-source-missing", message, claims.place)
    named = [v for v in package.values("pageBreakSource") if v.casefold() != "none"]
    if named and not listed:
        message = f"pageBreakSource names {named[0]}, and no page of it is listed"
        yield find_fault("claim-unfounded", message, claims.at(named[0]))
