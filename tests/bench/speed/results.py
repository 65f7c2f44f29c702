"""What was measured, as JSON, and what follows from it: medians, ratios, targets met or missed.

A ratio is made in each round from two runs of that round, and its median told with the least and
the most: machines are noisy, but two runs a minute apart meet about the same noise.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

RESULTS = Path(__file__).parent / "results.json"
GUIDED = "rust-book"
"""The book that the targets are about."""

ORDER = (
    *("stock", "plain", "typst", "chromium", "pandoc-epub"),
    *("pdf", "epub", "all", "edited", "again", "judged", "pdf-4", "all-4"),
)
"""Contenders, as tables list them."""

Verdict: TypeAlias = Literal["aim met", "must met", "missed", "not measured"]


@dataclass(frozen=True, slots=True)
class Run:
    """One command, once."""

    round: int
    contender: str
    wall_s: float
    cpu_s: float
    memory_mb: float
    together_mb: float
    size_kb: int
    pages: int | None


@dataclass(frozen=True, slots=True)
class Maker:
    """What is measured, in words."""

    key: str
    maker: str
    what: str


@dataclass(frozen=True, slots=True)
class Measured:
    """All runs on one book."""

    key: str
    title: str
    makers: tuple[Maker, ...]
    missing: Mapping[str, str]
    """Contender → why it did not run."""
    changed: Mapping[str, int]
    """What was mended or left out for peers, and how often."""
    runs: tuple[Run, ...] = field(default=())

    def of(self, contender: str) -> dict[int, Run]:
        """Return the runs of one contender by their round."""
        return {run.round: run for run in self.runs if run.contender == contender}


@dataclass(frozen=True, slots=True)
class Results:
    """A whole run of the benchmark."""

    date: str
    machine: Mapping[str, str]
    """What it ran on, in plain words."""
    books: tuple[Measured, ...]

    def book(self, key: str) -> Measured | None:
        """Return what was measured on one book."""
        return next((book for book in self.books if book.key == key), None)


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some figures, and how far they go."""

    median: float
    least: float
    most: float
    count: int


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that the project has set itself."""

    case: str
    unit: str
    """What stands behind the number: empty for a ratio."""
    must: float | None
    aim: float | None
    figure: Callable[[Measured], Iterator[float]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A target and what was measured."""

    target: Target
    spread: Spread | None
    verdict: Verdict


def _ratio(
    ours: str, theirs: str, of: Callable[[Run], float]
) -> Callable[[Measured], Iterator[float]]:
    def figures(book: Measured) -> Iterator[float]:
        other = book.of(theirs)
        for number, run in sorted(book.of(ours).items()):
            if number in other:
                yield of(run) / of(other[number])

    return figures


def _plain(ours: str, of: Callable[[Run], float]) -> Callable[[Measured], Iterator[float]]:
    def figures(book: Measured) -> Iterator[float]:
        for _, run in sorted(book.of(ours).items()):
            yield of(run)

    return figures


def _wall(run: Run) -> float:
    return run.wall_s


def _cpu(run: Run) -> float:
    return run.cpu_s


def _cpu_a_page(run: Run) -> float:
    return run.cpu_s / (run.pages or 1)


def _memory(run: Run) -> float:
    return run.memory_mb


TARGETS = (
    Target("PDF alone, nothing kept; wall time against WeasyPrint", "", 0.40, 0.25, _ratio("pdf", "stock", _wall)),
    Target("The same against Pandoc and Typst", "", None, 1.0, _ratio("pdf", "typst", _wall)),
    Target("All editions with source checks, nothing kept; wall time against WeasyPrint’s PDF alone", "", 0.60, 0.35, _ratio("all", "stock", _wall)),
    Target("All editions after an edit of one paragraph; wall time against WeasyPrint’s PDF alone", "", 0.08, 0.04, _ratio("edited", "stock", _wall)),
    Target("Nothing changed; wall time", " s", 0.3, 0.15, _plain("again", _wall)),
    Target("Four times the book, PDF; CPU time a page against the book once", "", 1.10, 1.03, _ratio("pdf-4", "pdf", _cpu_a_page)),
    Target("Four times the book, PDF; memory of the largest process", " MB", 300, 200, _plain("pdf-4", _memory)),
    Target("Four times the book, all editions; memory of the largest process", " MB", 300, 200, _plain("all-4", _memory)),
    Target("EPUB alone; CPU time against Pandoc’s EPUB", "", 1.0, 0.5, _ratio("epub", "pandoc-epub", _cpu)),
)  # fmt: skip
"""As issue 6 of the project states them; where it leaves two readings, both are here."""


def join_runs(before: Measured, now: Measured) -> Measured:
    """Return what was measured on a book now, with what was measured before of others."""
    again = {maker.key for maker in now.makers}
    makers = {maker.key: maker for maker in (*before.makers, *now.makers)}
    return Measured(
        now.key,
        now.title,
        tuple(sorted(makers.values(), key=lambda maker: ORDER.index(maker.key))),
        {**{k: v for k, v in before.missing.items() if k not in again}, **now.missing},
        now.changed,
        (*(run for run in before.runs if run.contender not in again), *now.runs),
    )


def spread(figures: Iterator[float] | list[float]) -> Spread | None:
    """Return the median and the spread; None of nothing."""
    known = list(figures)
    if not known:
        return None
    return Spread(statistics.median(known), min(known), max(known), len(known))


def judge(results: Results) -> list[Outcome]:
    """Return each target with what was measured of it."""
    book = results.book(GUIDED)
    made = []
    for target in TARGETS:
        found = spread(target.figure(book)) if book is not None else None
        verdict: Verdict = "not measured"
        if found is not None:
            if target.aim is not None and found.median <= target.aim:
                verdict = "aim met"
            elif target.must is not None and found.median <= target.must:
                verdict = "must met"
            else:
                verdict = "missed"
        made.append(Outcome(target, found, verdict))
    return made


def write_results(results: Results, path: Path = RESULTS) -> None:
    """Write the JSON."""
    path.write_text(json.dumps(asdict(results), indent=1, ensure_ascii=False) + "\n", "utf-8")


def read_results(path: Path = RESULTS) -> Results:
    """Read the JSON."""
    told = json.loads(path.read_text("utf-8"))
    books = tuple(
        Measured(
            book["key"],
            book["title"],
            tuple(Maker(**maker) for maker in book["makers"]),
            book["missing"],
            book["changed"],
            tuple(Run(**run) for run in book["runs"]),
        )
        for book in told["books"]
    )
    return Results(told["date"], told["machine"], books)
