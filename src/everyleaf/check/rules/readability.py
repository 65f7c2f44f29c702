"""How hard the text is to read, by the formula that its language has (WCAG 2.2 SC 3.1.5).

1. `count_chapters` counts the sentences, words and syllables of each chapter.
2. `measure_readability` makes scores of the counts.
3. `chapters_readable` finds chapters that the formula's own author would call very difficult.

A formula knows nothing of meaning: it says that sentences and words are long. Languages without one
that has been tried on their own texts get no score.

Why not textstat: its English needs a dictionary from the network, and it has no Portuguese, Dutch,
Russian, Turkish or French formula of their own.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from everyleaf.check.rules import prose
from everyleaf.check.rules.passages import Passage
from everyleaf.check.rules.phrases import primary
from everyleaf.check.rules.places import words_of
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import place_of
from everyleaf.model import Element, Publication

LEAST_WORDS = 300
"""Below this a score says more about chance than about the text."""

_PROSE = frozenset("p li dd".split())
_NOT_JUDGED = ("doc-bibliography", "doc-colophon", "doc-endnotes", "doc-glossary", "doc-credits")


@dataclass(frozen=True, slots=True)
class Counts:
    """What a formula is fed with."""

    sentences: int
    words: int
    syllables: int
    letters: int
    long_words: int
    """Of more than six letters."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A readability formula of one language."""

    name: str
    """Its name and year, as it is cited."""
    score: Callable[[Counts], float]
    limit: float
    """Where its author's hardest class begins."""
    higher_is_easier: bool = True

    def very_difficult(self, score: float) -> bool:
        """Tell whether a score is in its author's hardest class."""
        return score < self.limit if self.higher_is_easier else score > self.limit

    @property
    def scale(self) -> str:
        """How its values are to be read."""
        better, beyond = ("higher", "below") if self.higher_is_easier else ("lower", "above")
        return f"the {better} the easier; {beyond} {self.limit:g} is very difficult"


@dataclass(frozen=True, slots=True)
class Readability:
    """The score of a chapter, or of an article."""

    title: str
    position: Position
    language: str
    formula: Formula
    score: float
    counts: Counts


def _flesch(base: float, by_sentence: float, by_syllables: float) -> Callable[[Counts], float]:
    return lambda c: (
        base - by_sentence * c.words / c.sentences - by_syllables * c.syllables / c.words
    )


def _lix(counts: Counts) -> float:
    return counts.words / counts.sentences + 100 * counts.long_words / counts.words


_LIX = Formula("LIX (Björnsson 1968)", _lix, 60, higher_is_easier=False)
FORMULAS: Mapping[str, Formula] = {
    "en": Formula("Flesch Reading Ease (1948)", _flesch(206.835, 1.015, 84.6), 30),
    "de": Formula("Flesch–Amstad (1978)", _flesch(180, 1, 58.5), 30),
    "es": Formula("Fernández Huerta (1959)", _flesch(206.84, 1.02, 60), 30),
    "fr": Formula("Kandel–Moles (1958)", _flesch(207, 1.015, 73.6), 30),
    "it": Formula(
        "Gulpease (1988)",
        lambda c: 89 + (300 * c.sentences - 10 * c.letters) / c.words,
        40,
    ),
    "nl": Formula("Flesch–Douma (1960)", _flesch(206.84, 0.93, 77), 30),
    "pt": Formula("Flesch–Martins (1996)", _flesch(248.835, 1.015, 84.6), 25),
    "ru": Formula("Flesch–Oborneva (2006)", _flesch(206.835, 1.3, 60.1), 30),
    "tr": Formula("Ateşman (1997)", _flesch(198.825, 2.61, 40.175), 30),
    "sv": _LIX,
    "da": _LIX,
    "nb": _LIX,
    "nn": _LIX,
    "no": _LIX,
}
"""By the first part of a BCP 47 tag."""

_VOWELS = "aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿœıəаеёиоуыэюя"
_NUCLEUS = re.compile(f"[{_VOWELS}]+")
_EACH_VOWEL = re.compile(f"[{_VOWELS}]")
_SILENT = {
    "en": re.compile(r"(?<=[^\Waeiouy_])(?:e|es|ed)$"),
    "fr": re.compile(r"(?<=[^\Waeiouy_])(?:e|es|ent)$"),
}
_VOICED = re.compile(r"(?:[^aeiouy]le|[td]ed|(?:[sxz]|ch|sh|[cg])es)$")
"""English endings that are heard."""


