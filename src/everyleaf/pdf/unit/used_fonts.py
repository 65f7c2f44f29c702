"""Say which glyphs of which fonts a unit shows, and add up what all units show.

1. `record_fonts` takes from WeasyPrint's fonts what embedding them needs, but not the file, which
   is told by its content.
2. `merge_fonts` makes one font of all uses of it. Where two units read the same glyph as different
   characters (a space and a no-break space), the font gets a further map from glyphs to text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

_HANDLES = ("hb_font", "hb_face", "file_content")
_USE = ("widths", "to_unicode", "missing")


@dataclass(frozen=True, slots=True)
class UsedFont:
    """A font, and what is shown of it."""

    name: str
    """Its name among the resources of a page (WeasyPrint's `Font.hash`)."""
    file: str
    """SHA-256 of the font file."""
    facts: Mapping[str, object] = field(repr=False)
    """What WeasyPrint knows of it besides."""
    widths: Mapping[int, float] = field(repr=False)
    """Glyph → width in thousandths of an em."""
    texts: Mapping[int, str] = field(repr=False)
    """Glyph → characters."""
    missing: Mapping[int, int] = field(repr=False)
    """Character that the font lacks → the number that stands for its glyph."""


@dataclass(frozen=True, slots=True)
class EmbeddedUse:
    """A font as a file embeds it."""

    font: UsedFont
    """With all widths and all missing characters; its texts are those of the first variant."""
    variants: tuple[Mapping[int, str], ...]
    """Glyph → characters, as different units read them."""


@dataclass(frozen=True, slots=True)
class MergedFonts:
    """The fonts of all units."""

    fonts: tuple[EmbeddedUse, ...]
    variants: tuple[Mapping[str, int], ...]
    """For each unit, name of a font → the variant that it reads its glyphs by."""


def record_fonts(fonts: Iterable[Any]) -> tuple[UsedFont, ...]:
    """Return what is shown of fonts of WeasyPrint, by name."""
    found: dict[str, UsedFont] = {}
    for font in fonts:
        facts = {k: v for k, v in vars(font).items() if k not in (*_HANDLES, *_USE)}
        used = UsedFont(
            font.hash,
            hashlib.sha256(font.file_content).hexdigest(),
            facts,
            dict(font.widths),
            dict(font.to_unicode),
            dict(font.missing),
        )
        other = found.get(used.name)
        found[used.name] = used if other is None else _add(other, used)
    return tuple(found[name] for name in sorted(found))


def merge_fonts(units: Iterable[Sequence[UsedFont]]) -> MergedFonts:
    """Return the fonts of units, in the order of the units."""
    fonts: dict[str, UsedFont] = {}
    variants: dict[str, list[dict[int, str]]] = {}
    of_units: list[Mapping[str, int]] = []
    for unit in units:
        chosen: dict[str, int] = {}
        for used in unit:
            known = fonts.get(used.name)
            fonts[used.name] = used if known is None else _add(known, used)
            chosen[used.name] = _choose(variants.setdefault(used.name, []), used.texts)
        of_units.append(chosen)
    return MergedFonts(
        tuple(
            EmbeddedUse(
                replace(font, texts={}, widths=_sorted(font.widths)),
                tuple(_sorted(texts) for texts in variants[name]),
            )
            for name, font in sorted(fonts.items())
        ),
        tuple(of_units),
    )


def _choose(variants: list[dict[int, str]], texts: Mapping[int, str]) -> int:
    """Return the first variant that says nothing else of any glyph, and add the glyphs to it."""
    for number, variant in enumerate(variants):
        if all(variant.get(glyph, text) == text for glyph, text in texts.items()):
            variant |= texts
            return number
    variants.append(dict(texts))
    return len(variants) - 1


def _add(font: UsedFont, other: UsedFont) -> UsedFont:
    return replace(
        font,
        widths={**other.widths, **font.widths},
        texts={**other.texts, **font.texts},
        missing={**other.missing, **font.missing},
    )


def _sorted(values: Mapping[int, Any]) -> dict[int, Any]:
    return dict(sorted(values.items()))
