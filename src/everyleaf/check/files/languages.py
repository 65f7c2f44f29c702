"""Rules about the language and the direction of text in content documents.

WCAG 2.2 SC 3.1.1 and 3.1.2: speech and braille follow `lang`. That a passage in another language
is not marked is suspected from its script, and from the same words being marked elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from lxml import etree

from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.markup import ContentDocument, in_hidden, is_a, language_of, text_of
from everyleaf.check.rules.detector import (
    DetectorMissingError,
    guess_passage,
    is_surely_other,
)
from everyleaf.check.rules.phrases import primary
from everyleaf.check.rules.scripts import scripts_of, stretches
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import XML_LANG, local_name, shorten
from everyleaf.model import Element

_TAG = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+|i-[a-z]+|zxx|und|mul",
    re.IGNORECASE,
)
"""BCP 47, as to its form; no language of more than three letters was ever registered."""
_RIGHT_TO_LEFT = frozenset("ar fa ur he iw yi ps sd ckb ug dv syr arc".split())
_BLOCKS = frozenset(
    "p li td th h1 h2 h3 h4 h5 h6 figcaption caption dd dt blockquote pre div section body summary "
    "address aside article".split()
)
_NO_LANGUAGE = frozenset({"mul", "und", "zxx"})
_PASSAGES = frozenset("p li dd blockquote figcaption td".split())
_LEAST_LETTERS = 40
"""In a paragraph that is judged by itself."""
_UNSPOKEN = frozenset({"head", "script", "style", "template"})
"""Titles in the head are spoken, but hardly any reading system heeds their language."""
_VERBATIM = frozenset({"math", "code", "pre", "svg", "kbd", "samp", "var"})


def document_language(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find a document without a language, or with one that is none (WCAG 2.2 SC 3.1.1)."""
    root = document.root
    given = (root.get(XML_LANG) or root.get("lang") or "").strip()
    if not given:
        message = "the document does not say its language"
        yield find_fault("language-missing", message, document.at(root))
    for element in root.iter(etree.Element):
        plain, xml = element.get("lang"), element.get(XML_LANG)
        if plain is not None and xml is not None and plain.casefold() != xml.casefold():
            message = f"lang says {plain or 'nothing'} and xml:lang says {xml or 'nothing'}"
            yield find_fault("language-differs", message, document.at(element))
        for value in dict.fromkeys(v.strip() for v in (plain, xml) if v and v.strip()):
            if not _TAG.fullmatch(value):
                message = f"{value} is not a language tag"
                yield find_fault("language-invalid", message, document.at(element))


def language_parts(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find words in a script that the language in force is not written in."""
    for element, text in _texts(document.root):
        language = language_of(element)
        if not language or primary(language) in _NO_LANGUAGE:
            continue
        for stretch in stretches(text):
            if stretch.script not in scripts_of(language):
                message = (
                    f"“{shorten(stretch.words)}” is written in {stretch.script} script, but marked "
                    f"as {language}"
                )
                yield find_fault("language-part-missing", message, document.at(element))
                break


def language_suspected(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find paragraphs that seem to be in another language than they are marked as."""
    for element in document.root.iter(etree.Element):
        if local_name(element) not in _PASSAGES or in_hidden(element):
            continue
        language = language_of(element)
        text = _own_text(element)
        if not language or sum(map(str.isalpha, text)) < _LEAST_LETTERS:
            continue
        if any(
            is_a(above, "doc-bibliography", "bibliography") for above in element.iterancestors()
        ):
            continue
        try:
            guess = guess_passage(text, language)
        except DetectorMissingError:
            return  # said once for the file, by `detector_missing`
        if is_surely_other(guess, language):
            message = (
                f"“{shorten(text)}” seems to be in {guess.language}, but is marked as {language}"
            )
            yield find_fault("language-part-suspected", message, document.at(element))


def detector_missing(name: str) -> Iterator[Diagnostic]:
    """Say that languages were not guessed, if they could not be."""
    try:
        guess_passage("", "")
    except DetectorMissingError:
        message = "no language detector is installed: passages in another language were not sought"
        yield find_fault("language-detector-missing", message, Position(name))


def languages_lost(documents: Sequence[ContentDocument]) -> Iterator[Diagnostic]:
    """Find words that are marked with another language in one place and not in another."""
    marked: dict[str, str] = {}
    for document in documents:
        for element in document.root.iter(etree.Element):
            own = element.get(XML_LANG) or element.get("lang")
            parent = element.getparent()
            if own is None or parent is None or own == language_of(parent):
                continue
            words = text_of(element)
            if 4 <= len(words) <= 80 and (" " in words or not words.isascii()):
                marked.setdefault(words, own)
    if not marked:
        return
    pattern = re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(w) for w in sorted(marked, key=len, reverse=True))
        + r")(?!\w)"
    )  # fmt: skip
    for document in documents:
        for element, text in _texts(document.root):
            language = language_of(element).casefold().split("-")[0]
            for match in pattern.finditer(text):
                wanted = marked[match[0]]
                if wanted.casefold().split("-")[0] != language:
                    message = f"“{match[0]}” is marked as {wanted} elsewhere, but not here"
                    yield find_fault("language-part-missing", message, document.at(element))
                    break


def direction(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find text from right to left that is not said to be so."""
    body = next((e for e in document.root if local_name(e) == "body"), document.root)
    language = language_of(body).casefold().split("-")[0]
    if language in _RIGHT_TO_LEFT and _direction_of(body) == "ltr":
        message = f"the document is in {language}, but does not say that it runs from right to left"
        yield find_fault("direction-missing", message, Position(document.name))
        return
    for element in document.root.iter(etree.Element):
        if local_name(element) not in _BLOCKS or in_hidden(element):
            continue
        text = _own_text(element)
        strong = [unicodedata.bidirectional(c) for c in text]
        right = sum(kind in ("R", "AL") for kind in strong)
        if right >= 3 and right > strong.count("L") and _direction_of(element) == "ltr":
            message = f"“{shorten(text)}” runs from right to left, but has no dir"
            yield find_fault("direction-missing", message, document.at(element))


def is_language_tag(value: str) -> bool:
    """Tell whether a value has the form of a BCP 47 tag."""
    return _TAG.fullmatch(value.strip()) is not None


def is_right_to_left(language: str) -> bool:
    """Tell whether a language is written from right to left."""
    return language.casefold().split("-")[0] in _RIGHT_TO_LEFT


def _direction_of(element: Element) -> str:
    for e in (element, *element.iterancestors()):
        value = (e.get("dir") or "").strip().casefold()
        if value:
            return value
        if "direction:rtl" in re.sub(r"\s+", "", e.get("style") or ""):
            return "rtl"
    return "ltr"


def _own_text(element: Element) -> str:
    """Return the text of a block and of the phrases in it, not of blocks in it."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and not child.get("dir"):
            is_phrase = local_name(child) not in _BLOCKS | _UNSPOKEN | _VERBATIM
            parts.append(text_of(child) if is_phrase else "")
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def _texts(root: Element) -> Iterator[tuple[Element, str]]:
    """Yield each piece of text with the element whose language it has."""
    stack = [root]
    while stack:
        element = stack.pop()
        name = local_name(element)
        if name in _UNSPOKEN or name in _VERBATIM:
            continue
        if element.text and element.text.strip():
            yield element, element.text
        for child in element:
            if child.tail and child.tail.strip():
                yield element, child.tail
        stack += [child for child in reversed(element) if isinstance(child.tag, str)]
