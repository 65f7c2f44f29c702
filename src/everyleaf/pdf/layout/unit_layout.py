"""Lay out and draw one unit: a pure function of its job, done wherever it suits.

1. Parse the unit; draw its formulas, arrange its ruby (`formula`, `ruby`).
2. Lay it out as part of a document that is not there (`apart`), page numbers held back (`stamps`).
3. If it asked for page numbers or named strings that are not known yet, say where it breaks, and
   stop: it is laid out again when they are.
4. Draw it, tag it (`tagger`), and keep its objects so that the join can number them anew
   (`loose_objects`).
"""

from __future__ import annotations

import copy
import dataclasses
import datetime
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from lxml import etree

from everyleaf.jobs import Deferred
from everyleaf.memory import collecting_nothing
from everyleaf.model import Element, PdfStandard
from everyleaf.pdf.file.archive import mend_colours
from everyleaf.pdf.file.page_setup import write_boxes
from everyleaf.pdf.file.profiles import PROFILES
from everyleaf.pdf.layout import weasy
from everyleaf.pdf.layout.apart import Surroundings, surrounded
from everyleaf.pdf.layout.drawing import draw
from everyleaf.pdf.layout.formula import draw_formulas
from everyleaf.pdf.layout.held_counters import CannotStampError, HeldBack, Stamps, shape_stamps
from everyleaf.pdf.layout.page_starts import find_begins
from everyleaf.pdf.layout.unit_dump import keep_objects
from everyleaf.pdf.structure.ruby import arrange_ruby
from everyleaf.pdf.structure.tree import build_structure
from everyleaf.pdf.tags.boxes import LaidOutPage, find_matters
from everyleaf.pdf.tags.tagger import Painted, UnitStructure, write_tags
from everyleaf.pdf.unit.painted_unit import Bookmark, Draft, PaintedUnit, Place, UnitJob
from everyleaf.pdf.unit.used_fonts import record_fonts

_POINTS_PER_PIXEL = 0.75


@dataclass(frozen=True, slots=True)
class UnitMaterial:
    """What all units of a publication are laid out with."""

    layout: weasy.Material
    standard: PdfStandard
    date: datetime.date
    """The publication's."""
    bleed_mm: float


def lay_out_unit(job: UnitJob, material: UnitMaterial) -> Draft:
    """Return a unit drawn, or a draft of it if the job does not tell all that it asks.

    Raises:
        weasy.RefusedResource: for anything that is not among the job's files.
    """
    with _collecting_afterwards():
        return _lay_out(job, material)


@contextmanager
def _collecting_afterwards() -> Iterator[None]:
    """Look for garbage once, when nothing of the unit is in use any more.

    Why: Python's collector looks at all boxes of a unit again and again while they are made, which
    is an eighth of the time, and hardly one of them is garbage before the last page is drawn.
    """
    with collecting_nothing():
        try:
            yield
        finally:
            gc.collect(0)  # the youngest objects: all that were made since


def _lay_out(job: UnitJob, material: UnitMaterial) -> Draft:
    """Return a unit drawn, or a draft of it."""
    document = etree.fromstring(job.document)
    drawn, drawings = copy_for_layout(document)
    files = {path: material.layout.files[path] for path in job.files}
    files |= {src: weasy.File(svg, "image/svg+xml") for src, svg in drawings.items()}
    around, held = Surroundings(job), HeldBack()
    with weasy.working(material.layout.patched) as messages:
        with surrounded(weasy.load(), around, held):
            laid_out = weasy.lay_out(drawn, material.layout, files)
            draft = _describe(laid_out.document.pages, around, held)
            if job.draft or draft.whole_only or not around.is_answered:
                return draft
            try:
                painted = _paint(job, laid_out, document, draft, held, material)
            except CannotStampError as error:
                return dataclasses.replace(draft, whole_only=str(error))
        return dataclasses.replace(painted, messages=tuple(messages))


def copy_for_layout(document: Element) -> tuple[Element, dict[str, bytes]]:
    """Return the document as WeasyPrint can lay it out, and the drawings that it shows."""
    drawn = draw_formulas(document)
    laid_out = drawn.document
    if next(document.iter("ruby"), None) is not None:
        laid_out = copy.deepcopy(laid_out) if laid_out is document else laid_out
        arrange_ruby(laid_out)
    return laid_out, drawn.drawings


def _describe(pages: Sequence[LaidOutPage], around: Surroundings, held: HeldBack) -> Draft:
    """Return how a laid-out unit falls into pages."""
    places: dict[str, Place] = {}
    matters: dict[str, int] = {}
    for number, page in enumerate(pages):
        for name, (x, y, *_) in page.anchors.items():
            places.setdefault(name, Place(number, *_in_points(page, x, y)))
        find_matters(page._page_box, number, matters)
    return Draft(len(pages), places, matters, around.last_strings(), around.asked, (), held.refused)


def _in_points(page: LaidOutPage, x: float, y: float) -> tuple[float, float]:
    """Return a place on a page as PDF has it."""
    return x * _POINTS_PER_PIXEL, y * -_POINTS_PER_PIXEL + page.height * _POINTS_PER_PIXEL


def _paint(
    job: UnitJob,
    laid_out: weasy.LaidOut,
    document: Element,
    draft: Draft,
    held: HeldBack,
    material: UnitMaterial,
) -> PaintedUnit:
    """Draw a unit that knows all it asked."""
    profile = PROFILES[material.standard]
    found: list[tuple[Stamps, UnitStructure, PaintedUnit]] = []

    def tag(painted: Painted) -> None:
        stamps = shape_stamps(weasy.load(), held, painted.page_streams)
        structure = build_structure(
            document, painted.layout.presentation, profile.pdf_2_0, job.prefix, job.outside
        )
        top, written = write_tags(painted, structure, document, profile, material.date, job.outside)
        unit = PaintedUnit(
            **{field.name: getattr(draft, field.name) for field in dataclasses.fields(draft)},
            begins=find_begins(document, top, draft.pages),
            bookmarks=_bookmarks(laid_out.document.pages, painted.layout.bookmarks),
            stamps=stamps.stamps,
            stamp_styles=stamps.styles,
        )
        found.append((stamps, written, unit))

    drawn = draw(laid_out, tag, profile.pdf_version)
    ((stamps, written, unit),) = found
    write_boxes(drawn.pdf, material.bleed_mm)
    mend_colours(drawn.pdf)
    stamped = {stamp.page for stamp in stamps.stamps}
    kept, objects = keep_objects(drawn.pdf, written, drawn.fonts.number, stamped)
    fonts = record_fonts(laid_out.document.fonts.values())
    return dataclasses.replace(unit, fonts=fonts, kept=kept, objects=Deferred(objects))


def _bookmarks(pages: Sequence[LaidOutPage], nodes: Sequence[int]) -> tuple[Bookmark, ...]:
    items = [
        (number, page, bookmark) for number, page in enumerate(pages) for bookmark in page.bookmarks
    ]
    return tuple(
        Bookmark(level, label, number, *_in_points(page, *place), state == "open", node)
        for (number, page, (level, label, place, state)), node in zip(items, nodes, strict=True)
    )
