"""Write the guide's tables from what was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tests.bench.speed.results import (
    GUIDED,
    Measured,
    Results,
    Run,
    Target,
    judge,
    spread,
)

_WORDS = {
    "aim met": "yes, and the aim",
    "must met": "yes, but not the aim",
    "missed": "**no**",
    "not measured": "not measured",
}


def number(value: float) -> str:
    """Return a figure with as many digits as its size and its noise deserve."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def pipe_table(head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """Return a pipe table, its columns aligned; all but the first `left` to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(head, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded = (
            cell.ljust(width) if n < left else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return f"| {' | '.join(padded)} |"

    rule = [
        f":{'-' * (width + 1)}" if n < left else f"{'-' * (width + 1)}:"
        for n, width in enumerate(widths)
    ]
    return "\n".join([line(head), f"|{'|'.join(rule)}|", *map(line, rows)])


def write_targets(results: Results) -> str:
    """Return the table of what the project has set itself, and what came of it."""
    rows = []
    for outcome in judge(results):
        target, found = outcome.target, outcome.spread
        measured = "none" if found is None else f"{number(found.median)}{target.unit}"
        reach = "none" if found is None else f"{number(found.least)} to {number(found.most)}"
        limits = [_limit(target, value) for value in (target.must, target.aim)]
        rows.append([target.case, *limits, measured, reach, _verdict(target, outcome.verdict)])
    head = ["Case", "At most", "Aim", "Measured", "Least to most", "Met"]
    return pipe_table(head, rows)


def _limit(target: Target, value: float | None) -> str:
    if value is None:
        return "none"
    return f"{value:g}{target.unit}" if target.unit else f"{value:.2f}"


def _verdict(target: Target, verdict: str) -> str:
    if target.must is None and verdict == "missed":
        return "not the aim"
    return "yes" if target.must is None and verdict == "aim met" else _WORDS[verdict]


def write_makers(results: Results) -> str:
    """Return the table of everything that was measured on the Rust Book."""
    head = ["What", "Pages", "Wall (s)", "CPU (s)", "Largest process (MB)", "All (MB)", "File (kB)"]
    book = results.book(GUIDED)
    return pipe_table(head, [] if book is None else list(_rows(book)))


def _rows(book: Measured) -> Iterator[list[str]]:
    for maker in book.makers:
        runs = list(book.of(maker.key).values())
        name = f"{maker.maker}: {maker.what}"
        if not runs:
            yield [name, *["not run"] * 6]
            continue
        yield [name, *_figures(runs)]


def _figures(runs: Sequence[Run]) -> list[str]:
    pages = runs[0].pages
    return [
        "none" if pages is None else f"{pages:,}",
        _median(runs, lambda run: run.wall_s),
        _median(runs, lambda run: run.cpu_s),
        _median(runs, lambda run: run.memory_mb),
        _median([run for run in runs if run.together_mb], lambda run: run.together_mb),
        f"{runs[0].size_kb:,}",
    ]


def _median(runs: Sequence[Run], of: Callable[[Run], float]) -> str:
    found = spread([of(run) for run in runs])
    return "not measured" if found is None else number(found.median)


def write_growth(results: Results) -> str:
    """Return the table behind the plot: the generated book by its pages, time and memory."""
    return _by_pages(results, (("CPU s", lambda run: run.cpu_s), ("MB", lambda run: run.memory_mb)))


def write_cost(results: Results) -> str:
    """Return the table of wall time and size of file for the generated book."""
    return _by_pages(results, (("Wall s", lambda run: run.wall_s), ("kB", lambda run: run.size_kb)))


def _by_pages(results: Results, figures: Sequence[tuple[str, Callable[[Run], float]]]) -> str:
    """Return a table with a row for each contender and a column for each figure and length."""
    books = [book for book in results.books if book.key != GUIDED and book.runs]
    makers = dict.fromkeys(maker for book in books for maker in book.makers)
    rows = []
    for maker in makers:
        row = [f"{maker.maker}: {maker.what}"]
        for _, of in figures:
            row += [_median(list(book.of(maker.key).values()), of) for book in books]
        rows.append(row)
    head = [f"{unit} at {length_of(book)}" for unit, _ in figures for book in books]
    return pipe_table(["What", *head], rows)


def length_of(book: Measured) -> str:
    """Return how long a generated book is: the pages that Everyleaf sets."""
    pages = [run.pages for run in book.of("pdf").values()]
    return f"{pages[0]:,}" if pages and pages[0] else book.key.rpartition("-")[2]


def write_machine(results: Results) -> str:
    """Return the table of the machine and the versions."""
    rows = [[name[:1].upper() + name[1:], value] for name, value in results.machine.items()]
    return pipe_table(["What", "Which"], [*rows, ["Measured on", results.date]], left=2)


def write_changes(results: Results) -> str:
    """Return the table of what was mended or left out of the Rust Book."""
    book = results.book(GUIDED)
    changed = {} if book is None else book.changed
    rows = [[_CHANGES.get(key, key), f"{count:,}"] for key, count in changed.items() if count]
    return pipe_table(["What", "How often"], rows)


_CHANGES = {
    "link-file-missing": "for all: links to files that are not there lost their link",
    "link-target-missing": "for all: links to places that are not there lost their link",
    "heading-skipped": "for all: skipped ranks of headings were renumbered",
    "glyph-missing": "for all: characters that no font has were shown by their number",
    "parts that Everyleaf makes": "for Pandoc: parts that Everyleaf makes, such as its contents list, were left out",
    "headings in quotations": "for Pandoc: headings in quotations became bold words",
    "vertical bars in tables": "for Pandoc: vertical bars in tables were replaced",
    "characters that the fonts of Latin text lack": "for Pandoc: characters that the fonts of Latin text lack became question marks",
    "skipped ranks of headings": "for Pandoc: ranks of headings were mended",
    "links to what Pandoc gives no name": "for Pandoc: links to what has no name in its Markdown lost their link",
}
