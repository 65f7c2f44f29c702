"""Say what a language asks of the document: Babel's locale, the direction, and its words."""

from __future__ import annotations

import babel
from markupsafe import Markup

from everyleaf.model import Element
from everyleaf.words import Words, find_words


def locale_of(language: str) -> babel.Locale:
    """Return Babel's locale for a BCP 47 tag, or the nearest it knows, at last English."""
    parts = language.split("-")
    for end in range(len(parts), 0, -1):
        try:
            return babel.Locale.parse("-".join(parts[:end]), sep="-")
        except (babel.UnknownLocaleError, ValueError):
            continue
    return babel.Locale("en")


def direction_of(language: str) -> str:
    """Return `rtl` or `ltr`."""
    return "rtl" if locale_of(language).character_order == "right-to-left" else "ltr"


def language_at(element: Element, default: str) -> str:
    """Return the language in which an element stands: its own or that of what surrounds it."""
    while True:
        if language := element.get("lang"):
            return language
        parent = element.getparent()
        if parent is None:
            return default
        element = parent


def words_at(element: Element, default: str) -> Words:
    """Return the furniture for the place where an element stands."""
    return find_words(language_at(element, default))


def mark_language(element: Element, words: Words) -> None:
    """Say on an element of furniture that its words are not in the language around it."""
    for name, value in words.attributes().items():
        element.set(name, value)


def write_attributes(words: Words) -> Markup:
    """Return the same as markup: ` lang="en" dir="ltr"`, or nothing."""
    attributes = words.attributes().items()
    return Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in attributes)


def keep_language(label: Markup, element: Element, language: str) -> Markup:
    """Return words of an element for use elsewhere, marked if not in the publication's language."""
    return in_language(label, language_at(element, language), language)


def in_language(label: Markup, own: str, around: str) -> Markup:
    """Return words as markup that says their language if it is not the one around them."""
    if own == around:
        return label
    return Markup('<span lang="{}" dir="{}">{}</span>').format(own, direction_of(own), label)
