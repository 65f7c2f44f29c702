"""Run the benchmark, or write what it found into the guide.

python -m tests.bench.speed PATH-TO-RUST-BOOK
python -m tests.bench.speed --write
"""

from __future__ import annotations

import argparse
import compileall
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.speed import books, contenders, generated, process
from tests.bench.speed.chapter import write_guide
from tests.bench.speed.contenders import Contender, Place
from tests.bench.speed.machine import describe_machine
from tests.bench.speed.results import (
    GUIDED,
    RESULTS,
    Maker,
    Measured,
    Results,
    Run,
    join_runs,
    read_results,
    write_results,
)

ROOT = Path(__file__).parents[3]
TIMEOUT_S = 3600.0
SIZES = (100, 400, 1600)
"""Pages of the generated book, about."""


class Bench:
    """Runs contenders and keeps what they took."""

    def __init__(self, results: Path, environment: dict[str, str]) -> None:
        self._path = results
        self._environment = environment
        programs = {
            "pandoc": contenders.find_pandoc(environment),
            "Chromium": contenders.find_chromium(environment),
        }
        kept = read_results(results).books if results.is_file() else ()
        self._books = {book.key: book for book in kept}
        self._machine = describe_machine(programs)

    def measure(
        self,
        key: str,
        title: str,
        source: Path,
        place: Place,
        found: Sequence[Contender],
        rounds: int,
    ) -> None:
        """Measure all contenders on a book, round after round, each time in another order of makers."""
        told = json.loads((place.folder / "given" / "told.json").read_text("utf-8"))
        changed = {**told["mended"], **told["left out"]}
        missing = {c.key: c.missing for c in found if c.missing}
        makers = tuple(Maker(c.key, c.maker, c.what) for c in found)
        measured = Measured(key, title, makers, missing, changed)
        if key in self._books:
            measured = join_runs(self._books[key], measured)
        for contender in found:
            if contender.missing:
                print(f"{title}: {contender.maker} did not run: {contender.missing}", flush=True)
        for number in range(1, rounds + 1):
            for contender in _in_turn(found, number):
                if contender.key in measured.missing or (contender.once and number > 1):
                    continue
                try:
                    run = self._run(contender, source, place, number)
                except process.CommandError as error:
                    print(f"{title}: {contender.key} failed:\n{error}", flush=True)
                    missing = {**measured.missing, contender.key: f"failed: {_last(str(error))}"}
                    measured = dataclasses.replace(measured, missing=missing)
                    continue
                measured = dataclasses.replace(measured, runs=(*measured.runs, run))
                print(
                    f"{title} {number} {contender.key:12} wall {run.wall_s:7.2f} s  "
                    f"CPU {run.cpu_s:7.2f} s  {run.memory_mb:6.0f} MB  "
                    f"together {run.together_mb:6.0f} MB  {run.size_kb:7} kB  {run.pages} pages",
                    flush=True,
                )
                self._books[key] = measured
                self._save()

    def _run(self, contender: Contender, source: Path, place: Place, number: int) -> Run:
        if contender.fresh:
            shutil.rmtree(place.cache, ignore_errors=True)
            shutil.rmtree(place.made, ignore_errors=True)
        place.made.mkdir(exist_ok=True)
        if contender.edits:
            books.edit_paragraph(source, place.book, number)
        usage = process.run(contender.command, place.folder, self._environment, TIMEOUT_S)
        pages = None
        if contender.output.suffix == ".pdf":
            command = [sys.executable, "-m", "tests.bench.speed.count", str(contender.output)]
            told = subprocess.run(command, env=self._environment, capture_output=True, check=True)
            pages = int(told.stdout)
        return Run(
            number,
            contender.key,
            round(usage.wall_s, 3),
            round(usage.cpu_s, 3),
            round(usage.memory_mb, 1),
            round(usage.together_mb, 1),
            round(contender.output.stat().st_size / 1000),
            pages,
        )

    def _save(self) -> None:
        books_by_key = tuple(self._books[key] for key in sorted(self._books, key=_order))
        write_results(Results(time.strftime("%Y-%m-%d"), self._machine, books_by_key), self._path)


def _order(key: str) -> tuple[int, str]:
    return (0, key) if key == GUIDED else (1, f"{key.rpartition('-')[2]:>6}")


def _in_turn(found: Sequence[Contender], number: int) -> list[Contender]:
    """Return contenders in the order of a round, even rounds from the end, with ours in theirs.

    Both EPUBs stand side by side: they take seconds, and a machine that others use, or that gets
    hot, may be a quarter slower a minute later.
    """
    epub = [c for c in found if c.key == "epub"]
    ours = [c for c in found if c.maker == "Everyleaf" and c.key != "epub"]
    others = [c for c in found if c.maker != "Everyleaf"]
    return [*ours, *epub, *reversed(others)] if number % 2 == 0 else [*others, *epub, *ours]


def _last(words: str) -> str:
    return words.strip().splitlines()[-1][:200] if words.strip() else "it said nothing"


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("book", type=Path, nargs="?", help="the Rust Book, as mdBook keeps it")
    parser.add_argument("--generated", type=int, nargs="*", default=SIZES, metavar="PAGES")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", metavar="KEY", help="contenders; all by default")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--write", action="store_true", help="write the guide's tables and plot")
    given = parser.parse_args()
    if given.book is None and not given.write:
        parser.error("name the Rust Book, or --write")
    if given.book is not None:
        _measure(given)
    if given.write:
        write_guide(read_results(given.results), ROOT / "content" / "guide")


def _measure(given: argparse.Namespace) -> None:
    process.adopt_orphans()
    compileall.compile_dir(ROOT / "src", quiet=1)  # as pip does for all that it installs
    source_path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": source_path}
    bench = Bench(given.results, environment)
    with tempfile.TemporaryDirectory(prefix="everyleaf-bench-") as folder:
        sources = [(GUIDED, "The Rust Programming Language", given.book)]
        for pages in given.generated:
            source = Path(folder) / "sources" / f"harbours-{pages}"
            generated.write_book(source, generated.chapters_of(pages))
            sources.append((source.name, f"A Hundred Harbours, {pages} pages", source))
        if not given.book.is_dir():
            print(f"{given.book} is not there: the Rust Book is left out", flush=True)
            sources = sources[1:]
        for key, title, source in sources:
            place = Place(Path(folder) / key)
            books.copy_book(source, place.book)
            command = [
                sys.executable,
                "-m",
                "tests.bench.speed.export",
                source,
                place.folder / "given",
            ]
            subprocess.run(command, env=environment, check=True)
            found = [*contenders.peers(place, environment), *contenders.everyleaf(place)]
            if key == GUIDED:
                books.repeat_book(source, place.repeated, 4)
                found += contenders.everyleaf_repeated(place)
            if given.only:
                found = [c for c in found if c.key in given.only]
            bench.measure(key, title, source, place, found, given.rounds)


if __name__ == "__main__":
    main()
