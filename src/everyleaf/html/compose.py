"""Fill the template with a manuscript and return the finished document.

`Publication.document` is parsed from the filled template as XML, so that a template of the
author's that is not well-formed is a finding with its line, never damaged output.

The divisions are in it by an empty stand-in each, and take its place when it is parsed: a book is
not written out and read again, which takes longer and much more memory than all the rest.
"""

from __future__ import annotations

import copy
import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from babel.dates import format_date
from lxml import etree
from markupsafe import Markup

from everyleaf.diagnostics import Diagnostic, PublishError
from everyleaf.elements import full_text, ids_of, values_of
from everyleaf.html.book_index import make_index
from everyleaf.html.bylines import name_authors, name_helpers
from everyleaf.html.contents import list_publication
from everyleaf.html.credits import credit_captions, group_credits, name_role
from everyleaf.html.divisions import (
    BEFORE_CONTENTS,
    Placed,
    place_divisions,
    put_in_place,
    stand_in,
    walk_all,
)
from everyleaf.html.json_ld import write_json_ld
from everyleaf.html.languages import locale_of, write_attributes
from everyleaf.html.lists import make_lists
from everyleaf.html.notes import close_with_notes, gather_notes, link_notes
from everyleaf.html.numbering import number_publication
from everyleaf.html.references import fill_references
from everyleaf.ids import take_id
from everyleaf.model import Attribution, Contributor, Element, Manuscript, Metadata
from everyleaf.template import (
    fill_template,
    refuse_what_runs_or_fetches,
    unusable_template,
)
from everyleaf.words import Words, find_words

TEMPLATE = "publication.html"
_FURNITURE_IDS = (
    "main", "title", "contents", "notes", "credits", "bibliography", "index",
    "list-of-figures", "list-of-tables", "list-of-listings", "credits-whole", "credits-chapters",
    "credits-images",
)  # fmt: skip


def compose_document(
    manuscript: Manuscript, *, consume: bool = False
) -> tuple[Element, tuple[Diagnostic, ...]]:
    """Return the `<html>` element and what the author should know.

    With `consume`, the trees of the manuscript become those of the document, without a copy.

    Raises:
        PublishError: if a template cannot be used.
    """
    metadata, settings = manuscript.metadata, manuscript.settings
    language = metadata.language
    words = find_words(language)
    bibliography = copy.deepcopy(manuscript.bibliography)
    placed = place_divisions(manuscript, consume=consume)
    divisions = tuple(walk_all(placed))
    roots = [one.section for one in placed]
    roots += [one.notes for one in divisions if one.notes is not None]
    roots += [bibliography] if bibliography is not None else []
    taken = set(ids_of(*roots))
    ids = {name: take_id(name, taken) for name in _FURNITURE_IDS}

    targets = number_publication(placed, settings, language, taken)
    findings = [*fill_references(roots, targets, language)]
    link_notes(divisions)
    at_end = metadata.form == "article" or settings.notes == "end"
    if not at_end:
        close_with_notes(divisions, taken)
        roots = [root for root in roots if root.getparent() is None]
    index = Markup()
    if settings.index:
        index, missing = make_index(roots, words, language, taken)
        findings += missing
    lists = make_lists(settings.lists, targets, language, ids)
    credit_captions(metadata.attributions, roots, language)
    credits = group_credits(metadata.attributions, placed, targets, roots, language)
    notes = gather_notes(divisions, taken) if at_end else Markup()

    generated = {"notes": notes, "bibliography": _markup(bibliography), "index": index}
    values = {
        **generated,
        **_parts(placed),
        "lists": lists,
        "credits": credits,
        "contents": list_publication(manuscript, placed, lists, generated, ids),
        "ids": {name.replace("-", "_"): value for name, value in ids.items()},
        "start": _start(placed) or ids["main"],
    }
    document = _parse(_fill(manuscript, words, values))
    if not put_in_place(document, placed):
        raise _unusable(_NOT_ONCE)
    _check_text(document, placed, roots)
    _check_credits(document, metadata)
    _inherit_positions(document)
    _direct_code(document)
    _number_nodes(document)
    script = etree.SubElement(document[0], "script", {"type": "application/ld+json"})
    script.text = write_json_ld(metadata, divisions)
    return document, (*findings, *_warn_furniture(metadata, divisions))


def _parts(placed: Sequence[Placed]) -> dict[str, Markup]:
    """Return the divisions as markup, by where the template shows them."""
    before = [one for one in placed if one.matter == "front" and one.kind in BEFORE_CONTENTS]
    glossary = [one for one in placed if one.kind == "glossary"]
    rest = [one for one in placed if one not in (*before, *glossary)]
    return {
        "before_contents": stand_in(placed, before),
        "front_matter": stand_in(placed, [one for one in rest if one.matter == "front"]),
        "body": stand_in(placed, [one for one in rest if one.matter in ("body", None)]),
        "back": stand_in(placed, [one for one in rest if one.matter == "back"]),
        "glossary": stand_in(placed, glossary),
    }


