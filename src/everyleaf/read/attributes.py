"""Keep the attributes that an author may set: id, class, language and direction."""

from __future__ import annotations

import re

from markdown_it.token import Token

from everyleaf.diagnostics import Position
from everyleaf.read.growth import Growth
from everyleaf.read.languages import direction_of, normalize_language

_KNOWN = frozenset({"id", "class", "lang", "dir", "alt"})


def read_attributes(growth: Growth, token: Token) -> dict[str, str]:
    """Return the attributes that a token carries, without those that Markdown itself makes."""
    given = given_attributes(token)
    return clean_attributes(growth, given, growth.here(token)) if given else {}


def given_attributes(token: Token) -> dict[str, str]:
    """Return what the author wrote in braces behind a token, not judged yet."""
    given = {
        k: str(v)
        for k, v in token.attrs.items()
        if k not in ("href", "src", "title", "style", "start")
    }
    if "insecure_attrs" in token.meta:
        given |= {k: str(v) for k, v in token.meta["insecure_attrs"].items()}
    if token.type == "image":
        given.pop("alt", None)
    return given


def clean_attributes(growth: Growth, given: dict[str, str], place: Position) -> dict[str, str]:
    """Keep the attributes an author may set; check the language; infer the direction."""
    kept: dict[str, str] = {}
    for name, value in given.items():
        if name not in _KNOWN:
            growth.error(
                "attribute-unknown",
                f"the attribute {name} cannot be set here",
                "Use #id, .class, lang=… or dir=….",
                place,
            )
        elif name == "lang" and normalize_language(value) is None:
            growth.error(
                "language-invalid",
                f"{value} is not a language tag",
                "Use a BCP 47 tag, such as en-GB, az or ar.",
                place,
                "WCAG 2.2 SC 3.1.2",
            )
        elif name == "id" and (not value or re.search(r"\s", value)):
            growth.error(
                "id-invalid",
                f"“{value}” cannot be an id",
                "Write a name without spaces, such as {#tbl:heights}.",
                place,
            )
        elif name == "dir" and value not in ("ltr", "rtl", "auto"):
            growth.error(
                "direction-invalid",
                f"{value} is not a direction",
                "Use dir=ltr or dir=rtl.",
                place,
            )
        else:
            kept[name] = normalize_language(value) or value if name == "lang" else value
    if "lang" in kept and "dir" not in kept and direction_of(kept["lang"]) == "rtl":
        kept["dir"] = "rtl"
    return kept
