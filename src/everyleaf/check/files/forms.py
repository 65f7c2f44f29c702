"""Rules about forms in content documents: every field has a name that is heard."""

from __future__ import annotations

from collections.abc import Iterator

from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.markup import ContentDocument, find, in_hidden, spoken_text
from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import local_name
from everyleaf.model import Element

_NAMED_BY_VALUE = frozenset({"button", "hidden", "image", "reset", "submit"})
"""Types of `input` that are no fields to be filled, or whose own value is their name."""


def fields_named(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find fields to fill in without a label (WCAG 2.2 SC 3.3.2, 4.1.2)."""
    labels = [label for label in find(document.root, "label") if spoken_text(label)]
    labelled = {label.get("for") for label in labels}
    for field in find(document.root, "input", "select", "textarea"):
        kind = (field.get("type") or "text").casefold()
        if in_hidden(field) or (local_name(field) == "input" and kind in _NAMED_BY_VALUE):
            continue
        if (field.get("id") or "") in labelled or _has_name(field, labels):
            continue
        name = field.get("name") or field.get("placeholder") or ""
        called = f" “{name}”" if name else ""
        message = f"the field{called} ({local_name(field)}) has no label"
        yield find_fault("field-unnamed", message, document.at(field))


def _has_name(field: Element, labels: list[Element]) -> bool:
    """Tell whether a field is named by an attribute or stands in its label."""
    if any((field.get(name) or "").strip() for name in ("aria-label", "aria-labelledby", "title")):
        return True
    return any(above in labels for above in field.iterancestors())
