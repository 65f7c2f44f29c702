"""The pipeline from top to bottom: the only place where the rooms meet.

    sources ─read─▶ Manuscript ─html─▶ Publication ─pdf─▶ PdfOutput ─┬─epub─▶ .epub
                                                                     ├─web──▶ .html
                                                                     └──────▶ .pdf
                                             .epub, .pdf ─check─▶ verdicts ─▶ report, shelf

1. `prepare` reads, composes and checks every source; all findings come together.
2. `write_editions` writes one publication's files, in memory: the layout first, because the other
   editions quote its pages.
3. `judge` lets the judges read what was written, and `set_aside` what the author accepted.
4. `publish` adds reports, shelf and manifest and puts everything into place at once.

`check_sources` is step 1 alone, for an author who has not finished.

Nothing in the output folder changes until every file of the run is whole.
"""

from __future__ import annotations

import dataclasses
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from everyleaf import check, epub, fonts, html, pdf, read, shelf, web
from everyleaf.accessibility import describe
from everyleaf.check.accepted import set_aside
from everyleaf.check.carried import find_lost_credits
from everyleaf.check.files import check_file
from everyleaf.check.rules import check_publication
from everyleaf.check.verdict import Verdict
from everyleaf.diagnostics import (
    Accepted,
    Diagnostic,
    Position,
    PublishError,
    has_errors,
    sort_diagnostics,
)
from everyleaf.index_pages import has_index, quote_pages
from everyleaf.model import FORMATS, Format, Judgement, PdfStandard, Publication
from everyleaf.report import make_report, write_html, write_json

Report: TypeAlias = Callable[[str, str], None]
"""Called with a publication's name and the step that begins."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A publication that could be composed, and what was found in its sources."""

    publication: Publication
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules say of one source."""

    name: str
    findings: tuple[Diagnostic, ...]
    accepted: tuple[Accepted, ...]


@dataclass(frozen=True, slots=True)
class Editions:
    """One publication's files, whole, still in memory."""

    publication: Publication
    files: Mapping[Format, bytes] = field(repr=False)
    cover: bytes = field(repr=False)
    pages: int
    """Printed pages."""
    verdicts: Mapping[Format, tuple[Verdict, ...]]
    findings: tuple[Diagnostic, ...]
    """Of the source, the layout and the judges."""
    accepted: tuple[Accepted, ...] = ()
    objects: Mapping[int, int] = field(default_factory=dict, repr=False)
    """Of the PDF, as `PdfOutput.objects`."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a run published."""

    editions: tuple[Editions, ...]
    findings: tuple[Diagnostic, ...]
    """Warnings; an error would have stopped the run."""
    written: tuple[Path, ...]


def publish(
    sources: Sequence[Path],
    folder: Path,
    formats: Sequence[Format] = FORMATS,
    *,
    pdf_standard: PdfStandard | None = None,
    lenient: bool = False,
    judged: bool = True,
    required: Collection[check.Judge] = (),
    tools: check.Tools | None = None,
    report: Report = lambda name, step: None,
) -> Result:
    """Publish sources into a folder.

    Args:
        sources: Markdown files, book folders, or folders of both.
        folder: Where the files go; made if it is not there.
        formats: The editions to write.
        pdf_standard: Which standards the PDF keeps; None for what each front matter says.
        lenient: Whether faults of a source that can be mended without its author are mended, each
            with a warning.
        judged: Whether veraPDF and EPUBCheck read what was written, where installed.
        required: Judges whose absence is an error; Ace, axe and Nu read only where they are here.
        tools: Where this machine keeps what Ace, axe and Nu need.
        report: Told about each step, for progress.

    Raises:
        PublishError: if anything is wrong; then nothing in `folder` has changed.
    """
    prepared = prepare(sources, report, lenient=lenient)
    if pdf_standard is not None:
        prepared = [_with_pdf_standard(one, pdf_standard) for one in prepared]
    _make_folder(folder)
    if judged:
        check.warm_up(one.publication.settings.pdf_standard for one in prepared)
    editions = []
    for one in prepared:
        made = write_editions(one, formats, report)
        editions.append(_set_aside(judge(made, report, required, tools) if judged else made))
    findings = sort_diagnostics(f for made in editions for f in made.findings)
    if has_errors(findings):
        raise PublishError(findings)
    publications = [one.publication for one in prepared]
    versions = shelf.find_versions(_versions(publications))
    files = dict(item for made in editions for item in _files(made, versions))
    entries = [_shelve(made) for made in editions]
    files["index.html"] = shelf.write_shelf(
        entries, publications[0].templates, publications[0].fonts
    )
    files["manifest.json"] = shelf.write_manifest(entries, files, versions)
    return Result(tuple(editions), tuple(findings), _replace(folder, files))


