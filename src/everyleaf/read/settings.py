"""Read how the author wants the publication set, and which files beside the text make it.

Articles and books take the same keys: an article in its front matter, a book in `book.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import yaml

from everyleaf.diagnostics import Position
from everyleaf.model import (
    LIST_KINDS,
    NOTES_PLACES,
    PAGE_SIZES,
    PDF_STANDARDS,
    Form,
    ListKind,
    Settings,
)
from everyleaf.read.acceptances import read_acceptances
from everyleaf.read.attestation import read_attestation
from everyleaf.read.yaml_fields import Context, choose, read_choice, read_text

SETTING_KEYS = (
    "pdf-standard",
    "notes",
    "page-size",
    "bleed",
    "numbering",
    "number-depth",
    "lists",
    "index",
    "half-title",
    "accept",
    "reviewed",
)
MATERIAL_KEYS = ("bibliography", "csl", "cover", "cover-alt")

MAX_BLEED_MM = 25.0
MAX_DEPTH = 6
"""HTML has no lower heading."""


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that the author names, and where."""

    name: str
    position: Position


@dataclass(frozen=True, slots=True)
class Materials:
    """Files beside the text that the publication is made from."""

    bibliography: tuple[NamedFile, ...] = ()
    style: NamedFile | None = None
    """A CSL style: a file in the folder, or the name of one that everybody knows, such as `apa`."""
    cover: NamedFile | None = None
    cover_alt: str = ""


def read_settings(context: Context, fields: Mapping[str, yaml.Node], form: Form) -> Settings:
    """Return the settings; what is not said, or said wrong, is as usual for that form."""
    usual = Settings(number_sections=form == "book")
    return Settings(
        pdf_standard=read_choice(context, fields, "pdf-standard", PDF_STANDARDS),
        notes=read_choice(context, fields, "notes", NOTES_PLACES),
        page_size=read_choice(context, fields, "page-size", PAGE_SIZES),
        bleed_mm=_bleed(context, fields.get("bleed")),
        number_sections=_truth(context, fields.get("numbering"), usual.number_sections),
        number_depth=_depth(context, fields.get("number-depth"), usual.number_depth),
        lists=_lists(context, fields.get("lists")),
        index=_truth(context, fields.get("index"), usual.index),
        half_title=_truth(context, fields.get("half-title"), usual.half_title),
        accepted=tuple(read_acceptances(context, fields.get("accept"))),
        reviewed=read_attestation(context, fields.get("reviewed"), fields.get("date")),
    )


def read_materials(context: Context, fields: Mapping[str, yaml.Node]) -> Materials:
    """Return the files that the keys of `MATERIAL_KEYS` name."""
    style = read_file(context, fields.get("csl"))
    cover = read_file(context, fields.get("cover"))
    alt = read_text(context, fields.get("cover-alt")) or ""
    if cover is not None and not alt:
        context.error(
            "cover-alt-missing",
            "nobody says what the cover shows",
            "Add `cover-alt:` with the cover in words.",
            cover.position,
            "WCAG 2.2 SC 1.1.1",
        )
    elif alt and "cover" not in fields:
        context.error(
            "front-matter-value",
            "cover-alt says what a cover shows, and the key cover is missing",
            "Add `cover:` with the file, or remove this line.",
            fields["cover-alt"],
        )
    return Materials(tuple(read_files(context, fields.get("bibliography"))), style, cover, alt)


def read_file(context: Context, node: yaml.Node | None) -> NamedFile | None:
    """Return the file that a value names."""
    text = read_text(context, node)
    return NamedFile(text, context.at(node.start_mark)) if text and node is not None else None


def read_files(context: Context, node: yaml.Node | None) -> Iterable[NamedFile]:
    """Yield the files that a value names: one, or a list of them."""
    for item in node.value if isinstance(node, yaml.SequenceNode) else [node]:
        if (named := read_file(context, item)) is not None:
            yield named


def _lists(context: Context, node: yaml.Node | None) -> tuple[ListKind, ...]:
    if node is None:
        return ()
    chosen: list[ListKind] = []
    for item in node.value if isinstance(node, yaml.SequenceNode) else [node]:
        text = read_text(context, item)
        kind = choose(context, item, text, "lists", LIST_KINDS) if text else None
        if kind is not None:
            chosen.append(kind)
    return tuple(kind for kind in LIST_KINDS if kind in chosen)


def _truth(context: Context, node: yaml.Node | None, usual: bool) -> bool:
    text = read_text(context, node)
    if node is None or text is None:
        return usual
    word = text.casefold()
    if word not in ("true", "yes", "false", "no"):
        context.error(
            "front-matter-value", f"{text} is neither true nor false", "Write true.", node
        )
    return word in ("true", "yes")


def _depth(context: Context, node: yaml.Node | None, usual: int) -> int:
    text = read_text(context, node)
    if node is None or text is None:
        return usual
    if not re.fullmatch(rf"[1-{MAX_DEPTH}]", text):
        context.error(
            "front-matter-value",
            f"{text} is no number of levels",
            f"Write a number from 1, which numbers chapters only, to {MAX_DEPTH}.",
            node,
        )
        return usual
    return int(text)


def _bleed(context: Context, node: yaml.Node | None) -> float:
    text = read_text(context, node)
    if node is None or text is None:
        return 0.0
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*mm", text)
    if text != "0" and (match is None or float(match[1]) > MAX_BLEED_MM):
        context.error(
            "bleed-invalid",
            f"{text} is no bleed",
            f"Write millimetres, at most {MAX_BLEED_MM:g}mm; printers ask for 3mm.",
            node,
        )
        return 0.0
    return float(match[1]) if match else 0.0
