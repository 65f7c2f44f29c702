"""Judge a language: whether its tag is one, and which way its script runs."""

from __future__ import annotations

import langcodes

_RTL_SCRIPTS = frozenset("Arab Hebr Syrc Thaa Nkoo Adlm Rohg Samr Mand Mend".split())


def normalize_language(tag: str) -> str | None:
    """Return a BCP 47 tag in its usual spelling, or None if it is not one."""
    tag = tag.strip()
    if not tag.isascii() or not langcodes.tag_is_valid(tag):
        return None
    return str(langcodes.standardize_tag(tag))


def direction_of(language: str) -> str:
    """Return `rtl` or `ltr`, by the script that the language is usually written in."""
    script = langcodes.Language.get(language).maximize().script
    return "rtl" if script in _RTL_SCRIPTS else "ltr"
