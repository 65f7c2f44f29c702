"""The pipeline from top to bottom: the only place where the rooms meet.

    sources ─read─▶ Manuscript ─html─▶ Publication ─pdf─▶ PdfOutput ─┬─epub─▶ .epub
                                            └──────────web───▶ .html └──────▶ .pdf
                                                                   └─check─▶ verdicts ─▶ shelf

1. `prepare` reads, composes and checks every source; all findings come together.
2. `write_editions` writes one publication's files, in memory.
3. `judge` lets the judges read what was written.
4. `publish` makes the shelf and the manifest and puts everything into place at once.

Nothing in the output folder changes until every file of the run is whole.
"""

from __future__ import annotations

import dataclasses
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from everyleaf import check, epub, fonts, html, pdf, read, shelf, web
from everyleaf.check.rules import check_publication
from everyleaf.check.verdict import Verdict
from everyleaf.diagnostics import (
    Diagnostic,
    Position,
    PublishError,
    has_errors,
    sort_diagnostics,
)
from everyleaf.model import PdfStandard, Publication

Format: TypeAlias = Literal["html", "pdf", "epub"]
FORMATS: tuple[Format, ...] = ("html", "pdf", "epub")

Report: TypeAlias = Callable[[str, str], None]
"""Called with a publication's name and the step that begins."""


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
    judged: bool = True,
    report: Report = lambda name, step: None,
) -> Result:
    """Publish sources into a folder.

    Args:
        sources: Markdown files, or folders of them.
        folder: Where the files go; made if it is not there.
        formats: The editions to write.
        pdf_standard: Which standards the PDF keeps; None for what each front matter says.
        judged: Whether veraPDF and EPUBCheck read what was written, where installed.
        report: Told about each step, for progress.

    Raises:
        PublishError: if anything is wrong; then nothing in `folder` has changed.
    """
    publications, findings = prepare(sources, report)
    if pdf_standard is not None:
        publications = [_with_pdf_standard(p, pdf_standard) for p in publications]
    _make_folder(folder)
    if judged:
        check.warm_up(publication.settings.pdf_standard for publication in publications)
    editions = []
    for publication in publications:
        made = write_editions(publication, formats, report)
        editions.append(judge(made, report) if judged else made)
    findings = sort_diagnostics([*findings, *(f for e in editions for f in e.findings)])
    if has_errors(findings):
        raise PublishError(findings)
    files = dict(item for made in editions for item in _files(made))
    entries = [_shelve(made) for made in editions]
    files["index.html"] = shelf.write_shelf(
        entries, publications[0].templates, publications[0].fonts
    )
    files["manifest.json"] = shelf.write_manifest(entries, files, _versions(publications))
    return Result(tuple(editions), tuple(findings), _replace(folder, files))


def prepare(
    sources: Sequence[Path], report: Report
) -> tuple[list[Publication], Sequence[Diagnostic]]:
    """Read, compose and check every source.

    Raises:
        PublishError: with the findings of all sources, if any is an error.
    """
    publications: list[Publication] = []
    findings: list[Diagnostic] = []
    for file in read.find_sources(sources):
        report(file.stem, "reading")
        try:
            reading = read.read_manuscript(file)
            findings += reading.findings
            publication, warnings = html.compose(reading.manuscript)
        except PublishError as error:
            findings += error.diagnostics
            continue
        findings += [*warnings, *check_publication(publication)]
        publications.append(publication)
    findings = list(sort_diagnostics(findings))
    if has_errors(findings):
        raise PublishError(findings)
    return publications, findings


def _with_pdf_standard(publication: Publication, pdf_standard: PdfStandard) -> Publication:
    settings = dataclasses.replace(publication.settings, pdf_standard=pdf_standard)
    return dataclasses.replace(publication, settings=settings)


def write_editions(publication: Publication, formats: Sequence[Format], report: Report) -> Editions:
    """Write one publication in memory: the layout first, because the EPUB quotes its pages."""
    report(publication.name, "laying out the pages")
    printed, findings = pdf.write(publication)
    cover = pdf.draw_cover(publication)
    files: dict[Format, bytes] = {}
    if "html" in formats:
        report(publication.name, "writing the web edition")
        files["html"] = web.write(publication)
    if "pdf" in formats:
        files["pdf"] = printed.data
    if "epub" in formats:
        report(publication.name, "writing the EPUB")
        files["epub"] = epub.write(publication, printed.page_starts, cover)
    return Editions(publication, files, cover, len(printed.page_starts), {}, findings)


def judge(editions: Editions, report: Report) -> Editions:
    """Return the editions with what the judges say of them."""
    report(editions.publication.name, "letting the judges read it")
    found = check.check_written(
        editions.files.get("pdf"),
        editions.files.get("epub"),
        editions.publication.name,
        editions.publication.settings.pdf_standard,
    )
    verdicts: Mapping[Format, tuple[Verdict, ...]] = {suffix: found[suffix] for suffix in found}
    told = (f for of_one in verdicts.values() for verdict in of_one for f in verdict.findings)
    findings = (*editions.findings, *told)
    return dataclasses.replace(editions, verdicts=verdicts, findings=findings)


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
                judgements=tuple(
                    shelf.Judgement(v.judge, v.version, v.standard, v.outcome)
                    for v in made.verdicts.get(suffix, ())
                ),
            )
            for suffix in ("pdf", "epub", "html")
            if suffix in made.files
        ),
    )


def _versions(publications: Sequence[Publication]) -> dict[str, str]:
    """Return the versions of what is not named by the shelf: libraries and optional fonts."""
    texts = (str(text) for p in publications for text in p.document.itertext())
    return {**pdf.library_versions(), **fonts.optional_versions(texts)}


def _files(editions: Editions) -> Iterable[tuple[str, bytes]]:
    """Return the file name and bytes of each edition and of the cover."""
    name = editions.publication.name
    for suffix, data in editions.files.items():
        yield f"{name}.{suffix}", data
    yield f"{name}.png", editions.cover


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