def _start(placed: Sequence[Placed]) -> str | None:
    """Return the id where a reader who skips the navigation begins."""
    after = (one for one in placed if one.kind not in BEFORE_CONTENTS and one.heading is not None)
    return next((one.division.identifier for one in after if one.matter), None)


def _markup(element: Element | None) -> Markup:
    return Markup("" if element is None else etree.tostring(element, encoding="unicode"))


def _fill(manuscript: Manuscript, words: Words, values: Mapping[str, object]) -> str:
    metadata = manuscript.metadata
    locale = locale_of(metadata.language)

    def date(day: datetime.date) -> str:
        return format_date(day, "long", locale=locale)

    def authors(people: Sequence[Contributor]) -> Markup:
        return name_authors(people, words, metadata.language)

    def helpers(people: Sequence[Contributor]) -> tuple[Markup, ...]:
        return name_helpers(people, words, metadata.language)

    def role(credit: Attribution) -> Markup:
        return name_role(credit, words)

    return fill_template(
        manuscript.templates,
        TEMPLATE,
        {
            "metadata": metadata,
            "settings": manuscript.settings,
            "words": words,
            "furniture": write_attributes(words),
            "byline": authors(metadata.contributors),
            "helpers": helpers(metadata.contributors),
            "people": lambda people: Markup(". ").join(
                line for line in (authors(people), *helpers(people)) if line
            ),
            "date": date,
            "role": role,
            **values,
        },
    )


def _parse(html: str) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True,
        huge_tree=True,
    )  # fmt: skip
    try:
        document = etree.fromstring(html, parser)
    except etree.XMLSyntaxError as error:
        raise _unusable(f"{error.msg} (line {error.position[0]} once filled)") from error
    if [e.tag for e in (document, *document)] != ["html", "head", "body"]:
        raise _unusable("it is not an <html> that holds a <head> and a <body>")
    if not (document.get("lang") and document.get("dir")):
        raise _unusable("its <html> has no lang and dir")
    if (entity := next(document.iter(etree.Entity), None)) is not None:
        raise _unusable(f"{entity.text} is not a character that XML knows")
    refuse_what_runs_or_fetches(document, TEMPLATE)
    return document


def _check_text(document: Element, placed: Sequence[Placed], roots: Sequence[Element]) -> None:
    """Refuse a template that leaves out a part of the text, or shows one twice."""
    chunks = Counter(values_of(document, "data-chunk"))
    wanted = Counter(kind for one in placed for kind in values_of(one.section, "data-chunk"))
    if any(chunks[kind] != wanted[kind] for kind in wanted):
        raise _unusable(_NOT_ONCE)
    shown = Counter(filter(None, values_of(document, "id")))
    for identifier, count in shown.items():
        if count > 1:
            raise _unusable(f"it shows two elements with the id {identifier}")
    for root in roots:
        for identifier in values_of(root, "id"):
            if identifier and identifier not in shown:
                raise _unusable(f"it leaves out what has the id {identifier}")


def _check_credits(document: Element, metadata: Metadata) -> None:
    """Refuse a template that hides who is credited."""
    section = document.find(".//section[@role='doc-credits']")
    shown = "" if section is None else full_text(section)
    for credit in metadata.attributions:
        if credit.name not in shown:
            raise _unusable(f"its section with role doc-credits does not name {credit.name}")


_NOT_ONCE = "it does not show {{ body }} and what goes with it once"


def _unusable(reason: str) -> PublishError:
    return unusable_template(TEMPLATE, reason)


def _inherit_positions(document: Element) -> None:
    """Give each element of the body a `data-source`: its own, or that of what surrounds it."""
    for element in _WITHOUT_POSITION(document[-1]):
        parent = element.getparent()
        assert parent is not None
        element.set("data-source", parent.get("data-source", ""))


_WITHOUT_POSITION = etree.XPath("descendant-or-self::*[not(string(@data-source))]")


def _direct_code(document: Element) -> None:
    """Set code left to right where the text around it runs from the right."""
    if "rtl" not in values_of(document, "dir"):
        return
    for code in document.iter("pre", "code", "kbd", "samp"):
        around = next(e for e in (code, *code.iterancestors()) if e.get("dir"))
        if around.get("dir") == "rtl":
            code.set("dir", "ltr")


def _number_nodes(document: Element) -> None:
    """Number the elements of the body in document order from 0."""
    for number, element in enumerate(document[-1].iter(etree.Element)):
        element.set("data-node", str(number))


def _warn_furniture(metadata: Metadata, divisions: Sequence[Placed]) -> Iterable[Diagnostic]:
    """Yield a warning for each language of the text that has no words of ours."""
    languages = [metadata.language, *(d.division.language for d in divisions)]
    for language in dict.fromkeys(languages):
        if language and find_words(language).language:
            yield Diagnostic(
                "furniture-untranslated",
                "warning",
                f"the words of the furniture (Contents, Notes, …) are not known in {language}",
                "They stand in English, marked as such; override templates/publication.html to "
                "translate them.",
                metadata.position,
            )
