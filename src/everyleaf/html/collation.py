"""Sort words as a language's dictionaries do.

Why no library: PyICU has no wheels, icu4py has no collator, and pyuca sorts every language by the
one default table. What an index needs is small: the alphabet of each language that we have words
for, letters with marks beside the plain ones, and figures first. Chinese and Japanese characters
stand in the order of Unicode, by radical and strokes; kana in the order of their syllables.
"""

from __future__ import annotations

import unicodedata

_ALPHABETS = {
    "ar": "ءابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvwyz",
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "fa": "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "tr": "abcçdefgğhıijklmnoöpqrsştuüvwxyz",
}
"""Letters that count as letters of their own, where marks do not only vary a plain one."""

_VARIANTS = {
    "ar": str.maketrans("أإآٱةىؤئ", "ااااهيوي"),
    "fa": str.maketrans("كيىأإؤئة", "کییااوءه".replace("ء", "ی")),
    "ru": str.maketrans("ё", "е"),
}
_TURKIC = frozenset({"az", "tr"})
_KANA_ROWS = "あかさたなはまやらわ"

Key = tuple[tuple[tuple[int, int], ...], str, str]


def sort_key(text: str, language: str) -> Key:
    """Return a key: first the letters, then their marks, then their case."""
    folded = _fold(text, language)
    weights = tuple(weight for c in _letters(folded, language) if (weight := _weigh(c, language)))
    return weights, unicodedata.normalize("NFD", folded), text


def initial_of(text: str, language: str) -> str:
    """Return the letter under which an index lists a text; empty for figures and signs.

    What does not count for the order does not count here: “quoted” stands among the words with q.
    """
    for character in _letters(_fold(text, language), language):
        if character.isspace() or _weigh(character, language) is None:
            continue
        if not character.isalpha():
            return ""
        if "\u3041" <= character <= "\u3096":
            return [row for row in _KANA_ROWS if row <= character][-1]
        return _upper(character, language)
    return ""


def _fold(text: str, language: str) -> str:
    if _primary(language) in _TURKIC:
        text = text.replace("I", "ı").replace("İ", "i")
    return unicodedata.normalize("NFKC", text).lower()


def _upper(character: str, language: str) -> str:
    if character == "i" and _primary(language) in _TURKIC:
        return "İ"
    upper = character.upper()
    return upper if len(upper) == 1 else character


def _letters(folded: str, language: str) -> str:
    """Return the letters without the marks that do not make another letter."""
    code = _primary(language)
    folded = folded.translate(_VARIANTS.get(code, {}))
    own = _ALPHABETS.get(code, "")
    plain = []
    for character in folded:
        if character in own:
            plain.append(character)
            continue
        for part in unicodedata.normalize("NFKD", _ligature(character)):
            if not unicodedata.combining(part):
                plain.append(_hiragana(part))
    return "".join(plain)


def _ligature(character: str) -> str:
    return {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"}.get(character, character)


def _hiragana(character: str) -> str:
    return chr(ord(character) - 0x60) if "\u30a1" <= character <= "\u30f6" else character


def _weigh(character: str, language: str) -> tuple[int, int] | None:
    """Return a character's place: spaces, figures, the language's letters, others; None for signs."""
    if character.isspace() or character in "-–":
        return 0, 0
    if character.isdigit():
        return 1, ord(character)
    if not character.isalpha():
        return None
    own = _ALPHABETS.get(_primary(language), "abcdefghijklmnopqrstuvwxyz")
    place = own.find(character)
    return (2, place) if place >= 0 else (3, ord(character))


def _primary(language: str) -> str:
    return language.split("-")[0].lower()
