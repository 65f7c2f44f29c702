"""The words that readers see but no author wrote, by language.

Why English stands in: a language without a catalogue gets English furniture that is marked
`lang="en"`, so that a screen reader says it right, and the author is told.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language's furniture."""

    language: str
    skip: str
    contents: str
    notes: str
    credits: str
    by: str
    """With `{names}`."""
    note: str
    """With `{number}`."""
    back: str
    """With `{number}`: back to the only reference of a note."""
    back_to: str
    """With `{number}` and `{reference}`: back to one of several references."""
    publisher: str
    rights: str
    license: str
    identifier: str
    changes: str


_CATALOGUE = {
    "en": Words(
        language="en",
        skip="Skip to the text",
        contents="Contents",
        notes="Notes",
        credits="Attribution and rights",
        by="By {names}",
        note="Note {number}",
        back="Back to the reference of note {number}",
        back_to="Back to reference {reference} of note {number}",
        publisher="Publisher",
        rights="Rights",
        license="Licence",
        identifier="Identifier",
        changes="Changes",
    ),
}


def words_for(language: str) -> Words:
    """Return the furniture of a language, or the English one."""
    return _CATALOGUE.get(language.split("-")[0].lower(), _CATALOGUE["en"])
