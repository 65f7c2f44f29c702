"""Add notes and what refers to them.

1. A reference is a number in the text that leads to its note.
2. Notes come apart, as list items in the order of their first reference. A caption stands elsewhere
   in the text than in its source, so they are numbered when the text is whole.
3. At the end, notes that nothing refers to and notes without words are reported; references
   without a note are `leftovers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markdown_it.token import Token

from everyleaf.diagnostics import Position
from everyleaf.elements import full_text, place_of
from everyleaf.model import Element
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
    growth.enter(growth.notes)
    place = _definition_place(growth, token.meta.get("label")) or growth.here()
    name = f"fn-{growth.parsed.dialect.note_prefix}{number}"
    growth.open("li", place, {"id": name, "data-number": str(number)})


def close_note(growth: Growth) -> None:
    """Close a note and go back to the text."""
    growth.close()
    growth.leave()


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
        if not full_text(note).strip() and note.find(".//img") is None:
            growth.error(
                "note-empty",
                "the note has no words",
                "Write its words behind the colon, or remove it.",
                place_of(note),
            )


def number_notes(body: Element, notes: Element) -> None:
    """Number notes by their first references, and put them in that order; changes both.

    Their ids stay.
    """
    by_id = {note.get("id", ""): note for note in notes}
    order: dict[str, int] = {}
    for target in _targets(body, by_id):
        order.setdefault(target, len(order) + 1)
    for target in by_id:
        order.setdefault(target, len(order) + 1)
    for root in (body, notes):
        for reference in root.iter("a"):
            number = order.get(reference.get("href", "")[1:])
            if reference.get("role") == "doc-noteref" and number is not None:
                reference[0].text = str(number)
    for note in by_id.values():
        note.set("data-number", str(order[note.get("id", "")]))
    notes[:] = sorted(by_id.values(), key=lambda note: order[note.get("id", "")])


def _targets(root: Element, by_id: Mapping[str, Element]) -> Iterator[str]:
    """Yield the ids of the notes that are referred to, in reading order."""
    waiting = [root]
    seen: set[str] = set()
    while waiting:
        for reference in waiting.pop(0).iter("a"):
            target = reference.get("href", "")[1:]
            if reference.get("role") == "doc-noteref" and target in by_id:
                yield target
                if target not in seen:
                    seen.add(target)
                    waiting.append(by_id[target])


def _definition_place(growth: Growth, label: str | None) -> Position | None:
    """Return the line where a note is defined."""
    return next(iter(growth.parsed.note_places.get(label or "", ())), None)
