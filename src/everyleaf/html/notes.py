"""Give notes their place, name the references to them and lead back to each (DPUB-ARIA 1.1).

1. Every reference says which note it is; every note leads back to each of its references.
2. `end`: the notes of all divisions come together, each division's under its title where there are
   several. `chapter` and `page`: they close their division; print may move them to the foot of
   the page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lxml import etree
from markupsafe import Markup

from everyleaf.elements import HEADINGS
from everyleaf.html.divisions import Placed
from everyleaf.html.headings import label_markup
from everyleaf.html.languages import mark_language
from everyleaf.ids import take_id
from everyleaf.model import Element
from everyleaf.words import Words

BACK_MARK = "↑"
"""A glyph that every font of ours has."""


def link_notes(divisions: Sequence[Placed]) -> None:
    """Label the references and append backlinks to the notes; changes the divisions."""
    references: dict[str, list[Element]] = defaultdict(list)
    # what holds others comes first and is not searched twice
    searched: set[Element] = set()
    for one in divisions:
        for root in (one.section, one.notes):
            for reference in root.iter("a") if root is not None else ():
                if reference.get("role") == "doc-noteref" and reference not in searched:
                    searched.add(reference)
                    references[reference.get("href", "")[1:]].append(reference)
    for one in divisions:
        for note in one.notes if one.notes is not None else ():
            _link_note(note, references[note.get("id", "")], one.words)


def _link_note(note: Element, references: Sequence[Element], words: Words) -> None:
    number = note.get("data-number") or note.get("id", "").removeprefix("fn-")
    for reference in references:
        reference.set("aria-label", words.note.format(number=number))
        mark_language(reference, words)
    last = note[-1] if len(note) and note[-1].tag == "p" else etree.SubElement(note, "p")
    last.set("data-source", last.get("data-source", note.get("data-source", "")))
    for index, reference in enumerate(references, 1):
        _add_backlink(last, reference, number, index if len(references) > 1 else None, words)
        mark_language(last[-1], words)


def _add_backlink(
    paragraph: Element, reference: Element, number: str, index: int | None, words: Words
) -> None:
    if len(paragraph):
        paragraph[-1].tail = (paragraph[-1].tail or "") + " "
    else:
        paragraph.text = (paragraph.text or "") + " "
    link = etree.SubElement(paragraph, "a")
    link.set("href", f"#{reference.get('id')}")
    link.set("role", "doc-backlink")
    link.set("data-source", reference.get("data-source", ""))
    label = words.back if index is None else words.back_to
    link.set("aria-label", label.format(number=number, reference=index))
    link.text = BACK_MARK
    if index is not None:
        mark = etree.SubElement(link, "sup")
        mark.text = str(index)


def gather_notes(divisions: Sequence[Placed], taken: set[str]) -> Markup:
    """Return all notes as the content of one section; changes `taken`."""
    noted = [one for one in divisions if one.notes is not None]
    groups = []
    for one in noted:
        assert one.notes is not None
        notes = etree.tostring(one.notes, encoding="unicode", with_tail=False)
        if len(noted) == 1 or one.heading is None:
            groups.append(notes)
            continue
        # no section: it would be a landmark of the same name as the division's own
        group = etree.Element("div", {"class": "notes-group"})
        identifier = take_id(f"notes-{one.division.identifier}", taken)
        group.set("data-source", one.heading.get("data-source", ""))
        for name in ("lang", "dir"):
            if value := one.section.get(name):
                group.set(name, value)
        heading = etree.fromstring(
            Markup('<h3 id="{}">{}</h3>').format(identifier, label_markup(one.heading))
        )
        group.extend([heading, one.notes])
        groups.append(etree.tostring(group, encoding="unicode"))
    return Markup("\n".join(groups))


def close_with_notes(divisions: Sequence[Placed], taken: set[str]) -> None:
    """Put each division's notes at its end, before the divisions inside it; changes the divisions."""
    for one in divisions:
        if one.notes is None:
            continue
        section = etree.Element("section")
        section.set("role", "doc-endnotes")
        section.set("class", "notes")
        section.set("data-source", one.section.get("data-source", ""))
        identifier = take_id(f"notes-{one.division.identifier}", taken)
        # named by its chapter too: no two landmarks may have the same name
        section.set("aria-labelledby", f"{identifier} {one.division.identifier}".strip())
        rank = HEADINGS.index(str(one.heading.tag)) + 1 if one.heading is not None else 1
        heading = etree.SubElement(section, HEADINGS[min(rank, 5)])
        heading.set("id", identifier)
        heading.text = one.words.notes
        mark_language(heading, one.words)
        section.append(one.notes)
        if one.children:
            one.children[0].section.addprevious(section)
        else:
            one.section.append(section)
