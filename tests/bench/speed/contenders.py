"""Say what each maker runs on a book: commands, and what must be there for them.

A peer that is not installed is said to be missing, with how to get it; it is never left out in
silence.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.speed.dialect import DIALECT

JOBS = 2
"""How many processes Everyleaf may use for what it does in several; others choose themselves."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a book's copies and its makers' files lie."""

    folder: Path

    @property
    def book(self) -> Path:
        """The copy that is published and edited."""
        return self.folder / "book"

    @property
    def repeated(self) -> Path:
        """The book four times over."""
        return self.folder / "book-4"

    @property
    def print(self) -> Path:
        """The document as it is laid out."""
        return self.folder / "given" / "print"

    @property
    def pandoc(self) -> Path:
        """The text for Pandoc."""
        return self.folder / "given" / "pandoc"

    @property
    def cache(self) -> Path:
        """Everyleaf's cache folder."""
        return self.folder / "cache"

    @property
    def made(self) -> Path:
        """Where the files go."""
        return self.folder / "made"


@dataclass(frozen=True, slots=True)
class Contender:
    """One thing that is measured."""

    key: str
    maker: str
    """As the guide names it."""
    what: str
    """What it makes, in a few words."""
    command: Sequence[str | Path]
    output: Path
    """The file whose size and pages are told."""
    fresh: bool = True
    """Whether the cache and the output folder are empty before it runs."""
    edits: bool = False
    """Whether a paragraph is edited before it runs."""
    missing: str | None = None
    """Why it cannot run here."""
    once: bool = False
    """Whether it takes so long that it runs in the first round only."""


def everyleaf(place: Place) -> list[Contender]:
    """Return what is measured of Everyleaf, in the order in which it runs.

    The judges are asked once, to tell their share: a peer asks none.
    """

    def publish(
        book: Path, *more: str, jobs: int | None = JOBS, judged: bool = False
    ) -> list[str | Path]:
        command: list[str | Path] = [sys.executable, "-m", "everyleaf", "publish", book]
        command += ["--lenient"] if jobs is None else ["--lenient", "--jobs", str(jobs)]
        command += () if judged else ("--no-judges",)
        return [*command, "--cache", place.cache, "--to", place.made, *more]

    def output(suffix: str, name: str = place.book.name) -> Path:
        return place.made / f"{name}.{suffix}"

    every = publish(place.book)
    maker = "Everyleaf"
    return [
        Contender("pdf", maker, "PDF, nothing kept", publish(place.book, "--format", "pdf"), output("pdf")),
        Contender("epub", maker, "EPUB, nothing kept", publish(place.book, "--format", "epub", jobs=None), output("epub")),
        Contender("all", maker, "all editions, nothing kept", every, output("pdf")),
        Contender("edited", maker, "all editions, one paragraph edited", every, output("pdf"), fresh=False, edits=True),
        Contender("again", maker, "all editions, nothing changed", every, output("pdf"), fresh=False),
        Contender(
            "judged", maker, "all editions, nothing kept, read by veraPDF and EPUBCheck",
            publish(place.book, "--require", "verapdf,epubcheck", judged=True),
            output("pdf"), once=True,
        ),
    ]  # fmt: skip


def everyleaf_repeated(place: Place) -> list[Contender]:
    """Return what is measured of the book four times over."""
    once = {contender.key: contender for contender in everyleaf(place)}
    made = []
    for key in ("pdf", "all"):
        command = [place.repeated if part == place.book else part for part in once[key].command]
        output = place.made / f"{place.repeated.name}.pdf"
        what = f"{once[key].what}, four times the book"
        made.append(Contender(f"{key}-4", once[key].maker, what, command, output, once=True))
    return made


def peers(place: Place, environment: Mapping[str, str]) -> list[Contender]:
    """Return the other makers, those that are missing too."""
    pandoc = find_pandoc(environment)
    chromium = find_chromium(environment)
    own = [sys.executable, "-m"]
    made = place.made
    no_pandoc = None if pandoc else "pandoc is missing: pip install pypandoc-binary"
    no_typst = None if importlib.util.find_spec("typst") else "Typst is missing: pip install typst"
    no_chromium = (
        None if chromium else "Chromium is missing: install it with your system's packages"
    )
    metadata = f"--metadata-file={place.pandoc / 'metadata.json'}"
    reading = [f"--from={DIALECT}", metadata, f"--resource-path={place.pandoc}", "--syntax-highlighting=none"]  # fmt: skip
    text = place.pandoc / "book.md"
    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
        "--disable-background-networking --disable-component-update --no-pdf-header-footer "
        "--export-tagged-pdf --generate-pdf-document-outline"
    ).split()
    return [
        Contender(
            "stock", "WeasyPrint", "PDF/UA-1 from the same HTML and styles",
            [*own, "tests.bench.speed.stock", place.print / "book.html", made / "stock.pdf"],
            made / "stock.pdf",
        ),
        Contender(
            "plain", "WeasyPrint, plain HTML", "PDF/UA-1 from Pandoc’s HTML, without a style sheet",
            [*own, "tests.bench.speed.stock", place.pandoc / "book.html", made / "plain.pdf"],
            made / "plain.pdf", missing=no_pandoc, once=True,
        ),
        Contender(
            "typst", "Pandoc and Typst", "PDF/UA-1 from Markdown, made easier",
            [*own, "tests.bench.speed.pandoc_typst", pandoc or "", place.pandoc, made / "typst.pdf"],
            made / "typst.pdf", missing=no_pandoc or no_typst,
        ),
        Contender(
            "chromium", "Chromium", "tagged PDF from the same HTML and styles",
            [chromium or "", *flags, f"--user-data-dir={place.folder / 'profile'}",
             f"--print-to-pdf={made / 'chromium.pdf'}", (place.print / "book.html").as_uri()],
            made / "chromium.pdf", missing=no_chromium,
        ),
        Contender(
            "pandoc-epub", "Pandoc", "EPUB from Markdown, made easier",
            [pandoc or "", "--to=epub3", "--toc", *reading, text, f"--output={made / 'pandoc.epub'}"],
            made / "pandoc.epub", missing=no_pandoc,
        ),
    ]  # fmt: skip


def find_pandoc(environment: Mapping[str, str]) -> str | None:
    """Return the pandoc that Everyleaf, too, runs: the one of the wheel, else the machine's."""
    found = importlib.util.find_spec("pypandoc")
    if found is not None and found.origin is not None:
        program = Path(found.origin).parent / "files" / "pandoc"
        if program.is_file():
            return str(program)
    return shutil.which("pandoc", path=environment.get("PATH", ""))


def find_chromium(environment: Mapping[str, str]) -> str | None:
    """Return the Chromium that Everyleaf's tests, too, look for."""
    named = environment.get("EVERYLEAF_CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome", "chrome"]
    search = environment.get("PATH", "")
    return next((found for name in names if (found := shutil.which(name, path=search))), None)
