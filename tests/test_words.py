"""Every language has every word, and each word has its places to fill in."""

from __future__ import annotations

import dataclasses
import re

import pytest

from everyleaf.relators import ROLE_WORDS
from everyleaf.words import Words, find_words, languages

ASKED_FOR = "en fr de es pt tr az id ru ar fa zh ja".split()
WORDS = [f.name for f in dataclasses.fields(Words) if f.name not in ("roles", "language")]


def test_languages() -> None:
    assert set(ASKED_FOR) <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_no_word_is_missing(language: str) -> None:
    words, english = find_words(language), find_words("en")
    assert words.language is None
    for name in WORDS:
        word = getattr(words, name)
        assert word.strip(), name
        places = [sorted(re.findall(r"\{\w*\}", getattr(w, name))) for w in (words, english)]
        assert places[0] == places[1], f"{language}: {name}"
    assert set(words.roles) == set(ROLE_WORDS)
    assert all(words.roles.values())
    assert words.part_numerals in ("roman", "decimal")


def test_a_language_without_words_has_english_ones_that_say_so() -> None:
    words = find_words("he")
    assert (words.contents, words.language) == ("Contents", "en")
    assert words.attributes() == {"lang": "en", "dir": "ltr"}
    assert find_words("pt-BR") is find_words("pt-BR")
    assert find_words("fr-CA").contents == "Sommaire"
    assert find_words("fr").attributes() == {}


@pytest.mark.parametrize(
    ("language", "figure", "chapter"),
    [
        ("en", "Figure 2.1", "Chapter 1"),
        ("zh-Hans", "图2.1", "第1章"),
        ("ja", "図2.1", "第1章"),
        ("de", "Abbildung 2.1", "Kapitel 1"),
    ],
)
def test_a_number_has_its_place(language: str, figure: str, chapter: str) -> None:
    words = find_words(language)
    assert words.figure.format(number="2.1") == figure
    assert words.chapter.format(number="1") == chapter
