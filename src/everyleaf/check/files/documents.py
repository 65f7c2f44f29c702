"""The rules that judge one content document, of an EPUB or alone, and their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from everyleaf.check.files import forms, images, languages, links, structure, tables
from everyleaf.check.files.markup import ContentDocument, find
from everyleaf.check.files.styles import style_attribute, style_sheet
from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import local_name

DocumentRule = Callable[[ContentDocument], Iterator[Diagnostic]]

RULES: tuple[DocumentRule, ...] = (
    structure.title,
    structure.headings,
    structure.formulas,
    structure.code_lines,
    languages.document_language,
    languages.language_parts,
    languages.language_suspected,
    languages.direction,
    images.alternatives,
    images.captions,
    images.drawings,
    tables.tables,
    links.link_words,
    links.references,
    links.targets,
    links.identifiers,
    forms.fields_named,
)
_DRAWING_RULES: tuple[DocumentRule, ...] = (images.drawings, links.references, links.identifiers)


def judge_document(document: ContentDocument) -> Iterator[Diagnostic]:
    """Yield what every rule finds, style sheets and `style` attributes inside included."""
    is_drawing = local_name(document.root) == "svg"
    for rule in _DRAWING_RULES if is_drawing else RULES:
        yield from rule(document)
    if is_drawing:
        return
    for style in find(document.root, "style"):
        if not any(local_name(above) == "svg" for above in style.iterancestors()):
            css = "".join(str(part) for part in style.itertext())
            line = document.at(style).line or 1
            yield from style_sheet(css, document.name, line)
    for element in document.root.iter(etree.Element):
        if element.get("style"):
            yield from style_attribute(element.get("style") or "", document.at(element))
