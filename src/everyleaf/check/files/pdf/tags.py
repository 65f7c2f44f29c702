"""Rules about the structure tree of a PDF: figures, headings, tables, lists, links.

ISO 14289-1:2014 clause 7; the Matterhorn Protocol 1.1 names the checkpoints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from everyleaf import wording
from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.pdf.catalog import Metadata, annotations_of, place_of
from everyleaf.check.files.pdf.content import PageContent
from everyleaf.check.files.pdf.reading import (
    Object,
    OpenPdf,
    get,
    items_of,
    key_of,
    name_of,
    number_of,
    text_of,
)
from everyleaf.check.files.pdf.structure import StructureElement, StructureTree, heading_rank
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import shorten

_HIDDEN = 2
"""The flag of annotations that are not shown."""
_FEW_PAGES = 3


def element_place(open_pdf: OpenPdf, element: StructureElement) -> Position:
    """Return the author's place of an element, if it is known; otherwise its page."""
    source = open_pdf.sources.get(element.object_number) if element.object_number else None
    return source or place_of(open_pdf, element.page_near())


def judge_tree(open_pdf: OpenPdf, tree: StructureTree | None) -> Iterator[Diagnostic]:
    """Judge whether the file is tagged at all, and each element of its structure."""
    place = Position(open_pdf.name)
    marks = get(open_pdf.pdf.Root, "/MarkInfo")
    if tree is None or get(marks, "/Marked") is not True:
        why = "has no structure tree" if tree is None else "does not say that it is tagged"
        yield find_fault("pdf-untagged", f"the file {why}", place)
    if tree is None:
        return
    if get(marks, "/Suspects") is True:
        yield find_fault("pdf-tags-suspect", "the file says that its tags may be wrong", place)
    if tree.looped:
        message = "a structure element is below itself or in two places"
        yield find_fault("pdf-structure-loop", message, place)
    if not tree.owned:
        yield find_fault("pdf-tags-empty", "the structure tree holds no content", place)
        return
    told: set[str] = set()
    for element in tree.elements:
        if not element.standard and element.own_type not in told:
            told.add(element.own_type)
            message = f"the structure type {element.own_type} is not standard and mapped to none"
            yield find_fault("pdf-role-unmapped", message, element_place(open_pdf, element))
    yield from _figures(open_pdf, tree)
    yield from _headings(open_pdf, tree)
    for element in tree.elements:
        if element.type == "Table":
            yield from _table(open_pdf, element)
        elif element.type == "L":
            yield from _list(open_pdf, element)


def _figures(open_pdf: OpenPdf, tree: StructureTree) -> Iterator[Diagnostic]:
    for element in tree.elements:
        if element.type not in ("Figure", "Formula") or not element.has_content():
            continue
        place = element_place(open_pdf, element)
        said = (element.alternative or "").strip()
        if said or (element.actual_text or "").strip():
            if element.type == "Figure" and said:
                yield from _alternative(said, element, place)
        elif element.type == "Figure":
            message = "a figure has no alternative text"
            yield find_fault("image-alt-missing", message, place)
        elif not _has_math(element):
            yield find_fault("math-words-missing", "a formula has no words", place)


def _has_math(element: StructureElement) -> bool:
    return any(e.own_type == "math" for e in element.walk())


def _alternative(said: str, element: StructureElement, place: Position) -> Iterator[Diagnostic]:
    shown = shorten(said)
    caption = next((e for e in element.children if e.type == "Caption"), None)
    if wording.is_file_name(said):
        message = f"the alternative text of a figure is a file name: “{shown}”"
        yield find_fault("image-alt-file-name", message, place)
    elif wording.is_generic_alternative(said):
        message = f"the alternative text of a figure says only “{shown}”"
        yield find_fault("image-alt-generic", message, place)
    elif caption is not None and wording.same_words(said, caption.actual_text or ""):
        message = f"the alternative text of a figure repeats its caption: “{shown}”"
        yield find_fault("image-alt-repeats-caption", message, place)
    elif wording.begins_with_kind(said):
        message = f"the alternative text of a figure begins “{shown[:24]}”"
        yield find_fault("image-alt-begins-with-kind", message, place)


