"""The pipeline from top to bottom: the only place where the rooms meet.

    sources ─read─▶ Manuscript ─html─▶ Publication ─pdf─▶ PdfOutput ─┬─epub─▶ .epub
                                                                     ├─web──▶ .html
                                                                     └──────▶ .pdf
                                             .epub, .pdf ─check─▶ verdicts ─▶ report, shelf

1. `sources.prepare` reads, composes and checks every source; all findings come together.
2. `write_editions` writes one publication's files, in memory: the layout first, because the other
   editions quote its pages.
3. `judge` lets the judges read what was written, and `set_aside` what the author accepted.
4. `certify` lets each edition claim the conformance that a reviewer attests, if all of that proves
   it, and lets the judges read those files again.
5. `publish` adds reports, shelf and manifest and puts everything into place at once.

Nothing in the output folder changes until every file of the run is whole.

Every step that takes long is a task (`jobs`): a function here whose result depends on its arguments
alone, so that it is done once, in whichever process, and several publications are made side by side.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias, cast

from everyleaf import epub, pdf, shelf
from everyleaf.check import judges
from everyleaf.check.accepted import set_aside
from everyleaf.check.carried import find_lost_credits
from everyleaf.check.proof import (
    UNPROVED,
    find_doubts_of_edition,
    find_doubts_of_file,
    find_doubts_of_text,
    report_doubts,
)
from everyleaf.check.tools import Tools
from everyleaf.check.verdict import Verdict
from everyleaf.conformance import claim_in
from everyleaf.diagnostics import (
    Accepted,
    Diagnostic,
    Position,
    PublishError,
    has_errors,
    sort_diagnostics,
)
from everyleaf.editions import draw_cover, write_edition
from everyleaf.fingerprints import library_versions
from everyleaf.index_pages import has_index, quote_pages
from everyleaf.inputs import Inputs
from everyleaf.jobs import HERE, InProcess, Jobs, Task
from everyleaf.model import (
    FORMATS,
    Attestation,
    Conformance,
    Document,
    Doubt,
    Format,
    Judgement,
    Measurements,
    PageStart,
    PdfOutput,
    PdfStandard,
    Publication,
)
from everyleaf.output_folder import replace_files, require_writable
from everyleaf.pdf import patches
from everyleaf.report import (
    TEMPLATE,
    Survey,
    make_report,
    survey_publication,
    write_html,
    write_json,
)
from everyleaf.sources import Checked, Prepared, Report, prepare
from everyleaf.template import load_template, packaged_templates

_HERE = InProcess()
_Pages: TypeAlias = tuple["PdfOutput | pdf.LaidOutBook", tuple[Diagnostic, ...]]
"""The pages of a publication, as a file where that is remembered, and warnings."""
_NOTHING_BEGUN: MutableMapping[str, Callable[[], _Pages]] = {}
_LONG = 6_000_000
"""Documents with more bytes of XML (those of some 1,300 pages) are text here while others write."""


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
    survey: Survey = field(repr=False)
    accepted: tuple[Accepted, ...] = ()
    objects: Mapping[int, int] = field(default_factory=dict, repr=False)
    """Of the PDF, as `PdfOutput.objects`."""
    page_starts: tuple[PageStart, ...] = field(default=(), repr=False)
    conformance: Conformance | None = None
    """What came of the reviewer's word; None if there is no review."""
    measurements: Measurements = field(default=Measurements(), repr=False)
    unasked: Mapping[Format, tuple[Judgement, ...]] = field(default_factory=dict)
    """Judges that could have read an edition, and were not asked; empty if none was to judge."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a run published."""

    editions: tuple[Editions, ...]
    findings: tuple[Diagnostic, ...]
    """Warnings; an error would have stopped the run."""
    hashes: Mapping[str, str]
    """Name of each written file → SHA-256."""


