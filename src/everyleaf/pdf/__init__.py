"""Write the print edition: a tagged PDF.

1. Copy the document without comments, so that what is laid out is what is tagged; move its notes
   if they shall stand at the page foot (`footnotes`), put the cover before it (`cover_page`), and
   add what the stylesheet shows but cannot find out (`page_furniture`).
2. Copy it once more for layout, with drawn formulas and ruby (`formula`, `ruby`).
3. Lay it out through the seam to WeasyPrint, with the publication's own fonts and images (`weasy`),
   on the author's page size (`page_setup`).
4. Build the structure tree from the HTML (`structure`) and fill it with what layout drew (`tagger`).
5. Note the label of each page (`folios`), at which word each begins (`page_starts`), and which
   element each object was made from (`object_nodes`).
6. Write metadata and attributions (`metadata`, `xmp`), and what archives ask for (`archive`).

Why one pass: layout alone decides pages, and nothing of it is needed to know the structure. Only a
book with an index is laid out twice, because its index quotes its own pages: the second layout has
the final text, and tells whether it moved anything that is quoted.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from everyleaf.diagnostics import Diagnostic, PublishError, has_errors
from everyleaf.index_pages import find_locators, has_index, quote_pages
from everyleaf.model import Element, PageStart, PdfOutput, Publication
from everyleaf.pdf.archive import write_archive
from everyleaf.pdf.boxes import Places
from everyleaf.pdf.cover import cover_material, draw_cover, print_cover
from everyleaf.pdf.cover_page import add_cover_page
from everyleaf.pdf.elements import AssociatedFile
from everyleaf.pdf.folios import FolioRange, label_pages, number_pages
from everyleaf.pdf.footnotes import collapse_white_space, move_notes
from everyleaf.pdf.formula import draw_formulas
from everyleaf.pdf.metadata import write_claim, write_metadata
from everyleaf.pdf.object_nodes import number_objects
from everyleaf.pdf.objects import PdfFile
from everyleaf.pdf.page_furniture import furnish_pages
from everyleaf.pdf.page_setup import SETUPS, page_rules, write_boxes
from everyleaf.pdf.page_starts import find_page_starts
from everyleaf.pdf.profiles import PROFILES, Profile
from everyleaf.pdf.ruby import arrange_ruby, mark_bases
from everyleaf.pdf.structure import build_structure
from everyleaf.pdf.tagger import Painted, write_tags
from everyleaf.pdf.weasy import File, Material, Message, find_pages, library_versions, paint
from everyleaf.words import find_words

__all__ = ["cover_material", "draw_cover", "library_versions", "write", "write_claim"]

_COVER = ".cover"
"""The address of the cover among the files of the layout."""
_LAYOUTS = 3
"""How often an index is laid out again, should it move what it quotes."""


def write(
    publication: Publication, patched: bool = True
) -> tuple[PdfOutput, tuple[Diagnostic, ...]]:
    """Return the publication as a PDF that keeps the standards of its profile, and warnings.

    Which those are is in `profiles`: PDF/UA-1 and PDF/A-3a, or PDF/UA-2, Well-Tagged PDF and
    PDF/A-4f. `patched` is whether slow functions of WeasyPrint are replaced (`patches`).

    Raises:
        PublishError: `pango-missing`, `weasyprint-version`, `resource-refused`, `glyph-missing`,
            or `layout-failed` for anything else that layout calls an error.
    """
    metadata, settings = publication.metadata, publication.settings
    profile = PROFILES[settings.pdf_standard]
    files = {r.path: File(r.data, r.media_type) for r in publication.resources}
    document = _copy_for_print(publication, files)
    drawn, drawings = _copy_for_layout(document)
    files |= {src: File(svg, "image/svg+xml") for src, svg in drawings.items()}
    material = Material(
        publication.templates.get("print.css", ""),
        files,
        publication.fonts,
        page_rules(settings, metadata.form),
        patched=patched,
    )
    edition = _Edition(publication, material, profile)
    if not has_index(document):
        return _paint(edition, document, drawn)
    quoted = {a.get("href", "")[1:] for a in find_locators(document)}
    places = find_pages(drawn, material)
    labels = _label_ids(places, edition.number_pages(places))
    for _ in range(_LAYOUTS):
        output, diagnostics = _paint(
            edition, quote_pages(document, labels), quote_pages(drawn, labels)
        )
        if all(output.labels.get(name) == labels.get(name) for name in quoted):
            break
        labels = dict(output.labels)
    return output, diagnostics


@dataclass(frozen=True, slots=True)
class _Edition:
    """What every layout of the print edition shares."""

    publication: Publication
    material: Material
    profile: Profile

    def number_pages(self, places: Places) -> tuple[FolioRange, ...]:
        metadata = self.publication.metadata
        cover = find_words(metadata.language).cover if metadata.form == "book" else None
        return number_pages(places.matters, cover)


def _label_ids(places: Places, folios: Sequence[FolioRange]) -> dict[str, str]:
    """Return the label of the page on which each id begins."""
    of_pages = label_pages(folios, places.count)
    return {name: of_pages[page] for name, page in places.ids.items()}


def _paint(
    edition: _Edition, document: Element, drawn: Element
) -> tuple[PdfOutput, tuple[Diagnostic, ...]]:
    """Lay out and tag a document whose text is final.

    Args:
        edition: what does not change between layouts.
        document: what is tagged.
        drawn: the same as it is laid out (`_copy_for_layout`).
    """
    metadata, profile = edition.publication.metadata, edition.profile
    starts: list[PageStart] = []
    folios: list[FolioRange] = []
    labels: dict[str, str] = {}
    objects: dict[int, int] = {}

    def tag(painted: Painted) -> None:
        structure = build_structure(document, painted.layout.presentation, profile.pdf_2_0)
        tree = write_tags(painted, structure, document, profile, metadata.date)
        folios.extend(edition.number_pages(painted.places))
        of_pages = label_pages(folios, painted.places.count)
        starts.extend(find_page_starts(document, tree, of_pages))
        pages = painted.pdf.page_references
        objects.update(number_objects(tree, painted.layout.links, pages, starts))
        labels.update(_label_ids(painted.places, folios))

    def finish(pdf: PdfFile) -> None:
        write_metadata(pdf, edition.publication, folios)
        write_archive(pdf, _sources(edition.publication), metadata.date)
        write_boxes(pdf, edition.publication.settings.bleed_mm)

    data, messages = paint(
        drawn,
        edition.material,
        metadata.edition_identifier("pdf").removeprefix("urn:uuid:").replace("-", ""),
        tag,
        finish,
        profile.pdf_version,
        "srgb",
    )
    diagnostics = tuple(map(_diagnose, messages))
    if has_errors(diagnostics):
        raise PublishError(diagnostics)
    return PdfOutput(data, tuple(starts), labels, objects), diagnostics


def _copy_for_print(publication: Publication, files: dict[str, File]) -> Element:
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
        picture, alternative = print_cover(publication, setup.width_mm, setup.height_mm)
        files[_COVER] = picture
        add_cover_page(
            document,
            _COVER,
            alternative,
            (setup.width_mm, setup.height_mm),
            settings.bleed_mm,
        )
    return document


def _copy_for_layout(document: Element) -> tuple[Element, dict[str, bytes]]:
    """Return the document as WeasyPrint can lay it out, and the drawings that it shows."""
    drawn = draw_formulas(document)
    laid_out = drawn.document
    if next(document.iter("ruby"), None) is not None:
        laid_out = copy.deepcopy(laid_out) if laid_out is document else laid_out
        arrange_ruby(laid_out)
    return laid_out, drawn.drawings


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
