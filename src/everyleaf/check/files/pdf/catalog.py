"""Rules about a PDF as a whole: title, language, claims, bookmarks, page labels, protection.

1. `read_metadata` reads the XMP; `judge_catalog` judges what stands in the catalog.
2. What a file claims (pdfuaid, pdfaid) is for veraPDF to bear out or refute.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from everyleaf import wording
from everyleaf.check.files.claims import Claims
from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.languages import is_language_tag
from everyleaf.check.files.markup import MalformedError, parse_xml
from everyleaf.check.files.pdf.claims import read_claims
from everyleaf.check.files.pdf.reading import (
    OpenPdf,
    get,
    is_dictionary,
    is_too_large,
    items_of,
    name_of,
    number_of,
    text_of,
    tree_values,
)
from everyleaf.check.files.pdf.structure import StructureTree
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import shorten

LONG_PAGES = 10
"""From so many pages on, a file needs bookmarks and page labels."""
_DC = "{http://purl.org/dc/elements/1.1/}"
_PDFUAID = "{http://www.aiim.org/pdfua/ns/id/}"
_PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PROGRAM_TITLE = re.compile(
    r"(?:Microsoft (?:Word|PowerPoint|Excel) - .*|untitled|document\d*)", re.I
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the XMP of a file says."""

    title: str = ""
    ua_part: str = ""
    """`1` or `2` of PDF/UA; empty for no claim."""
    a_part: str = ""
    a_conformance: str = ""
    declared: tuple[str, ...] = ()
    """Addresses of what PDF Declarations say that the file conforms to."""
    claims: Claims = Claims()
    """What it says of its accessibility."""


def read_metadata(open_pdf: OpenPdf) -> tuple[Metadata | None, list[Diagnostic]]:
    """Return what the XMP says; None if there is none that can be read."""
    place = Position(open_pdf.name)
    stream = get(open_pdf.pdf.Root, "/Metadata")
    if stream is None or not is_dictionary(stream) or is_too_large(stream):
        message = "the file has no XMP metadata"
        return None, [find_fault("pdf-metadata-missing", message, place)]
    data = re.sub(rb"<\?xpacket.*?\?>", b"", stream.read_bytes(), flags=re.DOTALL).strip(
        b"\0 \r\n\t"
    )
    try:
        root = parse_xml(data)
    except MalformedError as error:
        message = f"the XMP metadata cannot be read: {error.reason}"
        return None, [find_fault("pdf-metadata-malformed", message, place)]

    def value(name: str) -> str:
        for element in root.iter(etree.Element):
            if element.tag == name:
                text = "".join(str(t) for t in element.itertext()).strip()
                return text.split("\n")[0].strip()
            if given := element.get(name):
                return given.strip()
        return ""

    titles = [
        "".join(str(t) for t in item.itertext()).strip()
        for title in root.iter(f"{_DC}title")
        for item in title.iter(f"{_RDF}li")
    ]
    title = next((t for t in titles if t), "") or value(f"{_DC}title")
    ua_part, a_part = value(f"{_PDFUAID}part"), value(f"{_PDFAID}part")
    claims = dataclasses.replace(read_claims(root, place), made=value(f"{_XMP}ModifyDate"))
    level = value(f"{_PDFAID}conformance")
    return Metadata(title, ua_part, a_part, level, claims.conforms_to, claims), []


def judge_catalog(
    open_pdf: OpenPdf, metadata: Metadata | None, tree: StructureTree | None
) -> Iterator[Diagnostic]:
    """Judge what a file says of itself."""
    yield from _title(open_pdf, metadata)
    yield from _language(open_pdf, tree)
    yield from _navigation(open_pdf)
    yield from _protection(open_pdf)
    yield from _scripts(open_pdf)


def _title(open_pdf: OpenPdf, metadata: Metadata | None) -> Iterator[Diagnostic]:
    place = Position(open_pdf.name)
    information = text_of(get(open_pdf.pdf.trailer.get("/Info"), "/Title")) or ""
    title = (metadata.title if metadata else "") or information.strip()
    if not title:
        yield find_fault("title-missing", "the file has no title", place)
    elif wording.is_file_name(title) or _PROGRAM_TITLE.fullmatch(title):
        message = f"the title of the file says nothing of it: “{shorten(title)}”"
        yield find_fault("title-file-name", message, place)
    preferences = get(open_pdf.pdf.Root, "/ViewerPreferences")
    if title and get(preferences, "/DisplayDocTitle") is not True:
        message = f"the window shows the file’s name and not its title “{shorten(title)}”"
        yield find_fault("title-not-shown", message, place)


def _language(open_pdf: OpenPdf, tree: StructureTree | None) -> Iterator[Diagnostic]:
    place = Position(open_pdf.name)
    language = (text_of(get(open_pdf.pdf.Root, "/Lang")) or "").strip()
    if not language:
        yield find_fault("language-missing", "the file does not say its language", place)
    elif not is_language_tag(language):
        yield find_fault("language-invalid", f"{language} is not a language tag", place)
    told: set[str] = set()
    for element in tree.elements if tree else ():
        own = element.language
        if own and own not in told and not is_language_tag(own):
            told.add(own)
            message = f"{own} is not a language tag"
            yield find_fault("language-invalid", message, place_of(open_pdf, element.page_near()))


def _navigation(open_pdf: OpenPdf) -> Iterator[Diagnostic]:
    place = Position(open_pdf.name)
    pages = len(open_pdf.pdf.pages)
    outlines = get(open_pdf.pdf.Root, "/Outlines")
    if pages >= LONG_PAGES and get(outlines, "/First") is None:
        message = f"the file has {pages} pages and no bookmarks"
        yield find_fault("pdf-bookmarks-missing", message, place)
    labels = get(open_pdf.pdf.Root, "/PageLabels")
    starts = [number_of(key) for key, _ in tree_values(labels, "/Nums")]
    if pages >= LONG_PAGES and not starts:
        message = f"the file has {pages} pages and does not say what is printed on them"
        yield find_fault("pdf-page-labels-missing", message, place)
    elif starts and starts[0] != 0:
        message = "the page labels do not begin at the first page"
        yield find_fault("pdf-page-labels-missing", message, place)


def _protection(open_pdf: OpenPdf) -> Iterator[Diagnostic]:
    if open_pdf.pdf.is_encrypted and not open_pdf.pdf.allow.accessibility:
        message = "the file is protected so that assistive technology may not read its text"
        yield find_fault("pdf-permissions", message, Position(open_pdf.name))


def _scripts(open_pdf: OpenPdf) -> Iterator[Diagnostic]:
    root = open_pdf.pdf.Root
    if name_of(get(get(root, "/OpenAction"), "/S")) == "JavaScript":
        message = "a script runs when the file is opened"
        yield find_fault("pdf-scripted", message, Position(open_pdf.name))
    form = get(root, "/AcroForm")
    if get(form, "/XFA") is not None:
        message = "the file holds an XFA form, which only one program can show"
        yield find_fault("pdf-xfa", message, Position(open_pdf.name))


def place_of(open_pdf: OpenPdf, page: int | None) -> Position:
    """Return a place in a file: `file.pdf page 3`, pages counted from 1."""
    return Position(f"{open_pdf.name} page {page}" if page else open_pdf.name)


def annotations_of(page: object) -> list[object]:
    """Return the annotations of a page."""
    return [a for a in items_of(get(page, "/Annots")) if is_dictionary(a)]
