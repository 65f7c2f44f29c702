"""Find on which page everything is, and have every unit drawn for the place where it stands.

1. Every unit is laid out, as if it began on the side it asks for and knew no page numbers; those
   that need none are drawn at once.
2. Counting pages gives every unit its side, with blank pages between units where that takes one,
   and every id its page number.
3. Units that stand on the other side, show page numbers, quote pages in their text or show what
   came before them are laid out again, with what they asked for; so are those that a change of
   length moves, until nothing moves, at most `_PASSES` times.

Why passes and not one order: a contents list stands before what it lists, and its own length moves
what it lists.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from lxml import etree

from everyleaf.fingerprints import fingerprint
from everyleaf.index_pages import quote_pages
from everyleaf.jobs import Jobs, Shared, Task
from everyleaf.pdf.file.folios import FolioRange, label_pages, number_pages, page_numbers
from everyleaf.pdf.layout.unit_layout import UnitMaterial, lay_out_unit
from everyleaf.pdf.unit.painted_unit import (
    Draft,
    Pagination,
    PaintedUnit,
    Place,
    PlacedUnit,
    Side,
    Unit,
    UnitJob,
)

_PASSES = 5
"""How often units are laid out, should page numbers go on moving what they number."""
_LONG = 4_000_000
"""Documents with more bytes of XML (those of some 1,500 pages) are laid out again in processes of
their own."""
_OTHER: Mapping[Side, Side] = {"left": "right", "right": "left"}


class WholeOnlyError(Exception):
    """Says what in a unit cannot be laid out apart from the rest."""


def paginate(
    units: Sequence[Unit],
    material: UnitMaterial,
    shared: Shared[UnitMaterial],
    cover: str | None,
    recto: Side,
    jobs: Jobs,
    meanwhile: Callable[[], object] | None = None,
) -> Pagination:
    """Return all units in their places, drawn.

    Args:
        units: in the order of the document.
        material: what they are laid out with.
        shared: the same.
        cover: what the cover's page is called; None if there is none.
        recto: the side on which a document begins.
        jobs: who does the work.
        meanwhile: what is called here, perhaps again and again, if others do it.

    Raises:
        WholeOnlyError: if a unit cannot be laid out apart.
        RefusedResource: for anything that is not in the material's files.
    """
    paginator = _Paginator(units, material, shared, cover, recto, jobs, meanwhile)
    return paginator.paginate()


@dataclass(frozen=True, slots=True)
class _Slot:
    """A unit, or a blank page before one, in its place."""

    unit: int | None
    """Its index; None for a blank page."""
    page: int
    side: Side
    """Of its first page."""
    blank_name: str = ""


@dataclass(frozen=True, slots=True)
class _Count:
    """The pages of the document, counted."""

    slots: tuple[_Slot, ...]
    folios: tuple[FolioRange, ...]
    numbers: tuple[int, ...]
    labels: tuple[str, ...]
    places: Mapping[str, Place]


class _Paginator:
    """The passes; it remembers what was made of each job."""

    def __init__(
        self,
        units: Sequence[Unit],
        material: UnitMaterial,
        shared: Shared[UnitMaterial],
        cover: str | None,
        recto: Side,
        jobs: Jobs,
        meanwhile: Callable[[], object] | None,
    ) -> None:
        self._units = units
        self._material = material
        self._shared = shared
        self._cover = cover
        self._recto = recto
        self._jobs = jobs
        self._meanwhile = meanwhile
        self._whole = len(units) == 1
        self._files = _FilesInUse(material)
        self._made: dict[UnitJob, Draft] = {}

    def paginate(self) -> Pagination:
        jobs = [self._first_job(i) for i in range(len(self._units))]
        drafts = self._lay_out(jobs)
        for _ in range(_PASSES):
            count = self._count(drafts)
            wanted = self._jobs_for(count, jobs, drafts)
            if wanted == jobs:
                break
            jobs, drafts = wanted, self._lay_out(wanted, again=True)
        else:
            count = self._count(drafts)
        return self._place(count, drafts)

    def _first_job(self, i: int) -> UnitJob:
        unit = self._units[i]
        return UnitJob(
            unit.name,
            unit.document,
            unit.side or self._recto,
            self._whole,
            first=i == 0,
            outside=tuple(sorted({*unit.outside, *unit.details})),
            draft=unit.quotes_pages,
            files=self._files.of(unit.document),
        )

    def _jobs_for(
        self, count: _Count, jobs: Sequence[UnitJob], drafts: Sequence[Draft]
    ) -> list[UnitJob]:
        """Return the job of each unit, were the pages as counted."""
        sides = {slot.unit: slot.side for slot in count.slots if slot.unit is not None}
        strings: dict[str, str] = {}
        wanted = []
        for i, (unit, job, draft) in enumerate(zip(self._units, jobs, drafts, strict=True)):
            document = unit.document
            if unit.quotes_pages:
                labels = {name: count.labels[place.page] for name, place in count.places.items()}
                document = etree.tostring(
                    quote_pages(etree.fromstring(document), labels), encoding="utf-8"
                )
            numbers = [
                (name, count.numbers[count.places[name].page])
                for name in draft.asked.numbers
                if name in count.places
            ]
            wanted.append(
                replace(
                    job,
                    document=document,
                    side=sides[i],
                    numbers=tuple(numbers) if draft.asked.numbers else None,
                    strings=tuple((n, strings.get(n, "")) for n in draft.asked.strings),
                    draft=False,
                )
            )
            strings |= draft.strings
        return wanted

    def _lay_out(self, jobs: Sequence[UnitJob], *, again: bool = False) -> list[Draft]:
        """Return what was made of each job.

        What is laid out again in a long document is above all its contents list, the longest unit:
        it is drawn in a process that holds nothing yet.
        """
        new = [job for job in dict.fromkeys(jobs) if job not in self._made]
        painters, shared = self._jobs, self._shared
        if again and new and sum(len(unit.document) for unit in self._units) > _LONG:
            painters = self._jobs.afresh()
            shared = painters.share(self._material)
        tasks = [
            Task((job, shared), weight=len(job.document), uses=self._files.uses(job)) for job in new
        ]
        drawn = painters.map_memo(lay_out_unit, tasks, self._meanwhile)
        self._made |= zip(new, drawn, strict=True)
        drafts = [self._made[job] for job in jobs]
        for draft in drafts:
            if draft.whole_only:
                raise WholeOnlyError(draft.whole_only)
        return drafts

    def _count(self, drafts: Sequence[Draft]) -> _Count:
        """Return where every unit begins, and what that makes of page numbers."""
        slots: list[_Slot] = []
        matters: dict[str, int] = {}
        places: dict[str, Place] = {}
        page, side = 0, self._recto
        for i, (unit, draft) in enumerate(zip(self._units, drafts, strict=True)):
            if unit.side not in (None, side) and i:
                slots.append(_Slot(None, page, side, unit.blank_page))
                page, side = page + 1, _OTHER[side]
            slots.append(_Slot(i, page, side))
            for matter, begin in draft.matters.items():
                matters.setdefault(matter, page + begin)
            for name, place in draft.places.items():
                places.setdefault(name, replace(place, page=page + place.page))
            page += draft.pages
            side = side if draft.pages % 2 == 0 else _OTHER[side]
        folios = number_pages(matters, self._cover)
        return _Count(
            tuple(slots),
            folios,
            page_numbers(folios, page),
            label_pages(folios, page),
            places,
        )

    def _place(self, count: _Count, drafts: Sequence[Draft]) -> Pagination:
        """Return the units as counted, with the blank pages between them."""
        blank = _make_blank(self._units[0])
        placed = []
        for slot in count.slots:
            painted = self._draw_blank(blank, slot) if slot.unit is None else drafts[slot.unit]
            assert isinstance(painted, PaintedUnit)  # it was told all that it asked
            unit = blank if slot.unit is None else self._units[slot.unit]
            placed.append(PlacedUnit(unit, painted, slot.page))
        return Pagination(placed, count.folios, count.numbers, count.labels, count.places)

    def _draw_blank(self, blank: Unit, slot: _Slot) -> Draft:
        """Return a blank page; named strings on it are empty."""
        job = UnitJob(
            blank.name,
            blank.document,
            slot.side,
            whole=False,
            first=False,
            blank=slot.blank_name,
            numbers=(),
            files=self._files.of(blank.document),
        )
        (draft,) = self._lay_out([job])
        if draft.asked.strings:
            job = replace(job, strings=tuple((name, "") for name in draft.asked.strings))
            (draft,) = self._lay_out([job])
        return draft


def _make_blank(first: Unit) -> Unit:
    """Return a unit with nothing in its body."""
    html = etree.fromstring(first.document)
    body = html.find("body")
    assert body is not None
    for child in list(body):
        body.remove(child)
    body.text = None
    document = etree.tostring(html, encoding="utf-8")
    return Unit(".blank", document, (), first.wrappers[:1])


_BEYOND = re.compile(rb"url\(|@import|href\s*=\s*[\"'](?!#)", re.IGNORECASE)
"""How a stylesheet or a drawing may ask for a file that is not named in the document."""


class _FilesInUse:
    """Which files a unit may ask for, and what else its layout depends on."""

    def __init__(self, material: UnitMaterial) -> None:
        self._material = material
        layout = material.layout
        self._files = layout.files
        self._all = bool(_BEYOND.search(layout.stylesheet.encode()))
        self._open = {
            path
            for path, file in layout.files.items()
            if file.media_type == "image/svg+xml" and _BEYOND.search(file.data)
        }
        self._digests: dict[str, str] = {}
        self._fonts = fingerprint(layout.fonts)

    def of(self, document: bytes) -> tuple[str, ...]:
        """Return the paths of the files that a unit may ask for, sorted."""
        named = [path for path in self._files if _names(path, document)]
        if self._all or self._open & {*named}:
            named = list(self._files)
        return tuple(sorted(named))

    def uses(self, job: UnitJob) -> tuple[object, ...]:
        """Return all of the material that the layout of a job depends on."""
        layout = self._material.layout
        return (
            layout.stylesheet,
            layout.page_rules,
            layout.patched,
            self._fonts,
            self._material.standard,
            self._material.date,
            self._material.bleed_mm,
            job,
            tuple((path, self._files[path].media_type, self._digest(path)) for path in job.files),
        )

    def _digest(self, path: str) -> str:
        if path not in self._digests:
            self._digests[path] = hashlib.sha256(self._files[path].data).hexdigest()
        return self._digests[path]


def _names(path: str, document: bytes) -> bool:
    """Tell whether a document may name a file."""
    escaped = path.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return any(form.encode() in document for form in {escaped, path, quote(path)})