def get_ready() -> None:
    """Have in memory what every publication needs in the end, and most before."""
    from everyleaf.pdf import edition  # noqa: F401  # to have it

    templates = packaged_templates()
    for name in (TEMPLATE, shelf.TEMPLATE):
        load_template(templates, name)
    shelf.find_versions()


def publish(
    sources: Sequence[Path],
    folder: Path,
    formats: Sequence[Format] = FORMATS,
    *,
    pdf_standard: PdfStandard | None = None,
    lenient: bool = False,
    judged: bool = True,
    required: Collection[judges.Judge] = (),
    tools: Tools | None = None,
    report: Report = lambda name, step: None,
    jobs: Jobs = _HERE,
    inputs: Inputs | None = None,
    patched: bool = True,
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
        jobs: Does the work.
        inputs: What the sources are; None if nothing is to be remembered by it.
        patched: Whether slow functions of WeasyPrint are replaced.

    Raises:
        PublishError: if anything is wrong; then nothing in `folder` has changed.
    """
    begun: dict[str, Callable[[], _Pages]] = {}

    def begin(publications: Sequence[Publication]) -> None:
        """Have the first laid out while it is judged."""
        for publication in publications[:1]:
            text = _with_pdf_standard(publication, pdf_standard)
            if _needs_pages(text, formats):
                find = functools.partial(_find_pages, text, jobs, patched=patched)
                begun[text.name] = jobs.aside(find)

    prepared = [
        dataclasses.replace(one, publication=_with_pdf_standard(one.publication, pdf_standard))
        for one in prepare(
            sources, report, lenient=lenient, jobs=jobs, inputs=inputs, meanwhile=begin
        )
    ]
    for one in prepared:
        if _is_long(one.publication):
            one.publication.kept.put_away()
    require_writable(folder)
    if judged and not all(
        _is_known(one.publication, formats, jobs, patched=patched) for one in prepared
    ):
        judges.warm_up(one.publication.settings.pdf_standard for one in prepared)
    write = functools.partial(
        write_editions, formats=formats, report=report, jobs=jobs, patched=patched, begun=begun
    )
    editions = []
    for made in jobs.each(write, prepared):
        seen = judge(made, report, required, tools, jobs) if judged else made
        editions.append(_set_aside(certify(seen, report, required, tools, jobs)))
    findings = sort_diagnostics(f for made in editions for f in made.findings)
    if has_errors(findings):
        raise PublishError(findings)
    publications = [one.publication for one in prepared]
    versions = shelf.find_versions(_versions([one.survey for one in prepared]))
    files = dict(item for made in editions for item in _files(made, versions, jobs))
    entries = [_shelve(made) for made in editions]
    files["index.html"] = shelf.write_shelf(
        entries, publications[0].templates, publications[0].fonts, jobs
    )
    files["manifest.json"] = shelf.write_manifest(entries, files, versions)
    replace_files(folder, files)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return Result(tuple(editions), tuple(findings), hashes)


def check_files(
    files: Sequence[Path],
    tools: Tools,
    required: Collection[judges.Judge] = (),
    report: Report = lambda name, step: None,
) -> list[Checked]:
    """Judge finished files of any maker, by our own readers and by the judges that are installed.

    `required` names the judges whose absence is an error.
    """
    from everyleaf.check.files.examination import check_file

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


def _with_pdf_standard(publication: Publication, pdf_standard: PdfStandard | None) -> Publication:
    if pdf_standard is None:
        return publication
    settings = dataclasses.replace(publication.settings, pdf_standard=pdf_standard)
    return dataclasses.replace(publication, settings=settings)


def write_editions(
    prepared: Prepared,
    formats: Collection[Format],
    report: Report,
    jobs: Jobs = _HERE,
    *,
    patched: bool = True,
    begun: MutableMapping[str, Callable[[], _Pages]] = _NOTHING_BEGUN,
) -> Editions:
    """Write one publication in memory.

    Without a PDF nothing is laid out, since nobody could look up the pages that the other editions
    would quote; only an index quotes them in any case. `begun` has the pages of those publications,
    by their names, whose layout has begun.
    """
    publication = text = prepared.publication
    name, metadata, findings = text.name, text.metadata, prepared.findings
    pages: PdfOutput | pdf.LaidOutBook = PdfOutput(b"", ())
    if _needs_pages(text, formats):
        report(name, "laying out the pages")
        early = begun.pop(name, None)
        if early and not _is_long(text):
            jobs.share(text)  # which the other editions need; meanwhile there is time
        pages, warnings = early() if early else _find_pages(text, jobs, patched=patched)
        findings = (*findings, *warnings)
        publication = _quote_pages(text, pages.labels)

    def write(part: str) -> object:
        """Write what needs no more than the pages: the PDF, or the others beside it."""
        if part == "others":
            return _write_others(publication, formats, pages.page_starts, jobs)
        if isinstance(pages, PdfOutput):
            return pages
        if "pdf" not in formats:
            return PdfOutput(b"", pages.page_starts)
        joined = pdf.join_pages(text, pages, jobs, patched)
        task = _printing(text, jobs, patched=patched)
        return jobs.keep(print_pages, task, (joined, pages.diagnostics))[0]

    report(name, "writing the editions")
    made = tuple(jobs.each(write, ("pdf", "others")))
    printed, written = cast("tuple[PdfOutput, dict[Format, bytes]]", made)
    files: dict[Format, bytes] = {
        suffix: printed.data if suffix == "pdf" else written[suffix]
        for suffix in ("html", "pdf", "epub")
        if suffix in formats
    }
    if "epub" in files and publication.cover is None:
        cover = epub.read_drawn_cover(files["epub"])
    else:
        cover = draw_cover(publication, jobs)
    if metadata.attributions:
        # Tasks: PDFium is no guest for several threads of one process.
        looked_at = [
            Task((jobs.share({suffix: files[suffix]}), metadata, name)) for suffix in files
        ]
        for lost in jobs.map_memo(find_lost_credits, looked_at):
            findings = (*findings, *lost)
    seen = prepared.survey
    if publication is not text:  # what is quoted of the pages may be among it
        (seen,) = jobs.map_memo(survey_publication, [Task((jobs.share(publication),))])
    return Editions(
        publication,
        files,
        cover,
        len(printed.page_starts),
        {},
        findings,
        seen,
        objects=printed.objects,
        page_starts=printed.page_starts,
        measurements=prepared.measurements,
    )


def _find_pages(publication: Publication, jobs: Jobs, *, patched: bool) -> _Pages:
    """Return the pages of a publication as they are remembered, or laid out now."""
    task = _printing(publication, jobs, patched=patched)
    if jobs.knows(print_pages, task):
        return jobs.do(print_pages, *task.arguments)
    laid_out = pdf.lay_out(publication, jobs, patched)
    return laid_out, laid_out.diagnostics


def _quote_pages(publication: Publication, labels: Mapping[str, str]) -> Publication:
    """Return the publication with the pages that its index quotes, if it has one."""
    if not _quotes_pages(publication):
        return publication
    kept = Document(quote_pages(publication.document, labels))
    if publication.kept.is_away:
        kept.put_away()
    return dataclasses.replace(publication, kept=kept)


def _write_others(
    publication: Publication,
    formats: Collection[Format],
    page_starts: Sequence[PageStart],
    jobs: Jobs,
) -> dict[Format, bytes]:
    """Return the editions that quote the pages of the print edition.

    Those of a long document are not written beside what a process remembers of laying it out.
    """
    others: list[Format] = [suffix for suffix in ("epub", "html") if suffix in formats]
    if not others:
        return {}
    writers = jobs.afresh() if _is_long(publication) else jobs
    shared = writers.share(publication)
    tasks = [Task((suffix, shared, page_starts, HERE)) for suffix in others]
    return dict(zip(others, writers.map_memo(write_edition, tasks), strict=True))


def _is_long(publication: Publication) -> bool:
    return len(publication.kept.text) > _LONG


def print_pages(
    publication: Publication,
    jobs: Jobs,
    patched: bool,  # noqa: FBT001  # a task's arguments have no names
) -> tuple[PdfOutput, tuple[Diagnostic, ...]]:
    """Return the print edition, and warnings; a task."""
    return pdf.write(publication, jobs, patched)


def _needs_pages(publication: Publication, formats: Collection[Format]) -> bool:
    return "pdf" in formats or _quotes_pages(publication)


def _quotes_pages(publication: Publication) -> bool:
    """Tell whether the text has an index; few need a tree of it to know that they have none."""
    return b"doc-index" in publication.kept.text and has_index(publication.document)


def _printing(publication: Publication, jobs: Jobs, *, patched: bool) -> Task:
    return Task((publication, jobs, patched))


def _is_known(
    publication: Publication, formats: Collection[Format], jobs: Jobs, *, patched: bool
) -> bool:
    """Tell whether the files that the judges read are remembered, and so their verdicts too."""
    if _needs_pages(publication, formats):
        return jobs.knows(print_pages, _printing(publication, jobs, patched=patched))
    return jobs.knows(write_edition, Task(("epub", jobs.share(publication), (), HERE)))


def judge(
    editions: Editions,
    report: Report,
    required: Collection[judges.Judge],
    tools: Tools | None,
    jobs: Jobs = _HERE,
) -> Editions:
    """Return the editions with what the judges say of them."""
    report(editions.publication.name, "letting the judges read it")
    publication = editions.publication
    reviewed = publication.settings.reviewed is not None
    verdicts = judges.check_written(
        editions.files,
        publication.name,
        publication.settings.pdf_standard,
        required,
        tools,
        jobs,
        judges.JUDGES if reviewed else (),
    )
    told: list[Diagnostic] = []
    for suffix, found_of_one in verdicts.items():
        # Of a judge that a claim would need, `certify` says that it is missing.
        of_one = tuple(
            verdict
            for verdict in found_of_one
            if not (reviewed and verdict.missing and not has_errors(verdict.findings))
        )
        found = [finding for verdict in of_one for finding in verdict.findings]
        if all(finding.position is None for finding in found):  # only that a judge is missing
            told += found
            continue
        # Here, since it is slow to load and most files pass.
        from everyleaf.check.files.examination import check_file

        # In our words and at the author's line, which takes longer than to know that it passed.
        examined = check_file(
            editions.files[suffix],
            f"{publication.name}.{suffix}",
            publication=publication,
            objects=editions.objects if suffix == "pdf" else None,
            verdicts=of_one,
        )
        told += examined.findings
    return dataclasses.replace(
        editions,
        verdicts=verdicts,
        findings=(*editions.findings, *told),
        unasked=judges.find_unasked(editions.files, verdicts),
    )


def certify(
    editions: Editions,
    report: Report,
    required: Collection[judges.Judge],
    tools: Tools | None,
    jobs: Jobs = _HERE,
) -> Editions:
    """Return the editions with the claim that a reviewer attests, in each that proves it.

    Those that claim it have been judged again, with the claim; the verdicts are of these files.
    """
    publication = editions.publication
    attestation = publication.settings.reviewed
    if attestation is None:
        return editions
    acceptances = [a for a in publication.settings.accepted if a.code != UNPROVED]
    weighed = set_aside(editions.findings, acceptances, publication.document)
    if has_errors(weighed.standing):
        return editions  # nothing of it will be published
    formats = tuple(editions.files)
    doubts = [*find_doubts_of_text(publication, attestation, weighed, formats)]
    for suffix in formats:
        doubts += find_doubts_of_edition(suffix, editions.verdicts.get(suffix, ()))
    doubted = {suffix for doubt in doubts for suffix in doubt.formats}
    files = {f: write_claim(editions, f, attestation, jobs) for f in formats if f not in doubted}
    claiming = dataclasses.replace(editions, files=files, verdicts={}, findings=())
    claiming = judge(claiming, report, required, tools, jobs) if files else claiming
    for suffix in tuple(files):
        found = _doubt_again(claiming, suffix, {a.finding.code for a in weighed.accepted}, jobs)
        if found:
            doubts += found
            del files[suffix]
    return dataclasses.replace(
        editions,
        files={**editions.files, **files},
        verdicts={**editions.verdicts, **{f: claiming.verdicts[f] for f in files}},
        findings=(*editions.findings, *report_doubts(publication.name, attestation, doubts)),
        conformance=Conformance(
            attestation, {f: claim_in(f, attestation) for f in files}, tuple(doubts)
        ),
    )


def write_claim(
    editions: Editions, suffix: Format, claim: Attestation, jobs: Jobs = _HERE
) -> bytes:
    """Return an edition's file with the claim."""
    publication = editions.publication
    if suffix == "pdf":
        from everyleaf.pdf.file.metadata import write_claim as write_pdf_claim

        return write_pdf_claim(editions.files["pdf"], publication)
    task = Task((suffix, jobs.share(publication), editions.page_starts, HERE, claim))
    return jobs.map_memo(write_edition, [task])[0]


def _doubt_again(
    claiming: Editions, suffix: Format, accepted: Collection[str], jobs: Jobs
) -> list[Doubt]:
    """Return what speaks against the claim of a file that makes it; accepted codes do not."""
    name = f"{claiming.publication.name}.{suffix}"
    own = jobs.do(read_back, claiming.files[suffix], name)
    return [
        *find_doubts_of_edition(suffix, claiming.verdicts.get(suffix, ())),
        *find_doubts_of_file(suffix, name, [f for f in own if f.code not in accepted]),
    ]


def read_back(data: bytes, name: str) -> tuple[Diagnostic, ...]:
    """Return what our own readers find in a finished file; a task."""
    from everyleaf.check.files.examination import check_file

    return check_file(data, name, judged=False).findings


def _set_aside(editions: Editions) -> Editions:
    """Return the editions without the findings that their author accepted."""
    publication = editions.publication
    accepted = publication.settings.accepted
    document = publication.document if accepted else None
    weighed = set_aside(editions.findings, accepted, document)
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
                attested=made.conformance,
            )
            for suffix in ("pdf", "epub", "html")
            if suffix in made.files
        ),
    )


