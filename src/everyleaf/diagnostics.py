"""Say what is wrong, where, and what to do about it.

Every finding about content is a `Diagnostic`; users only ever see `PublishError`, which holds
many. There is one text form (`format_text`) and one JSON form (`as_json`).

Why a named code and never a number: `image-alt-missing` can be read, searched and remembered.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "advice"]


class Position(NamedTuple):
    """A place in a source file; line and column count from 1.

    A named tuple because a book has tens of thousands.
    """

    path: str
    """The file as the user named it, with forward slashes; never an absolute machine path."""
    line: int | None = None
    """Line from 1, or None where the whole file is meant."""
    column: int | None = None
    """Column from 1 in characters, or None where the whole line is meant."""

    def __str__(self) -> str:
        return ":".join(str(part) for part in self if part is not None)

    @classmethod
    def parse(cls, text: str) -> Position:
        """Read back the text form, as kept in `data-source` attributes."""
        match = re.fullmatch(r"(.*?)(?::(\d+))?(?::(\d+))?", text, re.DOTALL)
        assert match is not None  # every part is optional
        path, line, column = match.groups()
        return cls(path, int(line) if line else None, int(column) if column else None)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about the content or about a written file."""

    code: str
    """A stable readable name, such as `image-alt-missing`."""
    severity: Severity
    """`error` stops publication; `warning` is what a reader will suffer from; `advice` is a
    suspicion, for the author to look at."""
    message: str
    """What is wrong, in the author's words."""
    remedy: str
    """What to do, in the imperative."""
    position: Position | None = None
    """Where; None only if the finding has no place in a file."""
    reference: str | None = None
    """The clause it rests on, such as `WCAG 2.2 SC 1.1.1`."""

    def format_text(self) -> str:
        """Return `path:line:column: severity: message [code]` and the remedy on a second line."""
        place = f"{self.position}: " if self.position else ""
        clause = f" ({self.reference})" if self.reference else ""
        return f"{place}{self.severity}: {self.message} [{self.code}]\n  {self.remedy}{clause}"

    def as_json(self) -> dict[str, str | int | None]:
        """Return the finding as a flat JSON object."""
        place = self.position
        return {
            "code": self.code,
            "severity": self.severity,
            "path": place.path if place else None,
            "line": place.line if place else None,
            "column": place.column if place else None,
            "message": self.message,
            "remedy": self.remedy,
            "reference": self.reference,
        }


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that the author has accepted."""

    finding: Diagnostic
    reason: str


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean …?` for a near miss, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""


class PublishError(Exception):
    """The one exception a user sees; it holds every finding that was made."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        super().__init__("\n".join(d.format_text() for d in self.diagnostics))

    def __reduce__(self) -> tuple[type[PublishError], tuple[tuple[Diagnostic, ...]]]:
        """Return what pickle makes the error of, in another process."""
        return PublishError, (self.diagnostics,)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether any finding stops publication."""
    return any(d.severity == "error" for d in diagnostics)


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> Sequence[Diagnostic]:
    """Return the findings once each, in the order of file, line and column."""
    unique = dict.fromkeys(diagnostics)
    no_place = Position("", 0, 0)

    def key(d: Diagnostic) -> tuple[str, int, int, str, str]:
        place = d.position or no_place
        return (place.path, place.line or 0, place.column or 0, d.code, d.message)

    return sorted(unique, key=key)
