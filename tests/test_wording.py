"""What stands for words and says nothing is known as such, in every language that we speak."""

from __future__ import annotations

import pytest

from everyleaf import wording
from everyleaf.words import find_words, languages


@pytest.mark.parametrize("text", ["Image", "IMG_2041.jpg", "figure 3", " ", "Photo."])
def test_words_that_describe_nothing(text: str) -> None:
    assert wording.says_nothing(text)


def test_what_lenience_says_is_no_description() -> None:
    said = {wording.plain(find_words(language).undescribed) for language in languages()}
    assert {words for words in said if not wording.says_nothing(words)} == set()


def test_a_description_says_something() -> None:
    assert not wording.says_nothing("A dog on the beach")
