"""Write who made a thing, and the terms it is under, as lines of the text."""

from __future__ import annotations

from collections.abc import Sequence

from babel.lists import format_list
from lxml import etree
from markupsafe import Markup

from everyleaf.html.languages import locale_of, write_attributes
from everyleaf.model import Contributor, Element, License
from everyleaf.relators import ROLE_OF
from everyleaf.words import Words

_AUTHORS = frozenset({"aut", "cre"})


def name_authors(people: Sequence[Contributor], words: Words, language: str) -> Markup:
    """Return “By Ada Example and Tove Test” as markup, or nothing if nobody is an author."""
    authors = [person for person in people if person.role in _AUTHORS]
    if not authors:
        return Markup()
    joined = _join(authors, "author", language)
    if words.language:  # a foreign "By" says nothing to the reader; names speak for themselves
        return joined
    return Markup.escape(words.by).format(names=joined)


def name_helpers(people: Sequence[Contributor], words: Words, language: str) -> tuple[Markup, ...]:
    """Return “Translator: Tove Test” as markup for each role that is not an author's."""
    roles = dict.fromkeys(person.role for person in people if person.role not in _AUTHORS)
    lines = []
    for role in roles:
        names = _join([person for person in people if person.role == role], "helper", language)
        word = words.roles.get(ROLE_OF.get(role, ""), role)
        label = Markup("<span{}>{}</span>").format(write_attributes(words), word)
        lines.append(Markup.escape(words.caption).format(label=label) + names)
    return tuple(lines)


def _join(people: Sequence[Contributor], name: str, language: str) -> Markup:
    """Return names as a list in a sentence, each in a span of a class."""
    names = [Markup('<span class="{}">{}</span>').format(name, p.name) for p in people]
    return Markup(format_list([str(n) for n in names], locale=locale_of(language)))


def write_bylines(people: Sequence[Contributor], words: Words, language: str) -> list[Element]:
    """Return paragraphs that name the authors and those who helped them."""
    authors = name_authors(people, words, language)
    lines = [Markup('<p class="byline">{}</p>').format(authors)] if authors else []
    helpers = name_helpers(people, words, language)
    lines += [Markup('<p class="byline helpers">{}</p>').format(line) for line in helpers]
    return [etree.fromstring(line) for line in lines]


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
