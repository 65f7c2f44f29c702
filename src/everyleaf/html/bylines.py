"""Write who made a thing, and the terms it is under, as lines of the text."""

from __future__ import annotations

from collections.abc import Sequence

from babel.lists import format_list
from lxml import etree
from markupsafe import Markup

from everyleaf.html.languages import locale_of, write_attributes
from everyleaf.model import Contributor, Element, License
from everyleaf.words import Words


def name_people(people: Sequence[Contributor], words: Words, language: str) -> Markup:
    """Return “By Ada Example and Tove Test” as markup, or nothing for nobody."""
    if not people:
        return Markup()
    names = [Markup('<span class="author">{}</span>').format(person.name) for person in people]
    joined = Markup(format_list([str(name) for name in names], locale=locale_of(language)))
    if words.language:  # a foreign "By" says nothing to the reader; names speak for themselves
        return joined
    return Markup.escape(words.by).format(names=joined)


def write_byline(people: Sequence[Contributor], words: Words, language: str) -> Element | None:
    """Return a paragraph that names them, or None for nobody."""
    if not people:
        return None
    markup = name_people(people, words, language)
    return etree.fromstring(Markup('<p class="byline">{}</p>').format(markup))


def write_rights(rights: str | None, license: License | None, words: Words) -> Element | None:
    """Return a paragraph with the terms, or None if there are none."""
    if rights is None and license is None:
        return None
    line = Markup()
    if rights:
        line += Markup.escape(rights)
    if license:
        name = (
            Markup('<a href="{}">{}</a>').format(license.url, license.name)
            if license.url
            else (Markup.escape(license.name))
        )
        line += (
            Markup(". ") if rights and not rights.endswith(".") else Markup(" " if rights else "")
        )
        line += Markup("<span{}>{}</span>: {}.").format(
            write_attributes(words), words.license, name
        )
    return etree.fromstring(Markup('<p class="rights">{}</p>').format(line))
