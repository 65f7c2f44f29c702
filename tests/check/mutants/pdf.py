"""Defects in a PDF, planted with pikepdf."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.check.mutants.planting import Mutant

Element = Any


def change_pdf(alter: Callable[[Pdf], None], **options: Any) -> Callable[[bytes], bytes]:
    """Return a change of a PDF by pikepdf."""

    def plant(data: bytes) -> bytes:
        buffer = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            alter(pdf)
            pdf.save(buffer, fix_metadata_version=False, **options)
        return buffer.getvalue()

    return plant


def _walk(pdf: Pdf) -> Iterator[Element]:
    stack = [pdf.Root.StructTreeRoot.K]
    while stack:
        item = stack.pop()
        if isinstance(item, Array):
            stack += reversed(list(item))
        elif isinstance(item, Dictionary) and "/S" in item:
            yield item
            if "/K" in item:
                stack.append(item.K)


def _all(pdf: Pdf, kind: str) -> list[Element]:
    found = [e for e in _walk(pdf) if str(e.S) == f"/{kind}"]
    assert found, f"no {kind} in the original"
    return found


def first(pdf: Pdf, kind: str) -> Element:
    """Return the first structure element of a type."""
    return _all(pdf, kind)[0]


def _links(pdf: Pdf) -> list[Element]:
    return [
        a
        for page in pdf.pages
        for a in page.obj.get("/Annots", [])
        if a.get("/Subtype") == Name.Link
    ]


def change_xmp(pattern: str, new: str | Callable[[re.Match[str]], str]) -> Callable[[Pdf], None]:
    """Return a change of the XMP; the pattern must match."""

    def alter(pdf: Pdf) -> None:
        text = pdf.Root.Metadata.read_bytes().decode("utf-8")
        changed = re.sub(pattern, new, text, flags=re.DOTALL)
        assert changed != text, pattern
        pdf.Root.Metadata.write(changed.encode("utf-8"))

    return alter


def _set(kind: str, key: str, value: Any) -> Callable[[Pdf], None]:
    def alter(pdf: Pdf) -> None:
        first(pdf, kind)[key] = value

    return alter


def _retag(kind: str, new: str, every: bool = False) -> Callable[[Pdf], None]:
    def alter(pdf: Pdf) -> None:
        for element in _all(pdf, kind) if every else _all(pdf, kind)[:1]:
            element.S = Name(f"/{new}")

    return alter


def drop(*path: str) -> Callable[[Pdf], None]:
    """Return a change that takes an entry out of the catalog."""

    def alter(pdf: Pdf) -> None:
        target: Any = pdf.Root
        for key in path[:-1]:
            target = target[key]
        del target[path[-1]]

    return alter


def _no_title(pdf: Pdf) -> None:
    change_xmp(r"<dc:title>.*?</dc:title>", "")(pdf)
    if "/Title" in pdf.docinfo:
        del pdf.docinfo["/Title"]


def _file_title(pdf: Pdf) -> None:
    change_xmp(r"(<dc:title>.*?<rdf:li[^>]*>)[^<]*", r"\1Microsoft Word - tides_v3.docx")(pdf)


def _no_headings(pdf: Pdf) -> None:
    for element in _walk(pdf):
        if re.fullmatch(r"/H\d|/Title", str(element.S)):
            element.S = Name.P


def _skip_level(pdf: Pdf) -> None:
    headings = [e for e in _walk(pdf) if re.fullmatch(r"/H\d", str(e.S))]
    deeper = next(h for h in headings[1:] if str(h.S) == "/H3")
    deeper.S = Name("/H6")


def _no_header_cells(pdf: Pdf) -> None:
    for cell in _all(pdf, "TH"):
        cell.S = Name.TD


def _no_scope(pdf: Pdf) -> None:
    for cell in _all(pdf, "TH"):
        if "/A" in cell:
            del cell["/A"]
        if "/C" in cell:
            del cell["/C"]


def _short_row(pdf: Pdf) -> None:
    row = next(r for r in _all(pdf, "TR")[1:] if isinstance(r.get("/K"), Array) and len(r.K) > 1)
    del row.K[len(row.K) - 1]


def _mute_link(pdf: Pdf) -> None:
    del _links(pdf)[0]["/Contents"]


def _loose_link(pdf: Pdf) -> None:
    link = _links(pdf)[0]
    for element in _all(pdf, "Link"):
        kids = element.K if isinstance(element.K, Array) else Array([element.K])
        kept = [
            kid
            for kid in kids
            if not (isinstance(kid, Dictionary) and "/Obj" in kid and kid.Obj.objgen == link.objgen)
        ]
        if len(kept) < len(kids):
            element.K = Array(kept)
    del link["/StructParent"]


def _no_tab_order(pdf: Pdf) -> None:
    page = next(p for p in pdf.pages if len(p.obj.get("/Annots", [])))
    del page.obj["/Tabs"]


def _no_unicode(pdf: Pdf) -> None:
    font = next(o for o in pdf.objects if isinstance(o, Dictionary) and "/ToUnicode" in o)
    del font["/ToUnicode"]


def _append(data: bytes, page: int = 4) -> Callable[[Pdf], None]:
    def alter(pdf: Pdf) -> None:
        pdf.pages[page].contents_add(pdf.make_stream(data))

    return alter


def _strange_text(pdf: Pdf) -> None:
    page = next(p for p in pdf.pages if len(p.resources.get("/Font", {})))
    name = next(iter(page.resources.Font.keys()))
    text = f"q BT {name} 12 Tf 60 60 Td <0003000400050006> Tj ET Q".encode()
    page.contents_add(pdf.make_stream(text))


def _lose_paragraph(pdf: Pdf) -> None:
    for element in _all(pdf, "P"):
        if isinstance(element.get("/K"), int):
            del element["/K"]
            return
    raise AssertionError("no paragraph of one piece")


def _untagged_page(pdf: Pdf) -> None:
    page = next(p for p in pdf.pages if len(p.resources.get("/Font", {})))
    pdf.pages.append(page)
    new = pdf.pages[len(pdf.pages) - 1]
    del new.obj["/StructParents"]
    if "/Annots" in new.obj:
        del new.obj["/Annots"]
    name = next(iter(page.resources.Font.keys()))
    new.obj.Contents = pdf.make_stream(f"BT {name} 12 Tf 60 60 Td <00030004> Tj ET".encode())


def _loop(pdf: Pdf) -> None:
    top = first(pdf, "Document")
    section = next(
        e for e in _walk(pdf) if e.objgen != top.objgen and isinstance(e.get("/K"), Array)
    )
    section.K.append(top)


def _strange_list(pdf: Pdf) -> None:
    item = first(pdf, "LI")
    item.S = Name.P


def _unknown_role(pdf: Pdf) -> None:
    first(pdf, "P").S = Name("/Paragraph-Body")


def _script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('Welcome')"))


def _one_picture(data: bytes) -> bytes:
    with pikepdf.new() as pdf:
        image = pdf.make_stream(b"\xff" * 300)
        image.update(
            Dictionary(
                Type=Name.XObject, Subtype=Name.Image, Width=10, Height=10,
                ColorSpace=Name.DeviceRGB, BitsPerComponent=8,
            )
        )  # fmt: skip
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = Dictionary(XObject=Dictionary(Im0=image))
        page.obj.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
        buffer = io.BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


def _lock(data: bytes, **options: Any) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="owner", **options))
    return buffer.getvalue()


def _page_bomb(pdf: Pdf) -> None:
    import zlib

    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 2**20) for _ in range(300)) + packer.flush()
    stream = pdf.make_stream(b"")
    stream.write(packed, filter=Name.FlateDecode)
    pdf.pages[0].obj.Contents = stream


_NO_ACCESS = pikepdf.Permissions(accessibility=False, extract=False)

MUTANTS: tuple[Mutant, ...] = (
    Mutant("the file is not tagged", change_pdf(drop("/StructTreeRoot")), ("pdf-untagged",)),
    Mutant("the file does not say that it is tagged", change_pdf(drop("/MarkInfo")), ("pdf-untagged",)),
    Mutant("the tags are suspect", change_pdf(lambda p: p.Root.MarkInfo.update({"/Suspects": True})), ("pdf-tags-suspect",)),
    Mutant("the structure tree is empty", change_pdf(lambda p: p.Root.StructTreeRoot.update({"/K": Array([])})), ("pdf-tags-empty",)),
    Mutant("the file has no title", change_pdf(_no_title), ("title-missing",)),
    Mutant("the title is a file name", change_pdf(_file_title), ("title-file-name",)),
    Mutant("the title is not shown", change_pdf(drop("/ViewerPreferences")), ("title-not-shown",)),
    Mutant("the file does not say its language", change_pdf(drop("/Lang")), ("language-missing",)),
    Mutant("the language is none", change_pdf(lambda p: p.Root.update({"/Lang": String("English")})), ("language-invalid",)),
    Mutant("there is no XMP", change_pdf(drop("/Metadata")), ("pdf-metadata-missing",)),
    Mutant("the XMP is no XML", change_pdf(change_xmp(r"</rdf:RDF>", "")), ("pdf-metadata-malformed",)),
    Mutant("a figure has no alternative", change_pdf(lambda p: first(p, "Figure").__delitem__("/Alt")), ("image-alt-missing",)),
    Mutant("a figure’s alternative is a file name", change_pdf(_set("Figure", "/Alt", String("chart-final.png"))), ("image-alt-file-name",)),
    Mutant("a figure’s alternative is generic", change_pdf(_set("Figure", "/Alt", String("Figure 1"))), ("image-alt-generic",)),
    Mutant("a formula has no words", change_pdf(lambda p: first(p, "Formula").__delitem__("/Alt")), ("math-words-missing",)),
    Mutant("no heading is tagged", change_pdf(_no_headings), ("heading-missing",)),
    Mutant("headings skip a level", change_pdf(_skip_level), ("heading-skipped",)),
    Mutant("a table has no header cells", change_pdf(_no_header_cells), ("table-header-missing",)),
    Mutant("header cells do not say what they head", change_pdf(_no_scope), ("table-scope-missing",)),
    Mutant("a row lacks a cell", change_pdf(_short_row), ("table-ragged",)),
    Mutant("a list holds a paragraph", change_pdf(_strange_list), ("pdf-list-malformed",)),
    Mutant("a structure type is nobody’s", change_pdf(_unknown_role), ("pdf-role-unmapped",)),
    Mutant("a link has no description", change_pdf(_mute_link), ("pdf-link-undescribed",)),
    Mutant("a link is in no element", change_pdf(_loose_link), ("pdf-link-untagged",)),
    Mutant("a page has no tab order", change_pdf(_no_tab_order), ("pdf-tab-order",)),
    Mutant("a long file has no bookmarks", change_pdf(drop("/Outlines")), ("pdf-bookmarks-missing",)),
    Mutant("the pages have no labels", change_pdf(drop("/PageLabels")), ("pdf-page-labels-missing",)),
    Mutant("text has no Unicode characters", change_pdf(_no_unicode), ("pdf-font-unmapped",)),
    Mutant("text stands outside of the tags", change_pdf(_strange_text), ("pdf-content-untagged",)),
    Mutant("a line stands outside of the tags", change_pdf(_append(b"q 0 0 m 90 90 l S Q")), ("pdf-content-untagged",)),
    Mutant("a paragraph is lost to the structure", change_pdf(_lose_paragraph), ("pdf-content-untagged", "pdf-page-untagged")),
    Mutant("nothing on a page is tagged", change_pdf(_untagged_page), ("pdf-page-untagged",)),
    Mutant("the structure leads into itself", change_pdf(_loop), ("pdf-structure-loop",)),
    Mutant("a script runs on opening", change_pdf(_script), ("pdf-scripted",)),
    Mutant("a page unpacks without end", change_pdf(_page_bomb), ("archive-bomb",)),
    Mutant("assistive technology may not read", lambda d: _lock(d, allow=_NO_ACCESS, R=3, aes=False, metadata=False), ("pdf-permissions",)),
    Mutant("nobody can open the file", lambda d: _lock(d, user="secret"), ("file-password",)),
    Mutant("the pages are pictures", _one_picture, ("pdf-image-only",)),
    Mutant("the file claims what veraPDF refutes", change_pdf(drop("/OutputIntents")), ("conformance-unfounded",), judged=True),
    Mutant("the file claims another standard", change_pdf(change_xmp(r"(pdfaid:part\W+)3", r"\g<1>1")), ("conformance-unfounded",), judged=True),
    Mutant("the file is cut off", lambda data: data[:2000], ("file-damaged",)),
)  # fmt: skip
