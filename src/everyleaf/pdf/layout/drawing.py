"""The seam to WeasyPrint where pages that are laid out are drawn, and tagged by us.

For the duration of one call `weasyprint.pdf.add_tags` is replaced by our own tagger, and fonts are
left to the join.

Why a private function: WeasyPrint's own tags follow pages and not the document, and `finisher`
comes after they are written. `add_tags` is called once everything is drawn, with every box still
known by its marks. tests/pdf/test_seam.py fails when this changes.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from everyleaf.pdf.file.objects import Dictionary, PdfFile, dictionary
from everyleaf.pdf.layout.glyph_texts import prefer_plain_characters
from everyleaf.pdf.layout.weasy import OUTPUT_INTENT, LaidOut, load, replaced
from everyleaf.pdf.tags.boxes import gather_layout
from everyleaf.pdf.tags.tagger import Painted, PaintedStream


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file in which all pages are drawn, before it is written."""

    pdf: PdfFile
    fonts: Dictionary
    """Stands for the fonts of the resources, which are not in the file."""


def draw(laid_out: LaidOut, tag: Callable[[Painted], None], pdf_version: str) -> Drawn:
    """Draw the pages of a document, while `working`.

    Args:
        laid_out: the document.
        tag: writes the structure tree; called once when all pages are drawn.
        pdf_version: `1.7` or `2.0`.
    """
    weasyprint = load()
    weasyprint_pdf = weasyprint.pdf
    fonts = dictionary({})

    def add_tags(pdf: Any, document: Any, version: object, streams: Any) -> None:
        prefer_plain_characters(document.fonts.values())
        tag(_painted(laid_out.root, pdf, document, streams))

    options = {
        **weasyprint.DEFAULT_OPTIONS,
        "pdf_tags": True,
        "pdf_version": pdf_version,
        "output_intent": OUTPUT_INTENT,
    }
    with (
        replaced(weasyprint_pdf, "add_tags", add_tags),
        replaced(weasyprint_pdf, "build_fonts_dictionary", lambda *_: fonts),
        warnings.catch_warnings(),
    ):
        # WeasyPrint 70.0 leaves the file of the sRGB profile to be closed by chance.
        warnings.filterwarnings("ignore", "unclosed file", ResourceWarning)
        pdf: PdfFile = weasyprint_pdf.generate_pdf(laid_out.document, None, 1, **options)
    return Drawn(pdf, fonts)


def _painted(root: ElementTree.Element, pdf: Any, laid_out: Any, streams: Any) -> Painted:
    """Gather what the tagger needs, and take the marks out of WeasyPrint's hands."""
    tags = [stream._tags for stream in streams]
    groups: dict[int, list[PaintedStream]] = {}
    pages = {id(stream) for stream in streams}
    for candidate in pdf.objects:
        if hasattr(candidate, "_tags") and id(candidate) not in pages:
            groups.setdefault(id(candidate._tags), []).append(candidate)
    return Painted(
        pdf,
        gather_layout(root, laid_out.pages, tags),
        list(dict.fromkeys(name for page in laid_out.pages for name in page.anchors)),
        streams,
        [groups.get(id(page_tags), []) for page_tags in tags],
        {font.hash: font for font in laid_out.fonts.values()},
    )
