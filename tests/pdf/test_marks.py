"""Lines of layout are found in the text they came from."""

from __future__ import annotations

from everyleaf.pdf.tags.marks import Span, TextCursor


def test_lines_of_one_text_node() -> None:
    cursor = TextCursor(["  one two\n  three "])
    assert cursor.locate("one two", "-", False) == Span(0, 2, 9, False)
    assert cursor.locate("three", "-", False) == Span(0, 12, 17, False)
    assert cursor.locate("four", "-", False) is None


def test_text_nodes_between_children() -> None:
    cursor = TextCursor(["a ", " b ", " a"])
    assert cursor.locate("a ", "-", False) == Span(0, 0, 1, False)
    assert cursor.locate(" b ", "-", False) == Span(1, 1, 2, False)
    assert cursor.locate(" a", "-", False) == Span(2, 1, 2, False)


def test_blank_text_is_not_found() -> None:
    assert TextCursor(["a"]).locate(" ", "-", False) is None


def test_added_hyphen() -> None:
    cursor = TextCursor(["incomprehensible well-known"])
    assert cursor.locate("incompre-", "-", False) == Span(0, 0, 8, True)
    assert cursor.locate("hensible well-", "-", False) == Span(0, 8, 22, False)
    assert cursor.locate("known", "-", False) == Span(0, 22, 27, False)


def test_soft_hyphens_are_not_counted() -> None:
    cursor = TextCursor(["su\u00adper\u00adb"])
    assert cursor.locate("su\u00adper‐", "‐", False) == Span(0, 0, 6, True)
    assert cursor.locate("b", "‐", False) == Span(0, 7, 8, False)


def test_changed_case_may_change_length() -> None:
    cursor = TextCursor(["die Straße dort"])
    assert cursor.locate("DIE STRASSE", "-", True) == Span(0, 0, 10, False)
    assert cursor.locate("DORT", "-", True) == Span(0, 11, 15, False)
