"""Judge a language: whether its tag is one, which script it is written in, and which way that runs.

Why a table beside langcodes, which knows the whole registry: to load it takes as long as reading
three chapters, and nearly every publication is in one of a few languages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langcodes import Language

_RTL_SCRIPTS = frozenset("Arab Hebr Syrc Thaa Nkoo Adlm Rohg Samr Mand Mend".split())

USUAL = {
    **dict.fromkeys(
        "en en-GB en-US de fr es it pt pt-BR nl sv da nb pl cs tr az id".split(), "Latn"
    ),
    **dict.fromkeys(("ru", "uk"), "Cyrl"),
    **dict.fromkeys(("ar", "fa", "ur"), "Arab"),
    **{"he": "Hebr", "el": "Grek", "ja": "Jpan", "ko": "Kore", "zh": "Hans"},
}
"""Tags in their usual spelling → the script that the language is usually written in."""


def normalize_language(tag: str) -> str | None:
    """Return a BCP 47 tag in its usual spelling, or None if it is not one."""
    tag = tag.strip()
    if tag in USUAL:
        return tag
    import langcodes

    if not tag.isascii() or not langcodes.tag_is_valid(tag):
        return None
    return str(langcodes.standardize_tag(tag))


def script_of(language: str) -> str | None:
    """Return the script that a language is usually written in, by its four letters."""
    return USUAL.get(language) or _look_up(language).maximize().script


def direction_of(language: str) -> str:
    """Return `rtl` or `ltr`, by the script that the language is usually written in."""
    return "rtl" if script_of(language) in _RTL_SCRIPTS else "ltr"


def _look_up(language: str) -> Language:
    import langcodes

    return langcodes.Language.get(language)
