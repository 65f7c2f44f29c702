"""Rules about the language of the text and of its parts (WCAG 2.2 SC 3.1.1, 3.1.2)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from everyleaf.check.rules.detector import (
    NOT_BY_WORDS,
    DetectorMissingError,
    Guess,
    guess_language,
    guess_passage,
    is_surely_other,
)
from everyleaf.check.rules.passages import Passage, Run
from everyleaf.check.rules.phrases import primary
from everyleaf.check.rules.places import locate
from everyleaf.check.rules.scripts import RIGHT_TO_LEFT, scripts_of, stretches
from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import place_of, shorten
from everyleaf.model import Publication

_LEAST_LETTERS = 40
"""In a paragraph that is judged by itself."""
_LEAST_WORDS = 4
"""In a phrase that the author set apart: emphasised, or between quotation marks."""
_APART = frozenset("em i q cite".split())
_QUOTED = re.compile(r"[“„«‹‘]([^“”„«»‹›]{15,200})[”“»›’]")
_NOT_JUDGED = ("doc-bibliography", "doc-glossary")


def scripts_marked(publication: Publication, passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """Find words in a script that their language is not written in, without a mark or direction.

    Once for each piece of text. Needs no detector, and there is no doubt about it.
    """
    for passage in passages:
        for run in passage.runs:
            if run.literal or primary(run.language) in NOT_BY_WORDS:
                continue
            for stretch in stretches(run.text):
                turned = stretch.script in RIGHT_TO_LEFT and run.direction != "rtl"
                if turned or stretch.script not in scripts_of(run.language):
                    yield _unmarked(publication, run, stretch.words, stretch.script, turned)
                    break


def _unmarked(
    publication: Publication, run: Run, words: str, script: str, turned: bool
) -> Diagnostic:
    place = locate(words.split()[0], place_of(run.element), publication)
    mark = f"Put it in square brackets and name its language: `[{shorten(words)}]{{lang=…}}`."
    if place.path.endswith((".bib", ".json")):
        mark = "Name its language in the entry: `langid = {…}`."
    if turned:
        return Diagnostic(
            "direction-missing",
            "warning",
            f"“{shorten(words)}” is written in {script} script, from right to left, but the text "
            "around it runs from left to right",
            f"{mark} That sets its direction too.",
            place,
            "WCAG 2.2 SC 1.3.2, 3.1.2",
        )
    return Diagnostic(
        "language-part-missing",
        "warning",
        f"“{shorten(words)}” is written in {script} script, but marked as {run.language}: a screen "
        "reader will skip or spell it",
        mark,
        place,
        "WCAG 2.2 SC 3.1.2",
    )


def languages_marked(
    publication: Publication, passages: tuple[Passage, ...]
) -> Iterator[Diagnostic]:
    """Find passages that seem to be in another language than they are marked as.

    Where the whole text seems so, that is said once.
    """
    judged = [p for p in passages if p.role not in _NOT_JUDGED]
    texts = [(p, _own_text(p)) for p in judged]
    long = [(p, text) for p, text in texts if _is_long(text)]
    phrases = [(p, run, phrase) for p in judged for run, phrase in _phrases(p)]
    if not long and not phrases:
        return
    try:
        guesses = [(p, text, guess_passage(text, p.language)) for p, text in long]
    except DetectorMissingError:
        yield Diagnostic(
            "language-detector-missing",
            "advice",
            "no language detector is installed: passages in another language that are not marked "
            "so were not looked for",
            "Install everyleaf[check].",
            publication.metadata.position,
            "WCAG 2.2 SC 3.1.2",
        )
        return
    whole = _language_of_whole(publication, guesses)
    if whole is not None:
        yield Diagnostic(
            "language-wrong",
            "warning",
            f"the text seems to be in {whole}, but its language is given as "
            f"{publication.metadata.language}",
            f"Write `lang: {whole}` into the front matter, if it is so.",
            publication.metadata.position,
            "WCAG 2.2 SC 3.1.1",
        )
    told: set[Passage] = set()
    for passage, text, guess in guesses:
        if guess.language != whole and is_surely_other(guess, passage.language):
            told.add(passage)
            yield _suspected(publication, passage.runs[0], text, passage.language, guess)
    for passage, run, phrase in phrases:
        if passage in told:
            continue
        guess = guess_language(phrase)
        if guess.language != whole and is_surely_other(guess, run.language):
            yield _suspected(publication, run, phrase, run.language, guess)


def _is_long(text: str) -> bool:
    """Tell whether a text has letters enough, which most show in their beginning."""
    return len(text) >= _LEAST_LETTERS and any(
        sum(map(str.isalpha, part)) >= _LEAST_LETTERS for part in (text[: 2 * _LEAST_LETTERS], text)
    )


def _own_text(passage: Passage) -> str:
    """Return the prose that is marked as the passage itself is."""
    return "".join(
        " " if run.literal or run.language != passage.language else run.text for run in passage.runs
    )


def _phrases(passage: Passage) -> Iterator[tuple[Run, str]]:
    for run in passage.runs:
        if run.literal or len(run.text) < 15:
            continue
        found = [run.text] if run.element.tag in _APART else _QUOTED.findall(run.text)
        for phrase in found:
            if len(phrase.split()) >= _LEAST_WORDS and not _is_of_names(phrase):
                yield run, phrase


def _is_of_names(phrase: str) -> bool:
    """Tell whether most words are capitalised, as in names of people, places and bodies."""
    words = [word for word in phrase.split() if len(word) > 3]
    return sum(word[:1].isupper() for word in words) * 2 > len(words)


def _language_of_whole(
    publication: Publication, guesses: list[tuple[Passage, str, Guess]]
) -> str | None:
    """Return the language that nine in ten passages seem to be in, if not the one given."""
    given = publication.metadata.language
    own = [(text, guess) for p, text, guess in guesses if p.language == given]
    if sum(len(text) for text, _ in own) < 400 or primary(given) in NOT_BY_WORDS:
        return None
    found, times = Counter(guess.language for _, guess in own).most_common(1)[0]
    surely = any(guess.language == found and is_surely_other(guess, given) for _, guess in own)
    return found if surely and times * 10 >= len(own) * 9 else None


def _suspected(
    publication: Publication, run: Run, text: str, language: str, guess: Guess
) -> Diagnostic:
    first = next(iter(text.split()), text)
    return Diagnostic(
        "language-part-suspected",
        "advice",
        f"“{shorten(text)}” seems to be in {guess.language}, but is marked as {language}",
        f"Name its language, if it is so: `[…]{{lang={guess.language}}}` around words, "
        f"`::: {{lang={guess.language}}}` before and `:::` behind whole blocks.",
        locate(first, place_of(run.element), publication),
        "WCAG 2.2 SC 3.1.2",
    )
