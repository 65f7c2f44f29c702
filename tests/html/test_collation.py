"""Words are sorted as the dictionaries of their language sort them."""

from __future__ import annotations

import pytest

from everyleaf.html.collation import initial_of, sort_key


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "1953, 3D, apple, Éclair, eel, river bank, riverbank, x-ray, Zoo"),
        ("fr", "cote, coté, côte, été, œuf, ombre"),
        ("de", "Ahle, Ähre, Apfel, Maß, Masse, Übel, Ufer"),
        ("es", "canto, caña, cuna, ñandú, oso"),
        ("tr", "cam, çam, dağ, halı, ılık, İzmir, oda, ödül, şal"),
        ("az", "baş, çay, dağ, ev, əl, gül, hava, xalq, ılğım, iş, şəhər"),
        ("ru", "ежик, ёлка, ель, жук, язык"),
        ("ar", "أمس, باب, تمر, قمر, ماء"),
        ("fa", "آب, ابر, پدر, چشم, ژاله, کتاب, گل, یار"),
        ("ja", "あさ, アヒル, かき, がき, さくら, ナイフ"),
    ],
)
def test_order(language: str, words: str) -> None:
    wanted = words.split(", ")
    assert sorted(wanted[::-1], key=lambda word: sort_key(word, language)) == wanted


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        ("Ähre", "Apfel", "de"),
        ("Maß", "Masse", "de"),
        ("côté", "coter", "fr"),
        ("ёлка", "ель", "ru"),
        ("Eel", "eels", "en"),
        ("a b", "ab", "en"),
    ],
)
def test_marks_and_case_count_last(first: str, second: str, language: str) -> None:
    assert sort_key(first, language) < sort_key(second, language)


@pytest.mark.parametrize(
    ("word", "language", "initial"),
    [
        ("éclair", "fr", "E"),
        ("ñandú", "es", "Ñ"),
        ("ñandú", "en", "N"),
        ("İzmir", "tr", "İ"),
        ("ılık", "tr", "I"),
        ("island", "en", "I"),
        ("1953", "en", ""),
        ("“quoted”", "en", "Q"),
        ("«3D»", "fr", ""),
        ("&&", "en", ""),
        ("أمس", "ar", "ا"),
        ("がき", "ja", "か"),
        ("ナイフ", "ja", "な"),
        ("月", "zh", "月"),
        ("ßtrange", "de", "S"),
    ],
)
def test_initial(word: str, language: str, initial: str) -> None:
    assert initial_of(word, language) == initial
