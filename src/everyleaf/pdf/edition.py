"""Write the print edition, step by step as `everyleaf.pdf` says."""

from __future__ import annotations

import functools
import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from everyleaf.diagnostics import Diagnostic, PublishError, has_errors
from everyleaf.jobs import HERE, InProcess, Jobs, Task
from everyleaf.model import Accessibility, Document, PageStart, PdfOutput, Publication
from everyleaf.pdf.file.archive import write_archive
from everyleaf.pdf.file.metadata import write_metadata
from everyleaf.pdf.file.objects import PdfFile
from everyleaf.pdf.file.profiles import PROFILES
from everyleaf.pdf.join.book import Shell, join, make_shell
from everyleaf.pdf.layout.page_starts import find_page_starts
from everyleaf.pdf.layout.pagination import WholeOnlyError, paginate
from everyleaf.pdf.layout.print_text import PrintText, cut_for_print, make_material
from everyleaf.pdf.layout.weasy import RefusedResource, refuse
from everyleaf.pdf.structure.elements import AssociatedFile
from everyleaf.pdf.unit.message import Message
from everyleaf.pdf.unit.painted_unit import Pagination
from everyleaf.words import find_words


@dataclass(frozen=True, slots=True)
class LaidOutBook:
    """The pages of a publication, drawn, and what other editions quote of them."""

    pagination: Pagination = field(repr=False)
    page_starts: tuple[PageStart, ...] = field(repr=False)
    """As `PdfOutput.page_starts`."""
    labels: Mapping[str, str] = field(repr=False)
    """As `PdfOutput.labels`."""
    shell: Callable[[], Shell] = field(repr=False)
    """Returns what the file has besides its pages, made while they were laid out."""
    diagnostics: tuple[Diagnostic, ...]


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
        PublishError: as `lay_out`.
    """
    jobs = jobs or InProcess()
    laid_out = lay_out(publication, jobs, patched)
    return join_pages(publication, laid_out, jobs, patched), laid_out.diagnostics


def cut(publication: Publication, jobs: Jobs, patched: bool, *, whole: bool = False) -> PrintText:
    """Return what is printed of a publication, in units or as a whole.

    Raises:
        RefusedResource: for anything that is not in the publication.
    """
    rest = replace(publication, kept=Document(b"<html/>"), sources=())
    # Where the author's files are, because the cover and what was cut before are remembered.
    task = Task((publication.kept.text, rest, whole, patched, HERE))
    return jobs.local.map_memo(cut_for_print, [task])[0]


def lay_out(publication: Publication, jobs: Jobs, patched: bool = True) -> LaidOutBook:
    """Return the pages of a publication; the arguments are those of `write`.

    Raises:
        PublishError: `pango-missing`, `weasyprint-version`, `resource-refused`, `glyph-missing`,
            or `layout-failed` for anything else that layout calls an error.
    """
    metadata = publication.metadata
    cover = find_words(metadata.language).cover if metadata.form == "book" else None
    try:
        made = cut(publication, jobs, patched)
        material = make_material(publication, made.cover, patched)
        shared = jobs.share(material)
        shell = functools.cache(functools.partial(_make_shell, publication, made.accessibility))
        try:
            pagination = paginate(made.units, material, shared, cover, made.recto, jobs, shell)
        except WholeOnlyError:
            made = cut(publication, jobs, patched, whole=True)
            pagination = paginate(made.units, material, shared, cover, made.recto, jobs, shell)
    except RefusedResource as error:
        raise PublishError([refuse(error, publication.document)]) from error
    diagnostics = tuple(map(_diagnose, _gather_messages(pagination)))
    if has_errors(diagnostics):
        raise PublishError(diagnostics)
    labels = {name: pagination.labels[place.page] for name, place in pagination.places.items()}
    starts = find_page_starts(pagination, made.end)
    return LaidOutBook(pagination, starts, labels, shell, diagnostics)


def _make_shell(publication: Publication, accessibility: Accessibility) -> Shell:
    def finish(pdf: PdfFile) -> None:
        write_metadata(pdf, publication, accessibility)
        write_archive(pdf, _sources(publication), publication.metadata.date)

    return make_shell(finish)


def join_pages(
    publication: Publication, laid_out: LaidOutBook, jobs: Jobs, patched: bool = True
) -> PdfOutput:
    """Return the file of pages that are drawn; the arguments are those of `write`."""
    joined = join(
        laid_out.pagination,
        [start.node for start in laid_out.page_starts],
        laid_out.shell(),
        PROFILES[publication.settings.pdf_standard],
        publication.metadata.edition_identifier("pdf").removeprefix("urn:uuid:").replace("-", ""),
        {hashlib.sha256(font.data).hexdigest(): font for font in publication.fonts},
        jobs,
        patched,
    )
    return PdfOutput(joined.data, laid_out.page_starts, laid_out.labels, joined.objects)


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
