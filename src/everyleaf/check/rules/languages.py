"""Rules about the language of the text and of its parts (WCAG 2.2 SC 3.1.1, 3.1.2)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
from everyleaf.check.rules.places import Sighting, point_at
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


def scripts_marked(passages: tuple[Passage, ...]) -> Iterator[Sighting]:
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
                    yield _unmarked(run, stretch.words, stretch.script, turned)
                    break


def _unmarked(run: Run, words: str, script: str, turned: bool) -> Sighting:
    place = place_of(run.element)
    mark = f"Put it in square brackets and name its language: `[{shorten(words)}]{{lang=…}}`."
    if place.path.endswith((".bib", ".json")):
        mark = "Name its language in the entry: `langid = {…}`."
    if turned:
        finding = Diagnostic(
            "direction-missing",
            "warning",
            f"“{shorten(words)}” is written in {script} script, from right to left, but the text "
            "around it runs from left to right",
            f"{mark} That sets its direction too.",
            place,
            "WCAG 2.2 SC 1.3.2",
        )
    else:
        finding = Diagnostic(
            "language-part-missing",
            "warning",
            f"“{shorten(words)}” is written in {script} script, but marked as {run.language}: a "
            "screen reader will skip or spell it",
            mark,
            place,
            "WCAG 2.2 SC 3.1.2",
        )
    return Sighting(finding, words.split()[0])


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Words that seem to be in another language than they are marked as."""

    sighting: Sighting
    language: str
    """That they seem to be in."""
    around: str | None = None
    """That the passage seems to be in, of which they are a phrase, if it is suspected too."""


@dataclass(frozen=True, slots=True)
class GuessedLanguages:
    """What the passages of a portion seem to be written in."""

    own: tuple[tuple[str, int], ...] = ()
    """Of those in the language of the whole: what they seem to be in, and how many."""
    letters: int = 0
    """How many characters those have."""
    surely: tuple[str, ...] = ()
    """The languages, other than the given one, that some of those surely seem to be in."""
    passages: tuple[Suspicion, ...] = ()
    phrases: tuple[Suspicion, ...] = ()
    detector_missing: bool = False
    """Whether nothing could be said."""


def guess_languages(passages: tuple[Passage, ...], given: str) -> GuessedLanguages:
    """Return what passages, and phrases in them, seem to be written in.

    `given` is the language of the whole text.
    """
    judged = [p for p in passages if p.role not in _NOT_JUDGED]
    texts = [(p, _own_text(p)) for p in judged]
    try:
        guesses = [
            (p, text, guess_passage(text, p.language)) for p, text in texts if _is_long(text)
        ]
        phrases = [(p, r, t, guess_language(t)) for p in judged for r, t in _phrases(p)]
    except DetectorMissingError:
        return GuessedLanguages(detector_missing=True)
    own = [(text, guess) for p, text, guess in guesses if p.language == given]
    suspected = {
        p: Suspicion(_suspected(p.runs[0], text, p.language, guess), guess.language)
        for p, text, guess in guesses
        if is_surely_other(guess, p.language)
    }
    return GuessedLanguages(
        tuple(Counter(guess.language for _, guess in own).items()),
        sum(len(text) for text, _ in own),
        tuple(dict.fromkeys(g.language for _, g in own if is_surely_other(g, given))),
        tuple(suspected.values()),
        tuple(
            Suspicion(
                _suspected(run, phrase, run.language, guess),
                guess.language,
                suspected[p].language if p in suspected else None,
            )
            for p, run, phrase, guess in phrases
            if is_surely_other(guess, run.language)
        ),
    )


def languages_marked(
    publication: Publication, guessed: Sequence[GuessedLanguages]
) -> Iterator[Diagnostic]:
    """Find passages that seem to be in another language than they are marked as.

    Where the whole text seems so, that is said once.
    """
    if any(portion.detector_missing for portion in guessed):
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
    whole = _language_of_whole(publication, guessed)
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
    for suspicion in (s for portion in guessed for s in portion.passages):
        if suspicion.language != whole:
            yield point_at(suspicion.sighting, publication)
    for suspicion in (s for portion in guessed for s in portion.phrases):
        told = suspicion.around is not None and suspicion.around != whole
        if suspicion.language != whole and not told:
            yield point_at(suspicion.sighting, publication)


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


def _language_of_whole(publication: Publication, guessed: Sequence[GuessedLanguages]) -> str | None:
    """Return the language that nine in ten passages seem to be in, if not the one given."""
    if sum(portion.letters for portion in guessed) < 400:
        return None
    if primary(publication.metadata.language) in NOT_BY_WORDS:
        return None
    times: Counter[str] = Counter()
    for portion in guessed:
        times.update(dict(portion.own))
    found, most = times.most_common(1)[0]
    surely = any(found in portion.surely for portion in guessed)
    return found if surely and most * 10 >= times.total() * 9 else None


def _suspected(run: Run, text: str, language: str, guess: Guess) -> Sighting:
    return Sighting(
        Diagnostic(
            "language-part-suspected",
            "advice",
            f"“{shorten(text)}” seems to be in {guess.language}, but is marked as {language}",
            f"Name its language, if it is so: `[…]{{lang={guess.language}}}` around words, "
            f"`::: {{lang={guess.language}}}` before and `:::` behind whole blocks.",
            place_of(run.element),
            "WCAG 2.2 SC 3.1.2",
        ),
        next(iter(text.split()), text),
    )
