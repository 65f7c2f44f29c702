"""Which scripts words are written in, and which a language is written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from everyleaf.check.rules.phrases import primary

_RANGES = {
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Cyrillic": "\u0400-\u052f\u1c80-\u1c8f",
    "Armenian": "\u0530-\u058f",
    "Hebrew": "\u0590-\u05ff\ufb1d-\ufb4f",
    "Arabic": "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Syriac": "\u0700-\u074f",
    "Thaana": "\u0780-\u07bf",
    "N’Ko": "\u07c0-\u07ff",
    "Devanagari": "\u0900-\u097f",
    "Bengali": "\u0980-\u09ff",
    "Gurmukhi": "\u0a00-\u0a7f",
    "Gujarati": "\u0a80-\u0aff",
    "Tamil": "\u0b80-\u0bff",
    "Telugu": "\u0c00-\u0c7f",
    "Kannada": "\u0c80-\u0cff",
    "Malayalam": "\u0d00-\u0d7f",
    "Sinhala": "\u0d80-\u0dff",
    "Thai": "\u0e00-\u0e7f",
    "Lao": "\u0e80-\u0eff",
    "Tibetan": "\u0f00-\u0fff",
    "Burmese": "\u1000-\u109f",
    "Georgian": "\u10a0-\u10ff",
    "Hangul": "\u1100-\u11ff\uac00-\ud7af",
    "Ethiopic": "\u1200-\u137f",
    "Khmer": "\u1780-\u17ff",
    "Kana": "\u3041-\u30ff",
    "Han": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
}
RIGHT_TO_LEFT = frozenset({"Hebrew", "Arabic", "Syriac", "Thaana", "N’Ko"})

_LANGUAGES = {
    "Greek": "el grc",
    "Cyrillic": "ru uk be bg mk sr kk ky mn tg tt ba cv ce os ab av cu",
    "Armenian": "hy",
    "Hebrew": "he yi arc",
    "Arabic": "ar fa ur ps ckb ug sd ks arz azb pnb prs ku",
    "Syriac": "syr",
    "Thaana": "dv",
    "N’Ko": "nqo",
    "Devanagari": "hi mr ne sa mai bho kok",
    "Bengali": "bn as",
    "Gurmukhi": "pa",
    "Gujarati": "gu",
    "Tamil": "ta",
    "Telugu": "te",
    "Kannada": "kn",
    "Malayalam": "ml",
    "Sinhala": "si",
    "Thai": "th",
    "Lao": "lo",
    "Tibetan": "bo dz",
    "Burmese": "my",
    "Georgian": "ka",
    "Hangul": "ko",
    "Ethiopic": "am ti",
    "Khmer": "km",
    "Kana": "ja",
    "Han": "zh ja ko yue wuu lzh",
}
_SUBTAGS = {
    "grek": "Greek",
    "cyrl": "Cyrillic",
    "hebr": "Hebrew",
    "arab": "Arabic",
    "deva": "Devanagari",
    "hans": "Han",
    "hant": "Han",
    "hani": "Han",
    "jpan": "Kana",
    "kore": "Hangul",
    "geor": "Georgian",
    "armn": "Armenian",
    "syrc": "Syriac",
}
_OF_LANGUAGE: dict[str, set[str]] = {}
for _script, _tags in _LANGUAGES.items():
    for _tag in _tags.split():
        _OF_LANGUAGE.setdefault(_tag, set()).add(_script)

# A single sign (λ, ж) is named as a sign; two letters running are a word in that script.
_STRETCH = "|".join(
    f"(?P<s{number}>[{letters}]{{2,}}(?:[^\\w<>]{{1,3}}[{letters}]+)*)"
    for number, letters in enumerate(_RANGES.values())
)
"""Compiled where it is needed first, for it takes long and most texts have nothing of it."""
_NAMES = tuple(_RANGES)
_ANY = re.compile(f"[{''.join(_RANGES.values())}]{{2}}")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words in one script other than Latin."""

    words: str
    script: str


def stretches(text: str) -> Iterator[Stretch]:
    """Yield the stretches of words in scripts other than Latin, each in one script."""
    if text.isascii() or not _ANY.search(text):
        return
    for match in re.finditer(_STRETCH, text):
        assert match.lastgroup is not None  # one of the alternatives
        yield Stretch(match[0], _NAMES[int(match.lastgroup[1:])])


def scripts_of(language: str) -> frozenset[str]:
    """Return the scripts of a language other than Latin; none for one that is written in Latin."""
    subtags = language.lower().split("-")[1:]
    if "latn" in subtags:
        return frozenset()
    given = {_SUBTAGS[part] for part in subtags if part in _SUBTAGS}
    if "Kana" in given:
        given.add("Han")
    return frozenset(given or _OF_LANGUAGE.get(primary(language), set()))
