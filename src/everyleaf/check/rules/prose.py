"""Rules about how the running text is written: capitals, colours as signs, long sentences."""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Iterator

from everyleaf.check.rules.passages import Passage
from everyleaf.check.rules.phrases import (
    CAPITALS,
    COLOUR_POINTERS,
    COLOUR_STEMS,
    PLACE_POINTERS,
    PLACE_STEMS,
    primary,
)
from everyleaf.check.rules.places import Sighting
from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import place_of, shorten

_CAPITALS = re.compile(rf"(?<!\w)(?:[{CAPITALS}]+[\s,;:’'-]+){{3,}}[{CAPITALS}]+(?!\w)")
_LEAST_LETTERS = 20
_IN_WORDS = (string.ascii_letters + string.digits).encode()
_SMALL = (string.ascii_lowercase + string.digits + string.whitespace + string.punctuation).encode()
"""What is no capital, as far as it is ASCII."""
LONGEST_SENTENCE = 60
"""Words. ISO 24495-1:2023 5.3.3 asks for sentences that are short; British and American guidance
for official texts warns above 25. A sentence of 60 loses nearly everybody."""
_END = re.compile(r"[.!?…]+[”’\"')\]]*(?=\s)")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_QUOTES = tuple("“\"‘«„'")
"""What stands between quotation marks is spoken of, not said."""
_UNSPACED = frozenset("zh ja th lo km my bo".split())
_PROSE = frozenset("p li dd td".split())
_NOT_JUDGED = ("doc-bibliography", "doc-colophon")


def capitals_few(passages: tuple[Passage, ...]) -> Iterator[Sighting]:
    """Find passages in capitals: slow to read for all, and spelt out by some screen readers."""
    for passage in passages:
        for run in passage.runs:
            if run.literal or _count_without(_SMALL, run.text) < _LEAST_LETTERS:
                continue
            match = _CAPITALS.search(run.text)
            if match and sum(map(str.isalpha, match[0])) >= _LEAST_LETTERS:
                yield Sighting(
                    Diagnostic(
                        "text-capitals",
                        "warning",
                        f"“{shorten(match[0])}” is set in capitals, which are slow to read and which "
                        "some screen readers spell",
                        "Write it in small letters, and make it **bold** if it must stand out.",
                        place_of(run.element),
                        "WCAG 2.2 SC 3.1.5",
                    ),
                    match[0].split()[0],
                )


def colours_not_alone(passages: tuple[Passage, ...]) -> Iterator[Sighting]:
    """Find words that point at things by their colour (WCAG 2.2 SC 1.4.1, 1.3.3)."""
    for passage in passages:
        language = primary(passage.language)
        pattern = _pointer(language)
        if pattern is None:
            continue
        text = passage.prose
        if not any(stem in text for stem in COLOUR_STEMS[language]):
            continue
        match = pattern.search(text)
        if match and text[match.start() - 1 : match.start()] not in _QUOTES:
            yield Sighting(
                Diagnostic(
                    "colour-alone",
                    "advice",
                    f"“{shorten(match[0])}” points by colour, which not everybody sees or prints",
                    "Say it in another way too: by name, by place in the order, or by a sign.",
                    place_of(passage.element),
                    "WCAG 2.2 SC 1.4.1",
                ),
                match[0].split()[0],
            )


@functools.cache
def _pointer(language: str) -> re.Pattern[str] | None:
    return _compile(COLOUR_POINTERS.get(language))


@functools.cache
def _place_pointer(language: str) -> re.Pattern[str] | None:
    return _compile(PLACE_POINTERS.get(language))


def _compile(words: str | None) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{words})", re.IGNORECASE) if words else None


def places_not_alone(passages: tuple[Passage, ...]) -> Iterator[Sighting]:
    """Find words that point at things by place, shape or size alone (WCAG 2.2 SC 1.3.3)."""
    for passage in passages:
        language = primary(passage.language)
        pattern = _place_pointer(language)
        if pattern is None:
            continue
        text = passage.prose.lower()
        if not any(stem in text for stem in PLACE_STEMS[language]):
            continue
        match = pattern.search(passage.prose)
        if match and passage.prose[match.start() - 1 : match.start()] not in _QUOTES:
            yield Sighting(
                Diagnostic(
                    "place-alone",
                    "advice",
                    f"“{shorten(match[0])}” points by place, shape or size, which nobody hears and "
                    "which a small screen changes",
                    "Name it too: by its words, its number, or a reference such as `[@fig:tides]`.",
                    place_of(passage.element),
                    "WCAG 2.2 SC 1.3.3",
                ),
                match[0].split()[0],
            )


def sentences_short(passages: tuple[Passage, ...]) -> Iterator[Sighting]:
    """Find sentences of more than `LONGEST_SENTENCE` words, where words are spaced."""
    for passage in passages:
        if passage.role in _NOT_JUDGED or primary(passage.language) in _UNSPACED:
            continue
        if passage.element.tag not in _PROSE or len(passage.prose) < 4 * LONGEST_SENTENCE:
            continue
        if not _may_be_long(passage.prose):
            continue
        for sentence in sentences_of(passage):
            if not _may_be_long(sentence):
                continue
            words = len(words_of(sentence)) + sentence.count("\ufffc")
            if words > LONGEST_SENTENCE:
                yield Sighting(
                    Diagnostic(
                        "sentence-long",
                        "advice",
                        f"the sentence “{shorten(sentence.replace(chr(0xFFFC), '…'))}” has {words} words",
                        "Make two or three of it, or a list.",
                        place_of(passage.element),
                        "WCAG 2.2 SC 3.1.5",
                    ),
                    sentence.split()[0],
                )


def _may_be_long(text: str) -> bool:
    """Tell of most texts that they have no more than `LONGEST_SENTENCE` words, without a look at each.

    Words have something between them, and code, which is one sign, counts for three.
    """
    return _count_without(_IN_WORDS, text) >= LONGEST_SENTENCE


def _count_without(left_out: bytes, text: str) -> int:
    """Return how many bytes of a text, in UTF-8, are not among some; it takes no time."""
    return len(text.encode().translate(None, left_out))


def sentences_of(passage: Passage) -> list[str]:
    """Return the sentences of a passage, each run of code in them as one sign (U+FFFC)."""
    text = " ".join(passage.prose.split())
    found, start = [], 0
    for match in _END.finditer(text):
        found.append(text[start : match.end()].strip())
        start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def count_sentences(text: str) -> int:
    """Return how many sentences end in a text, at its end or before a space."""
    return max(1, len(_END.findall(f"{text} ")))


def words_of(text: str) -> list[str]:
    """Return the words of a text, without code."""
    return _WORD.findall(text)
