"""Measure each patch: `python -m tests.bench.patches [--path BOOK] [--share 0.05] [--rounds 5]`.

The start of the book is laid out without patches, with all, and with each of them alone, in turn,
so that all suffer alike from whatever else the machine does. A gain is the median over the rounds,
in CPU seconds of this process; calls of functions are counted once, and are the same anywhere.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import shutil
import statistics
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

from everyleaf import pdf, read
from everyleaf.html import compose
from everyleaf.model import Publication
from everyleaf.pdf import patches
from tests.bench import RUST_BOOK


def measure_cpu(publication: Publication, names: Collection[str]) -> float:
    """Return the CPU seconds that a PDF takes with some patches."""
    gc.collect()
    with patches.applied(only=names):
        start = time.process_time()
        pdf.write(publication, patched=False)
        return time.process_time() - start


def count_calls(publication: Publication, names: Collection[str]) -> int:
    """Return how many functions are called."""
    profile = cProfile.Profile()
    with patches.applied(only=names):
        profile.runcall(pdf.write, publication, patched=False)
    return sum(entry.callcount for entry in profile.getstats())


def cut_book(source: Path, to: Path, share: float) -> Path:
    """Copy a book with the first chapters of its summary; return its folder."""
    shutil.copytree(source, to)
    summary = to / "src" / "SUMMARY.md"
    lines = summary.read_text("utf-8").split("\n")
    summary.write_text("\n".join(lines[: round(len(lines) * share)]), "utf-8")
    return to


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--path", type=Path, default=RUST_BOOK)
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        book = cut_book(given.path, Path(folder) / "book", given.share)
        publication, _ = compose(read.read_manuscript(book, lenient=True).manuscript)
    pdf.write(publication)  # all is imported now
    runs = {"all": patches.names(), **{name: (name,) for name in patches.names()}}
    gains: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(given.rounds):
        without = measure_cpu(publication, ())
        for name, names in runs.items():
            gains[name].append(1 - measure_cpu(publication, names) / without)
    calls = count_calls(publication, ())
    print("patch             CPU   calls")
    for name, names in runs.items():
        fewer = 1 - count_calls(publication, names) / calls
        print(f"{name:16} {statistics.median(gains[name]):5.1%}  {fewer:5.1%}")


if __name__ == "__main__":
    main()