def prepare(sources: Sequence[Path], report: Report, *, lenient: bool = False) -> list[Prepared]:
    """Read, compose and check every source.

    Raises:
        PublishError: with the findings of all sources, if any is an error.
    """
    prepared: list[Prepared] = []
    findings: list[Diagnostic] = []
    for file in read.find_sources(sources):
        one, found = _prepare(file, report, lenient=lenient)
        findings += found
        if one is not None:
            prepared.append(one)
    if has_errors(findings):
        raise PublishError(sort_diagnostics(findings))
    return prepared


def check_sources(
    sources: Sequence[Path], report: Report = lambda name, step: None
) -> list[Checked]:
    """Read, compose and check every source, and write nothing.

    Raises:
        PublishError: if there is no source to check.
    """
    checked = []
    for file in read.find_sources(sources):
        one, findings = _prepare(file, report, lenient=False)
        accepted: tuple[Accepted, ...] = ()
        if one is not None:
            weighed = set_aside(
                findings, one.publication.settings.accepted, one.publication.document
            )
            findings, accepted = weighed.standing, weighed.accepted
        name = one.publication.name if one is not None else file.stem
        checked.append(Checked(name, tuple(sort_diagnostics(findings)), accepted))
    return checked


def check_files(
    files: Sequence[Path],
    tools: check.Tools,
    required: Collection[check.Judge] = (),
    report: Report = lambda name, step: None,
) -> list[Checked]:
    """Judge finished files of any maker, by our own readers and by the judges that are installed.

    `required` names the judges whose absence is an error.
    """
    checked = []
    for file in files:
        report(file.name, "checking")
        try:
            found = check_file(file.read_bytes(), file.as_posix(), tools=tools)
        except OSError as error:
            checked.append(Checked(file.name, (_unreadable(file, error),), ()))
            continue
        absent = {
            finding
            for verdict in found.verdicts
            if verdict.missing and verdict.judge.split()[0].lower() in required
            for finding in verdict.findings
        }
        findings = tuple(
            dataclasses.replace(f, severity="error") if f in absent else f for f in found.findings
        )
        checked.append(Checked(file.name, findings, ()))
    return checked


def _prepare(
    file: Path, report: Report, *, lenient: bool
) -> tuple[Prepared | None, tuple[Diagnostic, ...]]:
    """Return a publication if it could be composed, and all that was found."""
    findings: list[Diagnostic] = []
    report(file.stem, "reading")
    try:
        reading = read.read_manuscript(file, lenient=lenient)
        findings += reading.findings
        publication, warnings = html.compose(reading.manuscript)
    except PublishError as error:
        return None, (*findings, *error.diagnostics)
    findings += [*warnings, *check_publication(publication)]
    return Prepared(publication, tuple(findings)), tuple(findings)


def _with_pdf_standard(prepared: Prepared, pdf_standard: PdfStandard) -> Prepared:
    publication = prepared.publication
    settings = dataclasses.replace(publication.settings, pdf_standard=pdf_standard)
    return dataclasses.replace(
        prepared, publication=dataclasses.replace(publication, settings=settings)
    )


def write_editions(prepared: Prepared, formats: Sequence[Format], report: Report) -> Editions:
    """Write one publication in memory."""
    publication = prepared.publication
    report(publication.name, "laying out the pages")
    printed, findings = pdf.write(publication)
    cover = pdf.draw_cover(publication)
    if has_index(publication.document):
        document = quote_pages(publication.document, printed.labels)
        publication = dataclasses.replace(publication, document=document)
    files: dict[Format, bytes] = {}
    if "html" in formats:
        report(publication.name, "writing the web edition")
        files["html"] = web.write(publication, printed.page_starts)
    if "pdf" in formats:
        files["pdf"] = printed.data
    if "epub" in formats:
        report(publication.name, "writing the EPUB")
        files["epub"] = epub.write(publication, printed.page_starts, cover)
    lost = find_lost_credits(files, publication.metadata, publication.name)
    findings = (*prepared.findings, *findings, *lost)
    pages = len(printed.page_starts)
    return Editions(publication, files, cover, pages, {}, findings, objects=printed.objects)


