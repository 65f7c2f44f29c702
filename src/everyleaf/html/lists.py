"""List the figures, tables and listings of a book, each under its number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from everyleaf.html.headings import ContentsEntry, label_markup
from everyleaf.html.languages import keep_language
from everyleaf.html.numbering import Kind, Target
from everyleaf.model import ListKind
from everyleaf.words import find_words

_KIND_OF: dict[ListKind, Kind] = {"figures": "figure", "tables": "table", "listings": "listing"}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list behind the contents."""

    kind: ListKind
    id: str
    title: str
    entries: tuple[ContentsEntry, ...]


def make_lists(
    kinds: Iterable[ListKind],
    targets: Mapping[str, Target],
    language: str,
    ids: Mapping[str, str],
) -> tuple[ListOf, ...]:
    """Return the lists that the author asks for and that list anything."""
    words = find_words(language)
    lists = []
    for kind in kinds:
        entries = tuple(
            ContentsEntry(
                identifier,
                keep_language(label_markup(caption), caption, language),
                caption.get("data-source", ""),
            )
            for identifier, target in targets.items()
            if target.kind == _KIND_OF[kind]
            and (caption := next(target.element.iter("figcaption", "caption"), None)) is not None
        )
        if entries:
            title: str = getattr(words, f"list_of_{kind}")
            lists.append(ListOf(kind, ids[f"list-of-{kind}"], title, entries))
    return tuple(lists)
