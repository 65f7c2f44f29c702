"""Judge a finished PDF of any maker by our own reader; `check.verapdf` judges it by the standard.

1. `reading`: open it with pikepdf; what cannot be opened is a finding.
2. `catalog`: title, language, claims, bookmarks, labels, protection.
3. `structure`, `tags`: the structure tree, element by element.
4. `content`: what the pages paint, in which fonts, and whether the tags own it.
5. `places` leads from what a judge names to a page, and in a file of ours, by `sources`, to the
   author's line.
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from everyleaf.check.files.claims import Claims
from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.pdf.catalog import Metadata, judge_catalog, read_metadata
from everyleaf.check.files.pdf.claims import judge_pdf_claims
from everyleaf.check.files.pdf.content import read_content
from everyleaf.check.files.pdf.places import Places
from everyleaf.check.files.pdf.reading import OpenPdf, broken, key_of
from everyleaf.check.files.pdf.structure import StructureTree, read_structure
from everyleaf.check.files.pdf.tags import judge_annotations, judge_content, judge_tree
from everyleaf.check.jvm import INSTALL
from everyleaf.diagnostics import Diagnostic, Position

READER = "the reader of PDFs, pikepdf"


@dataclass(frozen=True, slots=True)
class ExaminedPdf:
    """What was found in a PDF, and what it claims."""

    findings: tuple[Diagnostic, ...]
    metadata: Metadata | None = None
    structure: StructureTree | None = None
    places: Places | None = None
    """Finds places in it; None if it could not be opened."""
    near: Mapping[int, Position] = field(default_factory=dict)
    """Of a file of ours, the author's place of what begins each page, from 1."""
    readable: bool = False
    """Whether it could be opened."""


def examine_pdf(
    data: bytes, name: str, sources: Mapping[int, Position] | None = None
) -> ExaminedPdf:
    """Return what is found in a PDF.

    Args:
        data: The file.
        name: What findings call it.
        sources: Of a file of ours, the author's place for each object (`sources.trace_objects`).
    """
    if importlib.util.find_spec("pikepdf") is None:
        # No position: the finding is about this machine, not about a place in a file.
        message = f"{READER}, is not installed: {name} was not read"
        return ExaminedPdf((Diagnostic("judge-missing", "warning", message, INSTALL),))
    import pikepdf

    place = Position(name)
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        message = "the file cannot be opened without a password"
        return ExaminedPdf((find_fault("file-password", message, place),))
    except broken() as error:
        message = f"it is not a PDF that can be read ({type(error).__name__})"
        return ExaminedPdf((find_fault("file-damaged", message, place),))
    with pdf:
        try:
            numbers = {key_of(page.obj): number for number, page in enumerate(pdf.pages, 1)}
        except broken() as error:
            message = f"its pages cannot be read ({type(error).__name__})"
            return ExaminedPdf((find_fault("file-damaged", message, place),))
        return _examine(OpenPdf(name, pdf, numbers, sources or {}), data)


def _examine(open_pdf: OpenPdf, data: bytes) -> ExaminedPdf:
    findings: list[Diagnostic] = []
    tree: StructureTree | None = None
    metadata: Metadata | None = None
    try:
        metadata, found = read_metadata(open_pdf)
        findings += found
        tree = read_structure(open_pdf)
    except broken() as error:
        findings.append(_damaged(open_pdf, "its metadata or structure", error))
    claims = metadata.claims if metadata is not None else Claims()
    pages = read_content(open_pdf, tree.owned if tree else ())
    judges: tuple[tuple[str, Callable[[], Iterator[Diagnostic]]], ...] = (
        ("its catalog", lambda: judge_catalog(open_pdf, metadata, tree)),
        ("its claims", lambda: judge_pdf_claims(open_pdf, claims, tree)),
        ("its structure", lambda: judge_tree(open_pdf, tree)),
        ("its annotations", lambda: judge_annotations(open_pdf, tree, metadata)),
        ("its content", lambda: judge_content(open_pdf, tree, pages)),
    )
    for part, judge in judges:
        try:
            findings += judge()
        except broken() as error:
            findings.append(_damaged(open_pdf, part, error))
    places = Places(data, open_pdf, tree or StructureTree((), {}, {}, False))
    near = {
        page: open_pdf.sources[number]
        for (number, _), page in open_pdf.page_numbers.items()
        if number in open_pdf.sources
    }
    return ExaminedPdf(tuple(findings), metadata, tree, places, near, True)


def _damaged(open_pdf: OpenPdf, part: str, error: Exception) -> Diagnostic:
    message = f"{part} cannot be read to its end ({type(error).__name__})"
    return find_fault("file-damaged", message, Position(open_pdf.name))