def judge(
    editions: Editions, report: Report, required: Collection[check.Judge], tools: check.Tools | None
) -> Editions:
    """Return the editions with what the judges say of them."""
    report(editions.publication.name, "letting the judges read it")
    publication = editions.publication
    verdicts = check.check_written(
        editions.files, publication.name, publication.settings.pdf_standard, required, tools
    )
    told: list[Diagnostic] = []
    for suffix, of_one in verdicts.items():
        found = [finding for verdict in of_one for finding in verdict.findings]
        if all(finding.position is None for finding in found):  # only that a judge is missing
            told += found
            continue
        # In our words and at the author's line, which takes longer than to know that it passed.
        examined = check_file(
            editions.files[suffix],
            f"{publication.name}.{suffix}",
            publication=publication,
            objects=editions.objects if suffix == "pdf" else None,
            verdicts=of_one,
        )
        told += examined.findings
    return dataclasses.replace(editions, verdicts=verdicts, findings=(*editions.findings, *told))


def _set_aside(editions: Editions) -> Editions:
    """Return the editions without the findings that their author accepted."""
    publication = editions.publication
    weighed = set_aside(editions.findings, publication.settings.accepted, publication.document)
    return dataclasses.replace(editions, findings=weighed.standing, accepted=weighed.accepted)


def _shelve(made: Editions) -> shelf.ShelfEntry:
    """Return what the shelf says of a publication."""
    name = made.publication.name
    return shelf.ShelfEntry(
        name,
        made.publication.metadata,
        f"{name}.png",
        tuple(
            shelf.ShelfEdition(
                format=suffix,
                href=f"{name}.{suffix}",
                size_bytes=len(made.files[suffix]),
                pages=made.pages if suffix == "pdf" else None,
                judgements=_judgements(made, suffix),
            )
            for suffix in ("pdf", "epub", "html")
            if suffix in made.files
        ),
    )


def _versions(publications: Sequence[Publication]) -> dict[str, str]:
    """Return the versions of what is not named by the shelf: libraries and optional fonts."""
    texts = (str(text) for p in publications for text in p.document.itertext())
    return {**pdf.library_versions(), **fonts.optional_versions(texts)}


def _judgements(made: Editions, suffix: Format) -> tuple[Judgement, ...]:
    return tuple(
        Judgement(
            verdict.judge,
            verdict.version,
            verdict.standard,
            verdict.outcome,
            verdict.findings[0].remedy if verdict.missing else None,
        )
        for verdict in made.verdicts.get(suffix, ())
    )


def _files(editions: Editions, versions: Mapping[str, str]) -> Iterable[tuple[str, bytes]]:
    """Return the file name and bytes of each edition, of the cover and of the report."""
    publication = editions.publication
    name = publication.name
    yield from ((f"{name}.{suffix}", data) for suffix, data in editions.files.items())
    yield f"{name}.png", editions.cover
    told = make_report(
        publication,
        describe(publication.document, publication.resources, page_breaks=True),
        {f"{name}.{suffix}": data for suffix, data in editions.files.items()},
        {f"{name}.{suffix}": _judgements(editions, suffix) for suffix in editions.files},
        sort_diagnostics(editions.findings),
        editions.accepted,
        versions,
    )
    yield f"{name}-accessibility.html", write_html(told, publication)
    yield f"{name}-accessibility.json", write_json(told)


def _make_folder(folder: Path) -> None:
    """Make the output folder and make sure, before the long work, that it can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".everyleaf-", dir=folder):
            pass
    except OSError as error:
        raise PublishError([_unwritable(folder, error)]) from error


def _replace(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write all files beside the old ones, then put each into its place in one step.

    A file whose bytes are already there is left alone, with its time.
    """
    try:
        staging = Path(tempfile.mkdtemp(prefix=".everyleaf-", dir=folder))
        try:
            for name, data in files.items():
                with (staging / name).open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
            for name in files:
                if (folder / name).is_dir():
                    raise IsADirectoryError(errno.EISDIR, f"{name} is a folder")
            for name, data in files.items():
                target = folder / name
                if not (target.is_file() and target.read_bytes() == data):
                    (staging / name).replace(target)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise PublishError([_unwritable(folder, error)]) from error
    return tuple(folder / name for name in files)


def _unreadable(file: Path, error: OSError) -> Diagnostic:
    return Diagnostic(
        "file-unreadable",
        "error",
        f"cannot be read: {error.strerror or error}",
        "Check the spelling, and make the file readable for you.",
        Position(file.as_posix()),
    )


def _unwritable(folder: Path, error: OSError) -> Diagnostic:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return Diagnostic(
        "output-unwritable",
        "error",
        f"the output folder cannot be written: {error.strerror or error}",
        "Free some space on the disk."
        if full
        else "Make it writable for you, or name another folder with --to.",
        Position(folder.as_posix()),
    )
