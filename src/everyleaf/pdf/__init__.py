"""Write the print edition: a tagged PDF.

1. Copy the document without comments, so that what is laid out is what is tagged; move its notes
   if they shall stand at the page foot (`footnotes`), put the cover before it (`cover_page`), and
   add what the stylesheet shows but cannot find out (`page_furniture`).
2. Cut it into units, each of which begins a page (`page_flow`, `units`); what cannot be cut is one
   unit (`whole_only`).
3. Lay out each unit apart and draw it (`unit_layout`): through the seam to WeasyPrint (`weasy`),
   with the publication's own fonts and images, on the author's page size (`page_setup`), its
   structure tree built from the HTML (`structure`, `tagger`). Count the pages, and lay out again
   what shows their numbers (`pagination`).
4. Note the label of each page (`folios`) and at which word each begins (`page_starts`).
5. Join the units into one file (`join`), with metadata and attributions (`metadata`, `xmp`), and
   what archives ask for (`archive`).

Why units: they are laid out beside each other, and one that has not changed is not laid out again;
memory is that of the longest chapter. An article is one unit, and goes the same way.
"""

from __future__ import annotations

import copy
import hashlib
import logging
from collections.abc import Sequence

from lxml import etree

from everyleaf.diagnostics import Diagnostic, PublishError, has_errors
from everyleaf.jobs import InProcess, Jobs, Shared, Task
from everyleaf.model import Element, PdfOutput, Publication
from everyleaf.pdf.archive import write_archive
from everyleaf.pdf.cover import cover_material, draw_cover, print_cover
from everyleaf.pdf.cover_page import add_cover_page
from everyleaf.pdf.elements import AssociatedFile
from everyleaf.pdf.footnotes import collapse_white_space, move_notes
from everyleaf.pdf.join import join
from everyleaf.pdf.metadata import write_claim, write_metadata
from everyleaf.pdf.neighbours import find_neighbour_rule
from everyleaf.pdf.objects import PdfFile
from everyleaf.pdf.page_flow import find_breaks, make_skeleton
from everyleaf.pdf.page_furniture import furnish_pages
from everyleaf.pdf.page_setup import SETUPS, page_rules
from everyleaf.pdf.page_starts import find_end, find_page_starts
from everyleaf.pdf.pagination import WholeOnlyError, paginate
from everyleaf.pdf.painted_unit import Message, Pagination, Side, Unit
from everyleaf.pdf.profiles import PROFILES
from everyleaf.pdf.ruby import mark_bases
from everyleaf.pdf.unit_layout import UnitMaterial
from everyleaf.pdf.units import has_loose_text, split_units, whole_unit
from everyleaf.pdf.weasy import File, Material, RefusedResource, library_versions, refuse
from everyleaf.pdf.whole_only import find_whole_only
from everyleaf.words import find_words

__all__ = [
    "copy_for_print",
    "cover_material",
    "draw_cover",
    "library_versions",
    "write",
    "write_claim",
]

_COVER = ".cover"
"""The address of the cover among the files of the layout."""


