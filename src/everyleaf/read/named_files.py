"""Find the files that a text names; report those that are not there or lie outside."""

from __future__ import annotations

import difflib

from everyleaf.diagnostics import Diagnostic
from everyleaf.read.project import FileProblem, Library, name_folder
from everyleaf.read.settings import NamedFile


def find_named(library: Library, file: NamedFile, what: str) -> str | Diagnostic:
    """Return a file's name as the disk has it, or what is wrong with it."""
    try:
        return library.find(file.name)
    except FileProblem as problem:
        return _report(library, file, what, problem)


def _report(library: Library, file: NamedFile, what: str, problem: FileProblem) -> Diagnostic:
    folder = name_folder(library.folder)
    name = file.name if len(file.name) <= 80 else file.name[:79] + "…"
    if problem.kind == "outside":
        return Diagnostic(
            "file-outside",
            "error",
            f"the {what} {name} lies outside the folder",
            f"Move it into {folder} and give its path from there.",
            file.position,
        )
    near = difflib.get_close_matches(file.name, list(library.names()), n=1, cutoff=0.6)
    hint = f" Did you mean {near[0]}?" if near else ""
    reason = f": {problem.reason}" if problem.reason else ""
    return Diagnostic(
        "file-missing",
        "error",
        f"there is no {what} {name}{reason}",
        f"Check the spelling; the path begins at {folder}.{hint}",
        file.position,
    )
