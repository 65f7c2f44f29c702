"""Say each fault once, however many told of it.

Our own finding goes before a judge's: it speaks of the words and not of the markup. Two findings
are of one fault if they have the same code and the same place.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from everyleaf.check.files.faults import FAULTS
from everyleaf.diagnostics import Diagnostic, Position

REST = re.compile(r"; the like in (\d+) more places\b")
"""Says how often a judge found what it does not tell one by one."""

_ANYWHERE = frozenset(
    """
    id-repeated heading-skipped heading-mixed landmark-main-missing landmark-unlabelled
    contents-order-differs page-list-missing page-list-target-wrong page-label-missing
    language-differs pdf-structure-loop pdf-tab-order claim-unfounded
    """.split()
)
"""Of which our own readers find every one, at another of the places that take part in it."""


_ONCE = frozenset("epub-identifier epub-modified contents-missing epub-mimetype".split())
"""Of which there is one in a file, however many places take part in it."""
_IMPLIED: Mapping[str, frozenset[str]] = {
    "pdf-untagged": frozenset(
        "pdf-content-untagged pdf-link-untagged pdf-annotation-untagged pdf-field-unnamed".split()
    ),
    "pdf-page-untagged": frozenset({"pdf-content-untagged"}),
    "pdf-list-malformed": frozenset({"pdf-nesting"}),
    "pdf-metadata-missing": frozenset({"title-missing", "pdf-claim-missing"}),
    "pdf-metadata-malformed": frozenset({"title-missing", "pdf-claim-missing"}),
    "document-malformed": frozenset({"document-invalid"}),
    "document-unreadable": frozenset({"epub-file-missing"}),
    "landmark-main-missing": frozenset({"landmark-unlabelled"}),
    "note-target-missing": frozenset({"link-target-missing"}),
    "contents-target-missing": frozenset({"link-target-missing", "epub-file-missing"}),
    "page-list-target-wrong": frozenset({"link-target-missing", "epub-file-missing"}),
    "landmark-target-wrong": frozenset({"link-target-missing", "epub-file-missing"}),
}
"""A fault of ours → what judges find in the same place because of it."""
_WEIGHTS = {"advice": 0, "warning": 1, "error": 2}


@dataclass(frozen=True, slots=True)
class Scopes:
    """What places belong together."""

    file: str = ""
    """The file that is judged: a finding about all of it is about every part."""
    tables: Mapping[Position, int] = field(default_factory=dict)
    """The author's lines that are in a table → the table."""

    def place_of(self, finding: Diagnostic) -> Position | int | str:
        """Return what the place of a finding is known by; its words where it has none."""
        place = finding.position
        if place is None:
            return finding.message
        if finding.code.startswith("table-"):
            return self.tables.get(place, place)
        return place


def merge(
    own: Iterable[Diagnostic], judged: Iterable[Diagnostic], scopes: Scopes | None = None
) -> list[Diagnostic]:
    """Return our findings and the judges', each fault of a place once.

    A finding of ours becomes as grave as the judge finds it.

    Args:
        own: What our readers found.
        judged: What the judges found, in our words and at the places that our readers name.
        scopes: What places belong together.
    """
    scopes = scopes or Scopes()
    findings = list(own)
    known: dict[str, list[int]] = {}
    for index, finding in enumerate(findings):
        for code in (finding.code, *_IMPLIED.get(finding.code, ())):
            known.setdefault(code, []).append(index)
    told: dict[tuple[str, object], Diagnostic] = {}
    rests: list[Diagnostic] = []
    for finding in judged:
        same = [i for i in known.get(finding.code, ()) if _is_known(finding, findings[i], scopes)]
        if same:
            ours = findings[same[0]]
            graver = _WEIGHTS[finding.severity] > _WEIGHTS[ours.severity]
            if graver and ours.code == finding.code:
                findings[same[0]] = dataclasses.replace(ours, severity=finding.severity)
            continue
        if REST.search(finding.message) and _is_whole(finding):
            rests.append(finding)
        else:
            told.setdefault(_key(finding, scopes), finding)
    for rest in list(rests):
        if _key(rest, scopes) in told:  # both are of the whole file
            told[_key(rest, scopes)] = rest
            rests.remove(rest)
    specific = {
        (finding.code, file_of(finding)) for finding in told.values() if not _is_whole(finding)
    }
    findings += [
        finding
        for finding in told.values()
        if not (
            _is_whole(finding)
            and finding.code in FAULTS  # others are of one judge and speak of one rule
            and (finding.code, file_of(finding)) in specific
        )
    ]
    return findings + rests


def _key(judged: Diagnostic, scopes: Scopes) -> tuple[str, object]:
    """Return what a judge's finding is known by among the judges': what is wrong, and where."""
    what = judged.code
    if what not in FAULTS:  # two standards ask for the same by rules of their own
        what = REST.sub("", re.sub(r" \([^()]*\)$", "", judged.message))
    return what, file_of(judged) if what in _ONCE else scopes.place_of(judged)


def _is_known(judged: Diagnostic, own: Diagnostic, scopes: Scopes) -> bool:
    """Tell whether a judge's finding is about the same fault as one of ours."""
    one, other = judged.position, own.position
    if scopes.place_of(judged) == scopes.place_of(own):
        return True
    if one is None or other is None:
        return False
    if judged.code in _ANYWHERE:
        return file_of(judged) == file_of(own) or one.path == other.path
    if one.path == scopes.file or other.path == scopes.file:
        return True
    if file_of(judged) == file_of(own) and (_is_whole(judged) or _is_whole(own)):
        return True
    same_line = one.path == other.path and one.line is not None and one.line == other.line
    return same_line and (one.column is None or other.column is None)


def _is_whole(finding: Diagnostic) -> bool:
    """Tell whether the place of a finding is a whole file."""
    place = finding.position
    return place is not None and place.line is None and file_of(finding) == place.path


def file_of(finding: Diagnostic) -> str:
    """Return the file, or the document inside it, that a finding is about."""
    path = finding.position.path if finding.position else ""
    return re.sub(r"(\.pdf) page \d+$", r"\1", path, flags=re.IGNORECASE)
