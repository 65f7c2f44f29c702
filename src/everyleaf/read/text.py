"""What an article's or a book's files say, before what concerns the whole."""

from __future__ import annotations

from dataclasses import dataclass

from everyleaf.diagnostics import Diagnostic
from everyleaf.model import Attribution, Division, Metadata, Settings, SourceFile
from everyleaf.read.anchors import Page
from everyleaf.read.settings import Materials


@dataclass(frozen=True, slots=True)
class Text:
    """The divisions of a publication; their links and images are not looked up yet."""

    path: str
    """The file that the metadata come from, as the user would name it."""
    metadata: Metadata | None
    """None where it cannot be used."""
    settings: Settings
    materials: Materials
    divisions: tuple[Division, ...]
    pages: tuple[Page, ...]
    """The divisions' trees by file, in the order of the text."""
    attributions: tuple[Attribution, ...]
    """Who is credited for single divisions."""
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Works:
    """The files from which citations are made."""

    files: tuple[SourceFile, ...]
    """Each `.bib` or `.json`."""
    style: SourceFile | str | None
    """A CSL file of the author's, or the name of a style; None for the usual one."""
