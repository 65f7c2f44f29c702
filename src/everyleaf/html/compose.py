"""Fill the template with a manuscript and return the finished document.

`Publication.document` is parsed from the filled template as XML, so that a template of the
author's that is not well-formed is a finding with its line, never damaged output.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Mapping

import babel
from babel.dates import format_date
from babel.lists import format_list
from lxml import etree
from markupsafe import Markup

from everyleaf.accessibility import describe, schema_properties
from everyleaf.diagnostics import Diagnostic, PublishError
from everyleaf.html.headings import ContentsEntry, give_ids, list_contents, nest_sections
from everyleaf.html.json_ld import write_json_ld
from everyleaf.html.notes import link_notes
from everyleaf.model import Element, Manuscript, Metadata
from everyleaf.template import (
    fill_template,
    refuse_what_runs_or_fetches,
    unusable_template,
)
from everyleaf.words import Words, find_words

TEMPLATE = "publication.html"
_RESERVED_IDS = ("main", "title", "contents", "notes", "credits")


def compose_document(manuscript: Manuscript) -> tuple[Element, tuple[Diagnostic, ...]]:
    """Return the `<html>` element and what the author should know.

    Raises:
        PublishError: if a template cannot be used.
    """
    metadata = manuscript.metadata
    words = find_words(metadata.language)
    furniture = {"lang": words.language, "dir": "ltr"} if words.language else {}
    body = copy.deepcopy(manuscript.divisions[0].body)
    body.set("data-chunk", "text")
    notes = copy.deepcopy(manuscript.divisions[0].notes)
    noted = [e.get("id", "") for e in notes.iter() if e.get("id")] if notes is not None else []
    give_ids(body, (*_RESERVED_IDS, *noted))
    if notes is not None:
        link_notes(body, notes, words, furniture)
    nest_sections(body)
    contents = list(list_contents(body))
    back_matter = [("notes", words.notes)] if notes is not None else []
    back_matter.append(("credits", words.credits))
    for identifier, label in back_matter:
        contents.append(
            ContentsEntry(identifier, _furniture(label, furniture), str(metadata.position), ())
        )
    html = _fill(manuscript, words, furniture, body, notes, contents)
    document = _parse(html)
    _check_credits(document, metadata)
    _inherit_positions(document)
    _direct_code(document)
    _number_nodes(document)
    script = etree.SubElement(document[0], "script", {"type": "application/ld+json"})
    claims = schema_properties(describe(document, manuscript.resources))
    script.text = write_json_ld(metadata, claims)
    return document, tuple(_warn_furniture(metadata) if furniture else ())


def _furniture(label: str, furniture: Mapping[str, str]) -> Markup:
    if not furniture:
        return Markup.escape(label)
    return Markup('<span lang="{lang}" dir="{dir}">{label}</span>').format(label=label, **furniture)


def _fill(
    manuscript: Manuscript,
    words: Words,
    furniture: Mapping[str, str],
    body: Element,
    notes: Element | None,
    contents: list[ContentsEntry],
) -> str:
    metadata = manuscript.metadata
    locale = locale_of(metadata.language)

    def date(day: datetime.date) -> str:
        return format_date(day, "long", locale=locale)

    names = [Markup('<span class="author">{}</span>').format(c.name) for c in metadata.contributors]
    joined = Markup(format_list([str(n) for n in names], locale=locale)) if names else Markup()
    byline = Markup.escape(words.by).format(names=joined)
    if furniture:  # a foreign "By" says nothing to the reader; names speak for themselves
        byline = joined
    values = {
        "metadata": metadata,
        "words": words,
        "furniture": Markup(' lang="{lang}" dir="{dir}"').format(**furniture) if furniture else "",
        # roles are English words, whatever the language of the text
        "role_language": "" if locale.language == "en" else Markup(' lang="en" dir="ltr"'),
        "byline": byline,
        "contents": contents if len(contents) > 2 else [],
        "body": Markup(etree.tostring(body, encoding="unicode")),
        "notes": Markup(etree.tostring(notes, encoding="unicode")) if notes is not None else "",
        "date": date,
        "capitalize_first": _capitalize_first,
    }
    return fill_template(manuscript.templates, TEMPLATE, values)


def _capitalize_first(words: str) -> str:
    return words[:1].upper() + words[1:]


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
    if len(document.findall(".//article[@data-chunk='text']")) != 1:
        raise _unusable("it does not show {{ body }} once")
    return document


def _check_credits(document: Element, metadata: Metadata) -> None:
    """Refuse a template that hides who is credited."""
    section = document.find(".//section[@role='doc-credits']")
    shown = "" if section is None else "".join(str(text) for text in section.itertext())
    for credit in metadata.attributions:
        if credit.name not in shown:
            raise _unusable(f"its section with role doc-credits does not name {credit.name}")


def _unusable(reason: str) -> PublishError:
    return unusable_template(TEMPLATE, reason)


def _inherit_positions(document: Element) -> None:
    """Give each element of the body a `data-source`: its own, or that of what surrounds it."""
    for element in document[-1].iter(etree.Element):
        if not element.get("data-source"):
            parent = element.getparent()
            assert parent is not None
            element.set("data-source", parent.get("data-source", ""))


def _direct_code(document: Element) -> None:
    """Set code left to right where the text around it runs from the right."""
    for code in document.iter("pre", "code", "kbd", "samp"):
        around = next(e for e in (code, *code.iterancestors()) if e.get("dir"))
        if around.get("dir") == "rtl":
            code.set("dir", "ltr")


def _number_nodes(document: Element) -> None:
    """Number the elements of the body in document order from 0."""
    for number, element in enumerate(document[-1].iter(etree.Element)):
        element.set("data-node", str(number))


def locale_of(language: str) -> babel.Locale:
    """Return Babel's locale for a BCP 47 tag, or the nearest it knows, at last English."""
    parts = language.split("-")
    for end in range(len(parts), 0, -1):
        try:
            return babel.Locale.parse("-".join(parts[:end]), sep="-")
        except (babel.UnknownLocaleError, ValueError):
            continue
    return babel.Locale("en")


def _warn_furniture(metadata: Metadata) -> list[Diagnostic]:
    return [
        Diagnostic(
            "furniture-untranslated",
            "warning",
            f"the words of the furniture (Contents, Notes, …) are not known in {metadata.language}",
            "They stand in English, marked as such; override templates/publication.html to "
            "translate them.",
            metadata.position,
        )
    ]
