"""The languages that are known by heart are those of the registry."""

from __future__ import annotations

import langcodes
import pytest

from everyleaf.read.languages import USUAL, direction_of, normalize_language, script_of


@pytest.mark.parametrize("tag", USUAL)
def test_a_usual_language_is_that_of_the_registry(tag: str) -> None:
    assert langcodes.tag_is_valid(tag)
    assert langcodes.standardize_tag(tag) == normalize_language(tag) == tag
    assert langcodes.Language.get(tag).maximize().script == script_of(tag)


@pytest.mark.parametrize(
    ("tag", "normal", "script", "direction"),
    [("EN-us", "en-US", "Latn", "ltr"), ("yi", "yi", "Hebr", "rtl"), ("az-arab", "az-Arab", "Arab", "rtl")],
)  # fmt: skip
def test_an_unusual_one_is_looked_up(tag: str, normal: str, script: str, direction: str) -> None:
    assert normalize_language(tag) == normal
    assert (script_of(normal), direction_of(normal)) == (script, direction)


def test_what_is_no_language() -> None:
    assert normalize_language("english please") is None
