"""List the contents: the author's headings, and what the publication adds to them.

Headings inside what is added are not listed: the titles over each chapter's notes, the letters of
the index, the groups of credits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from everyleaf.html.divisions import BEFORE_CONTENTS, Placed
from everyleaf.html.headings import ContentsEntry, contents_entry, list_contents
from everyleaf.html.languages import write_attributes
from everyleaf.html.lists import ListOf
from everyleaf.model import Manuscript
from everyleaf.words import find_words

_DEEPEST = {"article": 3, "book": 4}
"""The lowest rank of heading in the contents: of a book, three levels below its title."""


def list_publication(
    manuscript: Manuscript,
    placed: Sequence[Placed],
    lists: Sequence[ListOf],
    generated: Mapping[str, Markup],
    ids: Mapping[str, str],
) -> tuple[ContentsEntry, ...]:
    """Return the lines of the contents, in the order of the document; none if there are only two.

    `generated` holds the sections that may be empty: `notes`, `bibliography`, `index`.
    """
    metadata = manuscript.metadata
    words = find_words(metadata.language)
    deepest = _DEEPEST[metadata.form]

    def furniture(identifier: str, label: str) -> ContentsEntry:
        attributes = write_attributes(words)
        text = Markup("<span{}>{}</span>").format(attributes, label) if attributes else label
        return ContentsEntry(identifier, Markup.escape(text), str(metadata.position))

    def of(divisions: Iterable[Placed]) -> list[ContentsEntry]:
        entries = (contents_entry(one.section, deepest, metadata.language) for one in divisions)
        return [entry for entry in entries if entry is not None]

    def section(name: str) -> list[ContentsEntry]:
        label: str = getattr(words, name)
        return [furniture(ids[name], label)] if generated.get(name) else []

    listed = [furniture(one.id, one.title) for one in lists]
    back = [
        *section("notes"),
        *of(one for one in placed if one.kind == "glossary"),
        *section("bibliography"),
        *section("index"),
        furniture(ids["credits"], words.credits),
    ]
    if metadata.form == "article":
        text = [
            e
            for one in placed
            if one.kind == "text"
            for e in list_contents(one.section, deepest, metadata.language)
        ]
        entries = (*listed, *text, *back)
        return entries if len(entries) > 2 else ()
    before = [one for one in placed if one.matter == "front" and one.kind in BEFORE_CONTENTS]
    rest = [one for one in placed if one not in before and one.kind != "glossary"]
    return (*of(before), *listed, *of(rest), *back)