def write(
    publication: Publication, jobs: Jobs | None = None, patched: bool = True
) -> tuple[PdfOutput, tuple[Diagnostic, ...]]:
    """Return the publication as a PDF that keeps the standards of its profile, and warnings.

    Which those are is in `profiles`: PDF/UA-1 and PDF/A-3a, or PDF/UA-2, Well-Tagged PDF and
    PDF/A-4f.

    Args:
        publication: what is written.
        jobs: who lays out; None for this process.
        patched: whether slow functions of WeasyPrint are replaced (`patches`).

    Raises:
        PublishError: `pango-missing`, `weasyprint-version`, `resource-refused`, `glyph-missing`,
            or `layout-failed` for anything else that layout calls an error.
    """
    jobs = jobs or InProcess()
    metadata, settings = publication.metadata, publication.settings
    profile = PROFILES[settings.pdf_standard]
    files = {r.path: File(r.data, r.media_type) for r in publication.resources}
    document = copy_for_print(publication, files, jobs)
    layout = Material(
        publication.templates.get("print.css", ""),
        files,
        publication.fonts,
        page_rules(settings, metadata.form),
        patched,
    )
    material = UnitMaterial(layout, settings.pdf_standard, metadata.date, settings.bleed_mm)
    shared = jobs.share(material)
    end = find_end(document)
    cover = find_words(metadata.language).cover if metadata.form == "book" else None
    recto: Side = "left" if publication.document.get("dir") == "rtl" else "right"
    try:
        units = _split(document, material, shared, jobs)
        del document  # so that it is not in memory together with what becomes of it
        try:
            pagination = paginate(units, material, shared, cover, recto, jobs)
        except WholeOnlyError:
            units = (whole_unit(copy_for_print(publication, files, jobs)),)
            pagination = paginate(units, material, shared, cover, recto, jobs)
    except RefusedResource as error:
        raise PublishError([refuse(error, publication.document)]) from error
    diagnostics = tuple(map(_diagnose, _gather_messages(pagination)))
    if has_errors(diagnostics):
        raise PublishError(diagnostics)
    starts = find_page_starts(pagination, end)

    def finish(pdf: PdfFile) -> None:
        write_metadata(pdf, publication, pagination.folios)
        write_archive(pdf, _sources(publication), metadata.date)

    joined = join(
        pagination,
        [start.node for start in starts],
        finish,
        profile,
        metadata.edition_identifier("pdf").removeprefix("urn:uuid:").replace("-", ""),
        {hashlib.sha256(font.data).hexdigest(): font.data for font in publication.fonts},
        jobs,
        patched,
    )
    labels = {name: pagination.labels[place.page] for name, place in pagination.places.items()}
    return PdfOutput(joined.data, starts, labels, joined.objects), diagnostics


def _split(
    document: Element, material: UnitMaterial, shared: Shared[UnitMaterial], jobs: Jobs
) -> Sequence[Unit]:
    """Return the units of a document, one if its stylesheet needs all of it."""
    layout = material.layout
    if document.find(".//*[@data-chunk]") is not None and not find_whole_only(layout.stylesheet):
        skeleton = make_skeleton(document)
        uses = (layout.stylesheet, layout.page_rules, layout.patched)
        (found,) = jobs.map_memo(find_breaks, [Task((skeleton.data, shared), 1, uses)])
        places = tuple(page_break.element for page_break in found.breaks)
        starts = [skeleton.elements[place] for place in places]
        if starts and not found.whole_only and not has_loose_text(document, starts):
            task = Task((skeleton.data, places, shared), 1, uses)
            (seen,) = jobs.map_memo(find_neighbour_rule, [task])
            if not seen:
                return split_units(document, skeleton, found.breaks)
    return (whole_unit(document),)


def _gather_messages(pagination: Pagination) -> list[Message]:
    """Return what was logged; what several units say of one stylesheet is said once."""
    messages: list[Message] = []
    for placed in pagination.units:
        said = {*messages}
        messages += [message for message in placed.painted.messages if message not in said]
        messages += [
            Message(logging.ERROR, f"No anchor #{name} for internal URI reference")
            for name in placed.unit.outside
            if name not in pagination.places
        ]
    return messages


def copy_for_print(publication: Publication, files: dict[str, File], jobs: Jobs) -> Element:
    """Return the document as print has it; a cover's picture is added to the files."""
    document = copy.deepcopy(publication.document)
    etree.strip_tags(document, etree.Comment, etree.ProcessingInstruction)
    settings = publication.settings
    if settings.notes == "page":
        move_notes(document)
    collapse_white_space(document)
    mark_bases(document)
    furnish_pages(document, publication)
    if publication.metadata.form == "book":
        setup = SETUPS[settings.page_size]
        task = Task((cover_material(publication), setup.width_mm, setup.height_mm))
        ((picture, alternative),) = jobs.map_memo(print_cover, [task])
        files[_COVER] = picture
        add_cover_page(
            document,
            _COVER,
            alternative,
            (setup.width_mm, setup.height_mm),
            settings.bleed_mm,
        )
    return document


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
