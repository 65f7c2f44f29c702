"""Compare our tagger with WeasyPrint's own on the Rust Book: CPU, file size, growth with pages.

    python -m tests.bench.tagging [--path FOLDER] [--standard ua-1|ua-2]

The same document, fonts and stylesheet are laid out and drawn; only the function that writes the
tags differs. It is measured alone, in CPU seconds, on a quarter, a half and the whole of the book.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from everyleaf import pdf, read
from everyleaf.html import compose
from everyleaf.model import PDF_STANDARDS, Publication
from everyleaf.pdf.layout import drawing, weasy
from tests.bench import RUST_BOOK

SHARES = (0.25, 0.5, 1.0)


@dataclasses.dataclass(frozen=True, slots=True)
class Measured:
    """One run."""

    pages: int
    tagging_s: float
    """CPU seconds that the tags took."""
    writing_s: float
    """CPU seconds from the document to the file, tags and layout and all."""
    size_kib: int


def measure(publication: Publication, stock: bool) -> Measured:
    """Write a publication's PDF with one of the two taggers."""
    spent: list[float] = []
    pages: list[int] = []
    replaced = weasy.replaced

    def timed(function: Callable[..., None]) -> Callable[..., None]:
        def run(pdf: Any, document: Any, *rest: Any) -> None:
            start = time.process_time()
            function(pdf, document, *rest)
            spent.append(time.process_time() - start)
            pages.append(len(document.pages))

        return run

    @contextmanager
    def instead(module: Any, name: str, function: Callable[..., Any]) -> Iterator[None]:
        if name == "add_tags":
            function = timed(module.add_tags if stock else function)
        with replaced(module, name, function):
            yield

    gc.collect()
    start = time.process_time()
    with mock.patch.object(drawing, "replaced", instead):
        output, _ = pdf.write(publication)
    return Measured(pages[0], spent[0], time.process_time() - start, len(output.data) // 1024)


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
    parser.add_argument("--standard", choices=PDF_STANDARDS, default=PDF_STANDARDS[0])
    given = parser.parse_args()
    print("pages  tagger      tags CPU s  ms a page  all CPU s  KiB")
    for share in SHARES:
        with tempfile.TemporaryDirectory() as folder:
            book = cut_book(given.path, Path(folder) / "book", share)
            reading = read.read_manuscript(book, lenient=True)
            publication, _ = compose(reading.manuscript)
        settings = dataclasses.replace(publication.settings, pdf_standard=given.standard)
        publication = dataclasses.replace(publication, settings=settings)
        for stock in (False, True):
            m = measure(publication, stock)
            name = "WeasyPrint" if stock else "Everyleaf"
            print(
                f"{m.pages:5}  {name:10}  {m.tagging_s:10.2f}  {1000 * m.tagging_s / m.pages:9.2f}"
                f"  {m.writing_s:9.1f}  {m.size_kib}",
                flush=True,
            )


if __name__ == "__main__":
    main()
