"""Add notes and what refers to them.

1. A reference is a number in the text that leads to its note.
2. Notes come apart, as list items in the order of their first reference.
3. At the end, notes that nothing refers to and notes without words are reported; references
   without a note are `leftovers`.
"""

from __future__ import annotations

from markdown_it.token import Token

from everyleaf.diagnostics import Position
from everyleaf.elements import place_of
from everyleaf.read.growth import Growth
from everyleaf.read.links import report_link_around


def add_reference(growth: Growth, token: Token) -> None:
    """Add the number that leads to a note."""
    number, repeat = token.meta["id"] + 1, token.meta.get("subId", 0)
    name = f"{growth.parsed.dialect.note_prefix}{number}"
    ref = f"fnref-{name}" + (f"-{repeat + 1}" if repeat else "")
    place = growth.here(token)
    report_link_around(growth, place, "a note")
    growth.open("a", place, {"id": ref, "href": f"#fn-{name}", "role": "doc-noteref"})
    growth.open("sup", place)
    growth.text(str(number))
    growth.close()
    growth.close()


def open_note(growth: Growth, token: Token) -> None:
    """Open a note, apart from the text."""
    number = token.meta["id"] + 1
    growth.stack.append(growth.notes)
    place = _definition_place(growth, token.meta.get("label")) or growth.here()
    name = f"fn-{growth.parsed.dialect.note_prefix}{number}"
    growth.open("li", place, {"id": name, "data-number": str(number)})


def close_note(growth: Growth) -> None:
    """Close a note and go back to the text."""
    growth.close()
    growth.stack.pop()


def report_notes(growth: Growth) -> None:
    """Report notes that nothing refers to and notes without words."""
    for label, number in growth.parsed.notes_defined.items():
        if number < 0:
            growth.error(
                "note-unreferenced",
                f"nothing refers to the note [^{label}]",
                f"Put [^{label}] where the note belongs, or remove the note.",
                _definition_place(growth, label) or Position(growth.parsed.path),
            )
    for note in growth.notes:
        if not "".join(note.itertext()).strip() and note.find(".//img") is None:
            growth.error(
                "note-empty",
                "the note has no words",
                "Write its words behind the colon, or remove it.",
                place_of(note),
            )


def _definition_place(growth: Growth, label: str | None) -> Position | None:
    """Return the line where a note is defined."""
    return next(iter(growth.parsed.note_places.get(label or "", ())), None)
