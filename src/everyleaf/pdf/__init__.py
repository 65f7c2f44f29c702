"""Write the print edition: a tagged PDF.

1. Copy the document without comments, so that what is laid out is what is tagged.
2. Lay it out through the seam to WeasyPrint, with the publication's own fonts and images (`weasy`).
3. Build the structure tree from the HTML (`structure`) and fill it with what layout drew (`tagger`).
4. Note at which word each page begins (`page_starts`).
5. Write metadata and attributions (`metadata`, `xmp`).

Why one pass: layout alone decides pages, and nothing of it is needed to know the structure.
"""

from __future__ import annotations

import copy
import logging

from lxml import etree

from everyleaf.diagnostics import Diagnostic, PublishError, has_errors
from everyleaf.model import PageStart, PdfOutput, Publication
from everyleaf.pdf.cover import draw_cover
from everyleaf.pdf.metadata import page_labels, write_metadata
from everyleaf.pdf.page_starts import find_page_starts
from everyleaf.pdf.structure import build_structure
from everyleaf.pdf.tagger import Painted, write_tags
from everyleaf.pdf.weasy import File, Message, library_versions, paint

__all__ = ["draw_cover", "library_versions", "write"]


def write(publication: Publication) -> tuple[PdfOutput, tuple[Diagnostic, ...]]:
    """Return the publication as a PDF 1.7 file for PDF/UA-1 (ISO 14289-1:2014), and warnings.

    Raises:
        PublishError: `pango-missing`, `weasyprint-version`, `resource-refused`, `glyph-missing`,
            or `layout-failed` for anything else that layout calls an error.
    """
    document = copy.deepcopy(publication.document)
    etree.strip_tags(document, etree.Comment, etree.ProcessingInstruction)
    starts: list[PageStart] = []

    def tag(painted: Painted) -> None:
        structure = build_structure(document, painted.layout.presentation)
        tree = write_tags(painted, structure, document)
        labels = page_labels(len(painted.page_streams))
        starts.extend(find_page_starts(document, tree, labels))

    metadata = publication.metadata
    data, messages = paint(
        document,
        publication.templates.get("print.css", ""),
        {r.path: File(r.data, r.media_type) for r in publication.resources},
        publication.fonts,
        metadata.edition_identifier("pdf").removeprefix("urn:uuid:").replace("-", ""),
        tag,
        lambda pdf: write_metadata(pdf, metadata),
    )
    diagnostics = tuple(map(_diagnose, messages))
    if has_errors(diagnostics):
        raise PublishError(diagnostics)
    return PdfOutput(data, tuple(starts)), diagnostics


def _diagnose(message: Message) -> Diagnostic:
    """Return the finding for something that layout logged; WeasyPrint names no element."""
    if message.text.startswith(".notdef glyph rendered"):
        character = message.text.rpartition(": ")[2]
        return Diagnostic(
            "glyph-missing",
            "error",
            f"No font of the publication has the character {character}.",
            "Add a font file that has it to the publication, or write it in another way.",
            reference="ISO 14289-1:2014 7.21",
        )
    if message.level >= logging.ERROR:
        return Diagnostic(
            "layout-failed",
            "error",
            f"Layout: {message.text}",
            "Repair what it names; the PDF would lack it.",
        )
    return Diagnostic(
        "layout-warning",
        "warning",
        f"Layout: {message.text}",
        "Repair the print stylesheet or the image that it names.",
    )
