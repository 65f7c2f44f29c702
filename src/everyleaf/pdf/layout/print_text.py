"""Make of a document what is printed: stretches that begin a page, and what they show.

1. Copy the document without comments, so that what is laid out is what is tagged; move its notes
   if they shall stand at the page foot (`footnotes`), put the cover before it (`cover_page`), and
   add what the stylesheet shows but cannot find out (`page_furniture`).
2. Cut it into units, each of which begins a page (`page_flow`, `units`); what cannot be cut is one
   unit (`whole_only`).

Why a task that is given the document as XML: the process that has the publication need not have a
second tree of it, and one that can lay out asks the stylesheet where pages begin.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml import etree

from everyleaf.accessibility import describe_print
from everyleaf.jobs import Jobs, Shared, Task
from everyleaf.model import Accessibility, Document, Element, Publication
from everyleaf.pdf.file.page_setup import SETUPS, page_rules
from everyleaf.pdf.file.profiles import PROFILES
from everyleaf.pdf.layout.cover import cover_material, print_cover
from everyleaf.pdf.layout.cover_page import add_cover_page
from everyleaf.pdf.layout.footnotes import collapse_white_space, move_notes
from everyleaf.pdf.layout.neighbours import find_neighbour_rule
from everyleaf.pdf.layout.page_flow import find_breaks, make_skeleton
from everyleaf.pdf.layout.page_furniture import furnish_pages
from everyleaf.pdf.layout.page_starts import find_end
from everyleaf.pdf.layout.unit_layout import UnitMaterial
from everyleaf.pdf.layout.units import has_loose_text, split_units, whole_unit
from everyleaf.pdf.layout.weasy import File, Material, make_ready, working
from everyleaf.pdf.layout.whole_only import find_whole_only
from everyleaf.pdf.structure.ruby import mark_bases
from everyleaf.pdf.unit.painted_unit import Side, Unit

_COVER = ".cover"
"""The address of the cover among the files of the layout."""


@dataclass(frozen=True, slots=True)
class PrintText:
    """What is printed of a publication."""

    units: tuple[Unit, ...] = field(repr=False)
    cover: File | None = field(repr=False)
    """The picture of the cover; None if the publication has none."""
    recto: Side
    """The side on which the document begins."""
    end: tuple[int, int]
    """Of its text, as `page_starts.find_end`."""
    accessibility: Accessibility
    """Of the tagged PDF."""


def cut_for_print(
    text: bytes,
    publication: Publication,
    whole: bool,  # noqa: FBT001  # a task's arguments have no names
    patched: bool,  # noqa: FBT001
    jobs: Jobs,
) -> PrintText:
    """Return what is printed of a publication; a task.

    Args:
        text: XML of its document.
        publication: the rest of it.
        whole: whether it is one unit, although it could be cut.
        patched: whether slow functions of WeasyPrint are replaced meanwhile (`patches`).
        jobs: remembers what is cut again and again.

    Raises:
        RefusedResource: for anything that is not in the publication.
    """
    document = Document(text).root
    mathml = PROFILES[publication.settings.pdf_standard].pdf_2_0
    accessibility = describe_print(document, publication.resources, mathml=mathml)
    recto: Side = "left" if document.get("dir") == "rtl" else "right"
    cover = arrange_for_print(document, publication, jobs)
    material = Shared(make_material(publication, cover, patched))
    units = (whole_unit(document),) if whole else _split(document, material, jobs)
    with working(patched):
        make_ready(material.value.layout)  # whoever cuts is mostly the first to lay out
    return PrintText(units, cover, recto, find_end(document), accessibility)


def make_material(publication: Publication, cover: File | None, patched: bool) -> UnitMaterial:
    """Return what the units of a publication are laid out with."""
    settings, metadata = publication.settings, publication.metadata
    files = {r.path: File(r.data, r.media_type) for r in publication.resources}
    layout = Material(
        publication.templates.get("print.css", ""),
        files if cover is None else {**files, _COVER: cover},
        publication.fonts,
        page_rules(settings, metadata.form),
        patched,
    )
    return UnitMaterial(layout, settings.pdf_standard, metadata.date, settings.bleed_mm)


def arrange_for_print(document: Element, publication: Publication, jobs: Jobs) -> File | None:
    """Make a document what print has; return the cover's picture, if it has one."""
    on_cover = cover_material(replace(publication, kept=Document(document)))
    etree.strip_tags(document, etree.Comment, etree.ProcessingInstruction)
    settings = publication.settings
    if settings.notes == "page":
        move_notes(document)
    collapse_white_space(document)
    mark_bases(document)
    furnish_pages(document, publication)
    if publication.metadata.form == "book":
        setup = SETUPS[settings.page_size]
        task = Task((on_cover, setup.width_mm, setup.height_mm))
        ((picture, alternative),) = jobs.map_memo(print_cover, [task])
        add_cover_page(
            document,
            _COVER,
            alternative,
            (setup.width_mm, setup.height_mm),
            settings.bleed_mm,
        )
        return picture
    return None


def _split(document: Element, material: Shared[UnitMaterial], jobs: Jobs) -> tuple[Unit, ...]:
    """Return the units of a document, one if its stylesheet needs all of it."""
    layout = material.value.layout
    if document.find(".//*[@data-chunk]") is not None and not find_whole_only(layout.stylesheet):
        skeleton = make_skeleton(document)
        uses = (layout.stylesheet, layout.page_rules, layout.patched)
        (found,) = jobs.map_memo(find_breaks, [Task((skeleton.data, material), 1, uses)])
        places = tuple(page_break.element for page_break in found.breaks)
        starts = [skeleton.elements[place] for place in places]
        if starts and not found.whole_only and not has_loose_text(document, starts):
            task = Task((skeleton.data, places, material), 1, uses)
            (seen,) = jobs.map_memo(find_neighbour_rule, [task])
            if not seen:
                return split_units(document, skeleton, found.breaks)
    return (whole_unit(document),)