@functools.lru_cache(maxsize=1 << 15)
def count_syllables(word: str, language: str) -> int:
    """Return the syllables of a word, as well as its spelling tells; never less than one."""
    word = word.lower()
    if language in ("ru", "tr"):  # each vowel is one
        return max(1, len(_EACH_VOWEL.findall(word)))
    count = len(_NUCLEUS.findall(word))
    silent = _SILENT.get(language)
    if silent and count > 1 and silent.search(word):
        count -= not (language == "en" and _VOICED.search(word))
    return max(1, count)


@dataclass(frozen=True, slots=True)
class CountedChapter:
    """What was counted in a chapter, or in an article."""

    title: str | None
    """None where it has no heading."""
    position: Position
    language: str
    counts: Counts | None
    """None where its language has no formula."""


def count_chapters(passages: tuple[Passage, ...]) -> tuple[CountedChapter, ...]:
    """Return what the formulas need to know of each chapter in a portion of the text."""
    counted = []
    for chapter, inside in _chapters(passages).items():
        language = inside[0].language
        known = primary(language) in FORMULAS
        heading = chapter.find("./*[@id]")
        counted.append(
            CountedChapter(
                words_of(heading) if heading is not None else None,
                place_of(chapter),
                language,
                _count(inside, primary(language)) if known else None,
            )
        )
    return tuple(counted)


def measure_readability(
    publication: Publication, counted: Sequence[CountedChapter]
) -> tuple[Readability, ...]:
    """Return the scores of the chapters that are long enough and whose language has a formula."""
    measured = []
    for chapter in counted:
        counts = chapter.counts
        if counts is not None and counts.words >= LEAST_WORDS and counts.sentences:
            formula = FORMULAS[primary(chapter.language)]
            measured.append(
                Readability(
                    chapter.title if chapter.title is not None else publication.metadata.title,
                    chapter.position,
                    chapter.language,
                    formula,
                    round(formula.score(counts), 1),
                    counts,
                )
            )
    return tuple(measured)


def _chapters(passages: tuple[Passage, ...]) -> dict[Element, list[Passage]]:
    """Gather passages by the chapter, or article, that they stand in, if in its language."""
    found: dict[Element, list[Passage]] = {}
    for passage in passages:
        if passage.element.tag not in _PROSE or passage.role in _NOT_JUDGED:
            continue
        chapter = next((e for e in passage.element.iterancestors() if e.get("data-chunk")), None)
        if chapter is not None:
            inside = found.setdefault(chapter, [])
            if not inside or inside[0].language == passage.language:
                inside.append(passage)
    return found


def _count(passages: list[Passage], language: str) -> Counts:
    """Count, leaving out what is no sentence: passages that do not end as one, and code."""
    texts = [
        text
        for passage in passages
        if (text := passage.prose.strip()) and not (text[-1].isalnum() or text[-1] == "\ufffc")
    ]
    sentences = sum(map(prose.count_sentences, texts))
    words = Counter(prose.words_of("\n".join(texts)))
    syllables = letters = long_words = 0
    for word, times in words.items():
        length = len(word)
        syllables += times * count_syllables(word, language)
        letters += times * length
        long_words += times * (length > 6)
    return Counts(sentences, words.total(), syllables, letters, long_words)


def languages_without_formula(counted: Sequence[CountedChapter]) -> tuple[str, ...]:
    """Return the languages of chapters that no formula is known for, in the order of the text."""
    return tuple(dict.fromkeys(one.language for one in counted if one.counts is None))


def chapters_readable(
    publication: Publication, measured: tuple[Readability, ...]
) -> Iterator[Diagnostic]:
    """Find chapters that are in the hardest class of their language's formula."""
    for chapter in measured:
        if not chapter.formula.very_difficult(chapter.score):
            continue
        counts = chapter.counts
        yield Diagnostic(
            "text-difficult",
            "advice",
            f"“{chapter.title}” is very difficult to read: {chapter.score:g} by "
            f"{chapter.formula.name}, with {counts.words / counts.sentences:.0f} words in a "
            "sentence",
            "Shorten its sentences, prefer common words, or add a summary in plain language.",
            chapter.position,
            "WCAG 2.2 SC 3.1.5",
        )
