"""A fault is told once, by us rather than by a judge, and as gravely as it was found."""

from __future__ import annotations

from everyleaf.check.files.merging import Scopes, merge
from everyleaf.diagnostics import Diagnostic, Position, Severity

FILE = Position("book.epub")
CHAPTER = Position("book.epub!/ch.xhtml")
LINE = Position("book.epub!/ch.xhtml", 7, 5)
OTHER = Position("book.epub!/ch.xhtml", 9, 1)


def _finding(
    code: str, place: Position | None, message: str = "it is so", severity: Severity = "error"
) -> Diagnostic:
    return Diagnostic(code, severity, message, "Mend it.", place)


def _told(
    own: list[Diagnostic], judged: list[Diagnostic], scopes: Scopes | None = None
) -> list[str]:
    return [
        f"{finding.code} {finding.position} {finding.severity}"
        for finding in merge(own, judged, scopes or Scopes("book.epub"))
    ]


def test_what_a_judge_finds_too_is_told_once() -> None:
    ours = _finding("image-alt-missing", LINE)
    told = merge([ours], [_finding("image-alt-missing", LINE, "he says so")], Scopes("book.epub"))
    assert told == [ours]


def test_what_a_judge_finds_elsewhere_is_told() -> None:
    ours = _finding("image-alt-missing", LINE)
    judged = [_finding("image-alt-missing", OTHER)]
    assert len(merge([ours], judged, Scopes("book.epub"))) == 2


def test_two_judges_tell_it_once() -> None:
    judged = [_finding("aria-invalid", LINE, "one"), _finding("aria-invalid", LINE, "two")]
    assert [f.message for f in merge([], judged)] == ["one"]


def test_a_judge_who_names_only_the_document_adds_nothing() -> None:
    assert _told([], [_finding("aria-invalid", CHAPTER), _finding("aria-invalid", LINE)]) == [
        f"aria-invalid {LINE} error"
    ]


def test_a_finding_becomes_as_grave_as_the_judge_finds_it() -> None:
    ours = [_finding("link-empty", LINE, severity="warning")]
    assert _told(ours, [_finding("link-empty", LINE)]) == [f"link-empty {LINE} error"]


def test_what_is_true_of_the_file_is_true_of_its_parts() -> None:
    ours = [_finding("language-missing", FILE)]
    assert _told(ours, [_finding("language-missing", LINE)]) == [f"language-missing {FILE} error"]


def test_what_follows_from_a_fault_is_not_told() -> None:
    ours = [_finding("note-target-missing", LINE)]
    judged = [_finding("link-target-missing", LINE), _finding("link-target-missing", OTHER)]
    assert _told(ours, judged) == [
        f"note-target-missing {LINE} error",
        f"link-target-missing {OTHER} error",
    ]


def test_cells_of_one_table_have_one_fault() -> None:
    cell, header = Position("a.md", 12), Position("a.md", 10)
    ours = [_finding("table-scope-missing", header)]
    judged = [_finding("table-scope-missing", cell)]
    assert _told(ours, judged, Scopes("t.pdf", {cell: 3, header: 3})) == [
        f"table-scope-missing {header} error"
    ]
    assert len(_told(ours, judged, Scopes("t.pdf", {cell: 4, header: 3}))) == 2


def test_what_is_not_told_one_by_one_is_counted() -> None:
    judged = [
        _finding("pdf-nesting", LINE),
        _finding("pdf-nesting", FILE, "it is so; the like in 12 more places (veraPDF 7.2-4)"),
    ]
    assert _told([], judged) == [f"pdf-nesting {LINE} error", f"pdf-nesting {FILE} error"]


def test_two_standards_that_ask_for_the_same_tell_it_once() -> None:
    judged = [
        _finding("verapdf-6.9-1", FILE, "layers are not named (veraPDF 6.9-1)"),
        _finding("verapdf-7.10-1", FILE, "layers are not named (veraPDF 7.10-1)"),
        _finding("verapdf-6.5.2-2", FILE, "something happens by itself (veraPDF 6.5.2-2)"),
    ]
    assert [f.code for f in merge([], judged)] == ["verapdf-6.9-1", "verapdf-6.5.2-2"]


def test_two_judges_that_are_missing_are_both_told() -> None:
    missing = [_finding("judge-missing", None, who) for who in ("Ace", "axe")]
    assert merge([_finding("judge-missing", None, "pikepdf")], missing)[1:] == missing