def _versions(surveys: Sequence[Survey]) -> dict[str, str]:
    """Return the versions of what is not named by the shelf: libraries and optional fonts."""
    optional = {name: version for of in surveys for name, version in of.optional_fonts.items()}
    libraries = dict(library_versions())
    libraries["harfbuzz-subset"] = "present" if "harfbuzz-subset" in libraries else "absent"
    unpatched = {f"unpatched {name}": tool for name, tool in patches.misfits().items()}
    return {**libraries, **unpatched, **optional}


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


def _files(
    editions: Editions, versions: Mapping[str, str], jobs: Jobs
) -> Iterable[tuple[str, bytes]]:
    """Return the file name and bytes of each edition, of the cover and of the report."""
    publication = editions.publication
    name = publication.name
    yield from ((f"{name}.{suffix}", data) for suffix, data in editions.files.items())
    yield f"{name}.png", editions.cover
    told = make_report(
        publication,
        editions.survey,
        {f"{name}.{suffix}": data for suffix, data in editions.files.items()},
        {
            f"{name}.{suffix}": (*_judgements(editions, suffix), *editions.unasked.get(suffix, ()))
            for suffix in editions.files
        },
        sort_diagnostics(editions.findings),
        editions.accepted,
        versions,
        editions.conformance,
        editions.measurements,
    )
    yield f"{name}-accessibility.html", write_html(told, publication, jobs)
    yield f"{name}-accessibility.json", write_json(told)


def _unreadable(file: Path, error: OSError) -> Diagnostic:
    return Diagnostic(
        "file-unreadable",
        "error",
        f"cannot be read: {error.strerror or error}",
        "Check the spelling, and make the file readable for you.",
        Position(file.as_posix()),
    )
