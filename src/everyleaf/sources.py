"""Read, compose and check sources: what `check` does, and `publish` begins with.

    sources ─read─▶ Manuscript ─html─▶ Publication ─check.rules─▶ findings

What comes of a source is remembered by everything that is in its folder (`inputs`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from everyleaf import html, read
from everyleaf.check.accepted import set_aside
from everyleaf.check.rules import Examined, examine_publication
from everyleaf.diagnostics import (
    Accepted,
    Diagnostic,
    PublishError,
    has_errors,
    sort_diagnostics,
)
from everyleaf.fonts import packaged_fonts
from everyleaf.inputs import Inputs
from everyleaf.jobs import HERE, InProcess, Jobs, Task, fleeting
from everyleaf.memory import collecting_nothing
from everyleaf.model import Measurements, Publication
from everyleaf.report import Survey, survey_publication

Report: TypeAlias = Callable[[str, str], None]
"""Called with a publication's name and the step that begins."""

_HERE = InProcess()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A publication that could be composed, and what was found in its sources."""

    publication: Publication
    findings: tuple[Diagnostic, ...]
    measurements: Measurements = field(repr=False)
    survey: Survey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules say of one source."""

    name: str
    findings: tuple[Diagnostic, ...]
    accepted: tuple[Accepted, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """What came of reading one source."""

    publication: Publication | None
    """None if none could be composed."""
    findings: tuple[Diagnostic, ...]
    examination: Examination | None = field(default=None, repr=False)
    """None if there is nothing to examine."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in a publication that was composed."""

    examined: Examined
    survey: Survey


def get_ready() -> None:
    """Have in memory what every source needs."""
    packaged_fonts()


def prepare(
    sources: Sequence[Path],
    report: Report,
    *,
    lenient: bool = False,
    jobs: Jobs = _HERE,
    inputs: Inputs | None = None,
    meanwhile: Callable[[Sequence[Publication]], object] = lambda publications: None,
) -> list[Prepared]:
    """Read, compose and check every source.

    Args:
        sources: Markdown files, book folders, or folders of both.
        report: Told about each step, for progress.
        lenient: Whether faults that can be mended without the author are mended.
        jobs: Does the work.
        inputs: What the sources are; None if nothing is to be remembered by it.
        meanwhile: Called with the publications before they are checked; not if it is known already
            that they have errors.

    Raises:
        PublishError: with the findings of all sources, if any is an error.
    """
    files = read.find_sources(sources)
    for file in files:
        report(file.stem, "reading")
    tasks = [Task((file, lenient, inputs and inputs.of(file), HERE)) for file in files]
    with jobs.reading() as readers:
        found = _examine(readers.map_memo(read_source, tasks), readers, meanwhile)
    if any(has_errors(source.findings) for source in found):
        standing = (finding for source in found for finding in _weigh(source)[0])
        raise PublishError(sort_diagnostics(standing))
    return [
        Prepared(
            source.publication,
            source.findings,
            source.examination.examined.measurements,
            source.examination.survey,
        )
        for source in found
        if source.publication is not None and source.examination is not None
    ]


def _examine(
    found: Sequence[Source], jobs: Jobs, meanwhile: Callable[[Sequence[Publication]], object]
) -> list[Source]:
    """Return sources with what is found in their publications, too."""
    publications = [source.publication for source in found if source.publication is not None]
    if not any(has_errors(source.findings) for source in found):
        meanwhile(publications)
    tasks = [Task((jobs.share(publication), HERE)) for publication in publications]
    examined = iter(jobs.map_memo(examine, tasks))
    return [
        source if source.publication is None else _join(source, next(examined)) for source in found
    ]


def _join(source: Source, examination: Examination) -> Source:
    findings = (*source.findings, *examination.examined.findings)
    return Source(source.publication, findings, examination)


def check_sources(
    sources: Sequence[Path], report: Report = lambda name, step: None
) -> list[Checked]:
    """Read, compose and check every source, and write nothing.

    Raises:
        PublishError: if there is no source to check.
    """
    checked = []
    for file in read.find_sources(sources):
        report(file.stem, "reading")
        source = _read(file, lenient=False)
        if source.publication is not None:
            source = _join(source, examine(source.publication, _HERE))
        findings, accepted = _weigh(source)
        name = source.publication.name if source.publication is not None else file.stem
        checked.append(Checked(name, tuple(sort_diagnostics(findings)), accepted))
    return checked


def _weigh(source: Source) -> tuple[tuple[Diagnostic, ...], tuple[Accepted, ...]]:
    """Return what stands of a source's findings, and what its author accepted."""
    if source.publication is None:
        return source.findings, ()
    publication = source.publication
    weighed = set_aside(source.findings, publication.settings.accepted, publication.document)
    return weighed.standing, weighed.accepted


def read_source(
    file: Path,
    lenient: bool,  # noqa: FBT001  # a task's arguments have no names
    inputs: Inputs | None,
    jobs: Jobs,
) -> Source:
    """Return what comes of one source; a task, which is remembered if the inputs tell all of it."""
    source = _read(file, lenient=lenient, jobs=jobs)
    publication = source.publication
    if inputs is None or publication is None:
        return fleeting(source)
    names = {
        *(source.path for source in publication.sources),
        *(resource.path for resource in publication.resources),
        *({publication.cover.resource.path} if publication.cover else ()),
    }
    counted = inputs.count(file, {PurePosixPath(name) for name in names})
    return source if counted and inputs.are_unchanged() else fleeting(source)


def examine(publication: Publication, jobs: Jobs) -> Examination:
    """Return what is found in a publication, by the rules and for its report; a task."""
    with collecting_nothing():
        return Examination(examine_publication(publication, jobs), survey_publication(publication))


def _read(file: Path, *, lenient: bool, jobs: Jobs = _HERE) -> Source:
    """Return a publication if it could be composed, and what was found on the way."""
    findings: tuple[Diagnostic, ...] = ()
    with collecting_nothing():
        try:
            reading = read.read_manuscript(file, lenient=lenient, jobs=jobs)
            findings = reading.findings
            publication, warnings = html.compose(reading.manuscript, consume=True)
        except PublishError as error:
            return Source(None, (*findings, *error.diagnostics))
        return Source(publication, (*findings, *warnings))
