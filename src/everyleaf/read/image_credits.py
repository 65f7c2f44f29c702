"""Read what an author says about an image: who made it, and how it is shown.

1. `take_credit` puts the credit on the figure, `show_attributes` what concerns the image itself.
2. When the whole publication is read, `collect_credits` makes `Attribution`s of the credits.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import ids_of, place_of
from everyleaf.model import Attribution, Element, License
from everyleaf.read.growth import Growth
from everyleaf.read.licenses import license_from_expression
from everyleaf.relators import RELATORS, ROLE_WORDS

CREDIT = "data-credit"
"""Attribute of a figure whose credit is not collected yet: the author's words, as JSON."""

CREDIT_KEYS = ("credit", "role", "license", "source", "changes")

_WIDTH = re.compile(r"(?:100|[1-9]\d?)%")


def take_credit(given: dict[str, str]) -> dict[str, str]:
    """Return the attributes that keep a credit on its figure; takes them out of `given`."""
    words = {key: value for key in CREDIT_KEYS if (value := given.pop(key, "").strip())}
    return {CREDIT: json.dumps(words, ensure_ascii=False)} if words else {}


def show_attributes(growth: Growth, given: dict[str, str], place: Position) -> dict[str, str]:
    """Return what `details` and `width` mean on an image; takes them out of `given`."""
    shown = {}
    details, width = given.pop("details", ""), given.pop("width", "")
    if details:
        shown["aria-details"] = details.removeprefix("#")
    if width and _WIDTH.fullmatch(width):
        shown["style"] = f"width: {width}"
    elif width:
        growth.error(
            "image-width-invalid",
            f"{width} is no width that every edition can show",
            "Write a part of the line's width in per cent, such as `width=50%`.",
            place,
        )
    return shown


def collect_credits(roots: Iterable[Element]) -> tuple[list[Attribution], list[Diagnostic]]:
    """Take the credits off the figures of a publication; changes the trees.

    A credited figure without an id is given one. Also reports `details` that lead nowhere.
    """
    trees = list(roots)
    ids = set(ids_of(*trees))
    attributions: list[Attribution] = []
    findings: list[Diagnostic] = []
    for root in trees:
        for image in root.iter("img"):
            target = image.get("aria-details")
            if target is not None and target not in ids:
                findings.append(_missing_details(image, target, ids))
        for figure in root.iter("figure"):
            if (text := figure.attrib.pop(CREDIT, None)) is None:
                continue
            if figure.get("id") is None:
                figure.set("id", _fresh(ids))
            attribution = _attribution(json.loads(text), figure, findings)
            if attribution is not None:
                attributions.append(attribution)
    return attributions, findings


def _fresh(ids: set[str]) -> str:
    """Return an id that nothing has, and take it; changes the set."""
    number = 1
    while f"figure-{number}" in ids:
        number += 1
    ids.add(f"figure-{number}")
    return f"figure-{number}"


def _attribution(
    words: dict[str, str], figure: Element, findings: list[Diagnostic]
) -> Attribution | None:
    place = place_of(figure)
    before = len(findings)

    def error(code: str, message: str, remedy: str) -> None:
        findings.append(Diagnostic(code, "error", message, remedy, place))

    name = words.get("credit")
    if name is None:
        error(
            "attribution-incomplete",
            f"the image has {' and '.join(words)}, and nobody is credited",
            'Add who made it: `credit="…"`.',
        )
    role = words.get("role", "creator")
    relator = {"creator": "cre", **ROLE_WORDS}.get(role.casefold())
    relator = relator or (role if role in RELATORS else None)
    if relator is None:
        near = difflib.get_close_matches(role.casefold(), ROLE_WORDS, 1, 0.6)
        error(
            "role-unknown",
            f"unknown role: {role}",
            "Use a role such as photographer, illustrator, artist or source, or a MARC relator "
            "code." + (f" Did you mean {near[0]}?" if near else ""),
        )
    url = words.get("source")
    if url is not None and not _is_address(url):
        error(
            "url-invalid",
            f"{url} is not a whole web address",
            "Use an address that begins with https:// or http://.",
        )
    licence: License | None = None
    if expression := words.get("license"):
        licence = license_from_expression(expression)
        if licence is None:
            error(
                "license-unknown",
                f"{expression} is not an SPDX licence expression",
                "Use one such as CC-BY-4.0.",
            )
    if name is None or relator is None or len(findings) > before:
        return None
    words_of = {code: word for word, code in ROLE_WORDS.items()}
    return Attribution(
        role=words_of.get(role, role.casefold()),
        relator=relator,
        name=name,
        url=url,
        license=licence,
        changes=words.get("changes"),
        part=figure.get("id"),
        position=place,
    )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _missing_details(image: Element, target: str, ids: Iterable[str]) -> Diagnostic:
    near = difflib.get_close_matches(target, sorted(ids), 1, 0.6)
    return Diagnostic(
        "image-details-missing",
        "error",
        f"nothing in the text has the id {target}, where the image should be described",
        "Name the element that describes it." + (f" Did you mean #{near[0]}?" if near else ""),
        place_of(image),
        "WCAG 2.2 SC 1.1.1",
    )
