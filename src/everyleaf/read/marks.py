"""Finish what authors mark in a line of text, when all files are read.

1. Terms lead to the glossary, or to a definition list in an article.
2. Marks for the index are numbered; credits of images are collected.
3. Citations are set, and the works cited listed.
4. References to nothing are reported.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everyleaf.diagnostics import Diagnostic, Position, PublishError
from everyleaf.elements import ids_of
from everyleaf.model import Attribution, Division, Element, SourceFile
from everyleaf.read.bibliography import cite
from everyleaf.read.glossary import define_terms, has_terms, link_terms
from everyleaf.read.image_credits import collect_credits
from everyleaf.read.index_marks import number_index_marks
from everyleaf.read.named_files import find_named
from everyleaf.read.project import Library
from everyleaf.read.references import report_missing_targets
from everyleaf.read.settings import Materials, NamedFile
from everyleaf.read.text import Text, Works


@dataclass(frozen=True, slots=True)
class Finished:
    """What the marks of a publication come to."""

    divisions: tuple[Division, ...]
    """With the notes of a style that cites in notes."""
    bibliography: Element | None
    attributions: tuple[Attribution, ...]
    """Of images."""
    findings: tuple[Diagnostic, ...]


def finish_marks(text: Text, library: Library, language: str) -> Finished:
    """Finish all marks of a text whose ids are given; changes its trees."""
    roots = [root for page in text.pages for root in page.roots]
    findings = _link_terms(text.divisions, roots)
    attributions, problems = collect_credits(roots)
    findings += problems
    findings += number_index_marks(roots)
    works = _read_works(text.materials, library, findings)
    pairs = [(p.roots[0], p.roots[1] if len(p.roots) > 1 else None) for p in text.pages]
    cited = cite(pairs, works, language, _place(text))
    findings += cited.findings
    findings += report_missing_targets(roots, (i for root in roots for i in ids_of(root)))
    divisions = _with_notes(text.divisions, cited.notes)
    return Finished(divisions, cited.bibliography, tuple(attributions), tuple(findings))


def _link_terms(divisions: Sequence[Division], roots: Sequence[Element]) -> list[Diagnostic]:
    glossaries = [d.body for top in divisions for d in top.walk() if d.kind == "glossary"]
    if not glossaries and has_terms(roots):
        glossaries = [entries for root in roots for entries in root.iter("dl")]
    ids = set(ids_of(*roots)) if glossaries else set()
    terms: dict[str, str] = {}
    for glossary in glossaries:
        terms = define_terms(glossary, ids) | terms
    return link_terms(roots, terms if glossaries else None)


def _with_notes(
    divisions: tuple[Division, ...], notes: Mapping[Element, Element]
) -> tuple[Division, ...]:
    if not notes:
        return divisions
    return tuple(
        dataclasses.replace(
            division,
            notes=notes.get(division.body, division.notes),
            children=_with_notes(division.children, notes),
        )
        for division in divisions
    )


def _place(text: Text) -> Position:
    """Return where the style is named, or else the bibliography, or else the text's beginning."""
    materials = text.materials
    named = [materials.style] if materials.style is not None else list(materials.bibliography)
    return named[0].position if named else Position(text.path, 1)


def _read_works(materials: Materials, library: Library, findings: list[Diagnostic]) -> Works | None:
    """Read the files for citations; None if one of them cannot be read, which is reported."""
    files = [_read(file, "bibliography", library, findings) for file in materials.bibliography]
    style: SourceFile | str | None = None
    if (named := materials.style) is not None:
        is_file = named.name.lower().endswith(".csl") or "/" in named.name
        style = _read(named, "style of citing", library, findings) if is_file else named.name
        if style is None:
            return None
    known = tuple(file for file in files if file is not None)
    return Works(known, style) if len(known) == len(files) else None


def _read(
    file: NamedFile, what: str, library: Library, findings: list[Diagnostic]
) -> SourceFile | None:
    found = find_named(library, file, what)
    if isinstance(found, Diagnostic):
        findings.append(found)
        return None
    try:
        source = library.read(found)
    except PublishError as error:
        findings += error.diagnostics
        return None
    return SourceFile(source.path, "", source.data)