def _headings(open_pdf: OpenPdf, tree: StructureTree) -> Iterator[Diagnostic]:
    headings = [e for e in tree.elements if heading_rank(e) or e.type == "H" or e.type == "Title"]
    if not headings:
        if len(open_pdf.pdf.pages) > _FEW_PAGES:
            message = "no heading is tagged"
            yield find_fault("heading-missing", message, Position(open_pdf.name))
        return
    before = 0
    for heading in headings:
        place = element_place(open_pdf, heading)
        rank = heading_rank(heading)
        if not heading.has_content():
            yield find_fault("heading-empty", f"a heading {heading.own_type} has no words", place)
            continue
        if rank is None:
            before = max(before, 1) if heading.type == "Title" else before
            continue
        if rank > before + 1:
            above = f"the heading before it is H{before}" if before else "it is the first heading"
            message = f"a heading is H{rank}, but {above}"
            yield find_fault("heading-skipped", message, place, reference="ISO 14289-1:2014 7.4.2")
        before = rank


def _table(open_pdf: OpenPdf, table: StructureElement) -> Iterator[Diagnostic]:
    place = element_place(open_pdf, table)
    rows = [row for row in _rows(table) if row.children]
    cells = [cell for row in rows for cell in row.children if cell.type in ("TH", "TD")]
    if len(rows) < 2 or len(cells) < 4:
        return
    headers = [cell for cell in cells if cell.type == "TH"]
    if not headers:
        yield find_fault("table-header-missing", "a table has no header cells", place)
    without = [cell for cell in headers if name_of(cell.attributes.get("/Scope")) == ""]
    by_name = any(cell.attributes.get("/Headers") is not None for cell in cells)
    if without and not by_name:
        message = f"{len(without)} header cells of a table do not say what they head"
        if len(without) == 1:
            message = "a header cell of a table does not say what it heads"
        where = element_place(open_pdf, without[0])
        yield find_fault("table-scope-missing", message, where, reference="ISO 14289-1:2014 7.5")
    known = {cell.identifier for cell in cells if cell.identifier}
    for cell in cells:
        names = [text_of(n) or "" for n in items_of(cell.attributes.get("/Headers"))]
        lost = [name for name in names if name not in known]
        if lost:
            message = f"a cell names {lost[0]}, which is no header cell of its table"
            where = element_place(open_pdf, cell)
            yield find_fault("table-headers-unknown", message, where)
            break
    yield from _ragged(open_pdf, rows)


def _rows(table: StructureElement) -> Iterator[StructureElement]:
    for child in table.children:
        if child.type == "TR":
            yield child
        elif child.type in ("THead", "TBody", "TFoot"):
            yield from (row for row in child.children if row.type == "TR")


def _ragged(open_pdf: OpenPdf, rows: list[StructureElement]) -> Iterator[Diagnostic]:
    wanted = 0
    above: dict[int, int] = {}
    for row in rows:
        taken = {column for column, left in above.items() if left > 0}
        above = {column: left - 1 for column, left in above.items() if left > 1}
        column = 0
        for cell in row.children:
            if cell.type not in ("TH", "TD"):
                continue
            while column in taken:
                column += 1
            for _ in range(min(number_of(cell.attributes.get("/ColSpan")) or 1, 1000)):
                taken.add(column)
                height = min(number_of(cell.attributes.get("/RowSpan")) or 1, 10_000)
                if height > 1:
                    above[column] = height - 1
                column += 1
        if not wanted:
            wanted = len(taken)
        elif taken and len(taken) != wanted:
            message = f"a row has {len(taken)} columns, but the first row has {wanted}"
            yield find_fault("table-ragged", message, element_place(open_pdf, row))
            return


def _list(open_pdf: OpenPdf, element: StructureElement) -> Iterator[Diagnostic]:
    strays = {c.own_type for c in element.children if c.type not in ("LI", "Caption", "L", "Lbl")}
    if strays or element.content:
        what = ", ".join(sorted(strays)) or "text"
        message = f"a list holds {what} beside its items"
        yield find_fault("pdf-list-malformed", message, element_place(open_pdf, element))


