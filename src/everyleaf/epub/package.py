"""Pack the container through EbookLib: the one module that imports it.

Step 8 of `epub.write`. EbookLib makes the package's manifest and the container; the documents, the
navigation, the metadata, the spine and the zip entries' headers are ours.

Why at arm's length (EbookLib 0.20; drop each when it is fixed there):

- `EpubHtml` parses content documents with an HTML 4 parser and loses parts of them, so documents
  are `EpubItem`s, whose bytes it passes through.
- It writes metadata with a clock and a generator, in an order of its own, and no `xml:lang`, so
  the metadata element is put in whole.
- `itemref` and `package` get no properties or prefixes of ours, so they are rewritten here.
- Zip entries are stamped with the time of writing, so a `ZipFile` with fixed headers is used.
- It writes an NCX only if asked, and it is not asked: EPUB 3 reading systems read `nav.xhtml`.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

from ebooklib import epub
from lxml import etree

from everyleaf.elements import XML_LANG
from everyleaf.epub.content import ContentDocument
from everyleaf.epub.metadata import COVER_ID, IDENTIFIER_ID, OPF, PREFIXES
from everyleaf.model import Element

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can hold; entries have no other."""

_PACKED = (".woff2", ".jpg", ".jpeg")
"""Files that are compressed in themselves: zip would only take its time."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the container that is not a content document."""

    name: str
    """Its path beside the content documents."""
    media_type: str
    data: bytes = field(repr=False)
    properties: tuple[str, ...] = ()
    """Manifest properties: `cover-image`."""


def pack(
    metadata: Element,
    documents: Sequence[ContentDocument],
    items: Sequence[Item],
    language: str,
    direction: str,
) -> bytes:
    """Return the EPUB container; the same arguments give the same bytes.

    Args:
        metadata: The package's `<metadata>`.
        documents: The content documents in the order of the spine.
        items: All other files.
        language: Of the package document, BCP 47.
        direction: `ltr` or `rtl`; of the package document and of the turning of its pages.
    """
    book = epub.EpubBook()
    book.IDENTIFIER_ID = IDENTIFIER_ID
    for document in documents:
        book.add_item(_item(document.name, "application/xhtml+xml", document))
    for item in items:
        book.add_item(_item(item.name, item.media_type, item))
    out = io.BytesIO()
    spine = [_identifier(document.name) for document in documents]
    _Writer(out, book, metadata, spine, language, direction).write()
    return out.getvalue()


def read_item(data: bytes, name: str) -> bytes:
    """Return a file of a container that `pack` made."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return container.read(f"{epub.EpubBook().FOLDER_NAME}/{name}")


def _item(name: str, media_type: str, file: ContentDocument | Item) -> epub.EpubItem:
    item = epub.EpubItem(
        uid=COVER_ID if "cover-image" in file.properties else _identifier(name),
        file_name=name,
        media_type=media_type,
        content=file.data,
    )
    item.properties = list(file.properties)
    return item


def _identifier(name: str) -> str:
    """Return a manifest id for a file name; names here are ASCII letters, digits, `-`, `.`, `/`."""
    return "item-" + name.replace("/", "-")


class _Writer(epub.EpubWriter):  # type: ignore[misc]  # EbookLib has no types
    def __init__(
        self,
        out: io.BytesIO,
        book: epub.EpubBook,
        metadata: Element,
        spine: Sequence[str],
        language: str,
        direction: str,
    ) -> None:
        super().__init__(out, book, {"raise_exceptions": True})
        self.metadata = metadata
        self.spine = spine
        self.language = language
        self.direction = direction

    def _write_opf_metadata(self, root: Element) -> None:
        root.append(copy.deepcopy(self.metadata))

    def _write_opf_spine(self, root: Element, ncx_id: str | None) -> None:
        spine = etree.SubElement(root, "spine")
        if self.direction == "rtl":
            spine.set("page-progression-direction", "rtl")
        for identifier in self.spine:
            etree.SubElement(spine, "itemref", idref=identifier)

    def _write_opf_file(self, root: Element) -> None:
        # EbookLib fakes the namespace as an attribute: parse what it made to get a real one.
        package = etree.fromstring(etree.tostring(root))
        new = etree.Element(f"{{{OPF}}}package", nsmap={None: OPF})
        new.set("version", "3.0")
        new.set("unique-identifier", IDENTIFIER_ID)
        new.set(XML_LANG, self.language)
        new.set("dir", self.direction)
        new.set("prefix", PREFIXES)
        new.extend(list(package))
        etree.indent(new)
        data = etree.tostring(new, xml_declaration=True, encoding="utf-8")
        self.out.writestr(f"{self.book.FOLDER_NAME}/content.opf", data + b"\n")

    def write(self) -> None:
        with _Zip(self.file_name, "w", zipfile.ZIP_DEFLATED) as self.out:
            self.out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            self._write_items()


class _Zip(zipfile.ZipFile):
    """A zip file whose entries have the same headers wherever and whenever it is written."""

    def writestr(
        self,
        zinfo_or_arcname: str | zipfile.ZipInfo,
        data: bytes | str,  # type: ignore[override]  # ours are bytes or text only
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        info = zipfile.ZipInfo(name, _EPOCH)
        info.create_system = 3
        info.external_attr = 0o644 << 16
        kind = zipfile.ZIP_DEFLATED if compress_type is None else compress_type
        if name.endswith(_PACKED):
            kind = zipfile.ZIP_STORED
        super().writestr(info, data, kind)
