"""Write the print edition: a tagged PDF.

1. Copy the document without comments, so that what is laid out is what is tagged; draw its
   formulas (`formula`), and move its notes if they shall stand at the page foot (`footnotes`).
2. Lay it out through the seam to WeasyPrint, with the publication's own fonts and images (`weasy`).
3. Build the structure tree from the HTML (`structure`) and fill it with what layout drew (`tagger`).
4. Note at which word each page begins (`page_starts`).
5. Write metadata and attributions (`metadata`, `xmp`), and what archives ask for (`archive`).

Why one pass: layout alone decides pages, and nothing of it is needed to know the structure.
"""

from __future__ import annotations

import copy
import logging

from lxml import etree

from everyleaf.diagnostics import Diagnostic, PublishError, has_errors
from everyleaf.model import PageStart, PdfOutput, Publication
from everyleaf.pdf.archive import write_archive
from everyleaf.pdf.cover import draw_cover
from everyleaf.pdf.elements import AssociatedFile
from everyleaf.pdf.footnotes import move_notes
from everyleaf.pdf.formula import draw_formulas
from everyleaf.pdf.metadata import page_labels, write_metadata
from everyleaf.pdf.objects import PdfFile
from everyleaf.pdf.page_starts import find_page_starts
from everyleaf.pdf.profiles import PROFILES
from everyleaf.pdf.structure import build_structure
from everyleaf.pdf.tagger import Painted, write_tags
from everyleaf.pdf.weasy import File, Message, library_versions, paint

__all__ = ["draw_cover", "library_versions", "write"]


def write(publication: Publication) -> tuple[PdfOutput, tuple[Diagnostic, ...]]:
    """Return the publication as a PDF that keeps the standards of its profile, and warnings.

    Which those are is in `profiles`: PDF/UA-1 and PDF/A-3a, or PDF/UA-2, Well-Tagged PDF and
    PDF/A-4f.

    Raises:
        PublishError: `pango-missing`, `weasyprint-version`, `resource-refused`, `glyph-missing`,
            or `layout-failed` for anything else that layout calls an error.
    """
    document = copy.deepcopy(publication.document)
    etree.strip_tags(document, etree.Comment, etree.ProcessingInstruction)
    starts: list[PageStart] = []
    metadata = publication.metadata
    profile = PROFILES[publication.settings.pdf_standard]
    if publication.settings.notes == "page":
        move_notes(document)

    def tag(painted: Painted) -> None:
        structure = build_structure(document, painted.layout.presentation, profile.pdf_2_0)
        tree = write_tags(painted, structure, document, profile, metadata.date)
        labels = page_labels(len(painted.page_streams))
        starts.extend(find_page_starts(document, tree, labels))

    def finish(pdf: PdfFile) -> None:
        write_metadata(pdf, metadata, profile)
        write_archive(pdf, _sources(publication), metadata.date)

    drawn = draw_formulas(document)
    files = {r.path: File(r.data, r.media_type) for r in publication.resources}
    files |= {src: File(svg, "image/svg+xml") for src, svg in drawn.drawings.items()}
    data, messages = paint(
        drawn.document,
        publication.templates.get("print.css", ""),
        files,
        publication.fonts,
        metadata.edition_identifier("pdf").removeprefix("urn:uuid:").replace("-", ""),
        tag,
        finish,
        profile.pdf_version,
        "srgb",
    )
    diagnostics = tuple(map(_diagnose, messages))
    if has_errors(diagnostics):
        raise PublishError(diagnostics)
    return PdfOutput(data, tuple(starts)), diagnostics


def _sources(publication: Publication) -> list[AssociatedFile]:
    """Return the files that the publication was made from."""
    description = f"The source of this publication: {publication.metadata.title}"
    return [
        AssociatedFile(source.path, source.data, source.media_type, description, "Source")
        for source in publication.sources
    ]


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