def judge_annotations(
    open_pdf: OpenPdf, tree: StructureTree | None, metadata: Metadata | None
) -> Iterator[Diagnostic]:
    """Judge links, fields and the order in which the tabulator reaches them."""
    referenced = tree.referenced if tree else {}
    pdf_2_0 = metadata is not None and metadata.ua_part == "2"
    orders = ("A", "W", "S") if pdf_2_0 else ("S",)  # ISO 14289-2:2024 8.9.3.3
    for number, page in enumerate(open_pdf.pdf.pages, 1):
        place = place_of(open_pdf, number)
        annotations = [a for a in annotations_of(page.obj) if _is_shown(a)]
        if annotations and name_of(get(page.obj, "/Tabs")) not in orders and tree is not None:
            message = "the tabulator does not follow the structure"
            yield find_fault("pdf-tab-order", message, place)
        links = [a for a in annotations if name_of(get(a, "/Subtype")) == "Link"]
        mute = [a for a in links if not (text_of(get(a, "/Contents")) or "").strip()]
        if tree is not None and not pdf_2_0:
            yield from _links(open_pdf, "pdf-link-undescribed", "no description", mute, place)
        loose = [a for a in links if key_of(a) not in referenced]
        if tree is not None:
            what = "no place in the structure"
            yield from _links(open_pdf, "pdf-link-untagged", what, loose, place)
        for field_ in annotations:
            if name_of(get(field_, "/Subtype")) == "Widget" and not _field_name(field_):
                yield find_fault("pdf-field-unnamed", "a form field has no name for readers", place)


def _links(
    open_pdf: OpenPdf, code: str, lack: str, links: Sequence[Object], page: Position
) -> Iterator[Diagnostic]:
    """Yield one finding for each place, the author's line or else the page, whose links lack."""
    places: dict[Position, list[Object]] = {}
    for link in links:
        place = open_pdf.sources.get(key_of(link)[0], page)
        places.setdefault(place, []).append(link)
    for place, of_place in places.items():
        count = len(of_place)
        many, first = (f"{count} links have", "the first") if count > 1 else ("a link has", "it")
        message = f"{many} {lack}, {first} leads to {_target(of_place[0])}"
        yield find_fault(code, message, place)


def _is_shown(annotation: Object) -> bool:
    flags = number_of(get(annotation, "/F")) or 0
    return not flags & _HIDDEN and name_of(get(annotation, "/Subtype")) != "Popup"


def _target(link: Object) -> str:
    action = get(link, "/A")
    uri = text_of(get(action, "/URI"))
    return shorten(uri) if uri else "another place in the file"


def _field_name(widget: Object) -> str:
    steps = 0
    while widget is not None and steps < 20:
        if name := (text_of(get(widget, "/TU")) or "").strip():
            return name
        widget, steps = get(widget, "/Parent"), steps + 1
    return ""


def judge_content(
    open_pdf: OpenPdf, tree: StructureTree | None, pages: list[PageContent]
) -> Iterator[Diagnostic]:
    """Judge what the pages show against the tags."""
    fonts: dict[str, int] = {}
    for page in pages:
        place = place_of(open_pdf, page.number)
        if page.too_large:
            yield find_fault("archive-bomb", "the content of a page unpacks without end", place)
        if page.broken:
            yield find_fault("file-damaged", "the content of a page cannot be read", place)
        for font in sorted(page.unmapped_fonts):
            fonts.setdefault(font, page.number)
        if tree is not None and tree.owned:
            yield from _untagged(page, place)
    for font, number in fonts.items():
        message = f"text in the font {font} has no Unicode characters: it cannot be read aloud"
        yield find_fault("pdf-font-unmapped", message, place_of(open_pdf, number))
    pictures = sum(page.pictures > 0 for page in pages)
    if pages and not any(page.text for page in pages) and 2 * pictures >= len(pages):
        message = "the pages are pictures: there is no text"
        yield find_fault("pdf-image-only", message, Position(open_pdf.name))


def _untagged(page: PageContent, place: Position) -> Iterator[Diagnostic]:
    if page.text and not page.tagged:
        if page.untagged_text or page.lost:
            yield find_fault("pdf-page-untagged", "nothing on the page is tagged", place)
        return
    if page.lost:
        many = (
            "a piece of content has a mark" if page.lost == 1 else f"{page.lost} pieces have marks"
        )
        message = f"{many} that the structure tree does not know"
        yield find_fault("pdf-content-untagged", message, place)
    elif page.untagged_text:
        count = page.untagged_text
        many = "a piece of text is" if count == 1 else f"{count} pieces of text are"
        message = f"{many} neither tagged nor marked as artifact"
        yield find_fault("pdf-content-untagged", message, place)
    elif page.untagged_other:
        count = page.untagged_other
        many = "a line or picture is" if count == 1 else f"{count} lines or pictures are"
        message = f"{many} neither tagged nor marked as artifact"
        yield find_fault("pdf-content-untagged", message, place)
