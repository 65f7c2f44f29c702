"""Find the fonts that set a publication: packages of OFL fonts, and files the author brings.

The machine's own fonts are never used, so that a page looks the same everywhere.

Why a chain: every stylesheet ends its font stacks with `FALLBACK_FAMILIES`, so a character is
set if any font of the chain has it, whatever family was asked for.
"""

from __future__ import annotations

import functools
import importlib.resources
import importlib.util
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TypeAlias

import uharfbuzz

from everyleaf.model import Font

_PACKAGED = (
    # family, style, weight, package, file
    ("Source Serif 4", "normal", "200 900", "fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf"),
    ("Source Serif 4", "italic", "200 900", "fontpkg_source_serif_4", "SourceSerif4-Italic[opsz,wght].ttf"),
    ("Source Sans 3", "normal", "200 900", "fontpkg_source_sans_3", "SourceSans3[wght].ttf"),
    ("Source Sans 3", "italic", "200 900", "fontpkg_source_sans_3", "SourceSans3-Italic[wght].ttf"),
    ("Source Code Pro", "normal", "200 900", "fontpkg_source_code_pro", "SourceCodePro[wght].ttf"),
    ("Source Code Pro", "italic", "200 900", "fontpkg_source_code_pro", "SourceCodePro-Italic[wght].ttf"),
    ("Noto Sans", "normal", "100 900", "fontpkg_noto_sans", "NotoSans[wdth,wght].ttf"),
    ("Noto Sans", "italic", "100 900", "fontpkg_noto_sans", "NotoSans-Italic[wdth,wght].ttf"),
    ("Amiri", "normal", "400", "fontpkg_amiri", "Amiri-Regular.ttf"),
    ("Amiri", "normal", "700", "fontpkg_amiri", "Amiri-Bold.ttf"),
    ("Amiri", "italic", "400", "fontpkg_amiri", "Amiri-Italic.ttf"),
    ("Amiri", "italic", "700", "fontpkg_amiri", "Amiri-BoldItalic.ttf"),
    ("Frank Ruhl Libre", "normal", "300 900", "fontpkg_frank_ruhl_libre", "FrankRuhlLibre[wght].ttf"),
)  # fmt: skip

_OPTIONAL = (
    # brought by the extra `cjk`
    ("Noto Sans CJK JP", "normal", "400", "noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf"),
    ("Noto Sans CJK JP", "normal", "700", "noto_cjk_sans_jp_bold", "NotoSansCJKjp-Bold.otf"),
)

Embedding: TypeAlias = Literal["subset", "whole", "forbidden"]
"""How a font may be put into an edition: a part of it, only all of it, or not at all."""

_RESTRICTED = 0x0002
_PREVIEW_AND_PRINT = 0x0004
_EDITABLE = 0x0008
_NO_SUBSETTING = 0x0100

FALLBACK_FAMILIES = ("Noto Sans", "Amiri", "Frank Ruhl Libre", "Noto Sans CJK JP")
"""Families that end every font stack, in this order."""


@functools.cache
def packaged_fonts() -> tuple[Font, ...]:
    """Return the fonts that come with Everyleaf, and those of the `cjk` extra if installed."""
    fonts = []
    for family, style, weight, package, file in _PACKAGED:
        fonts.append(Font(family, style, weight, file, _find(package, "files", file)))
    for family, style, weight, package, file in _OPTIONAL:
        if importlib.util.find_spec(package):
            fonts.append(Font(family, style, weight, file, _find(package, file)))
    return tuple(fonts)


def leave_out_unused(fonts: tuple[Font, ...], page: str) -> tuple[Font, ...]:
    """Return the fonts that may set a page: those of the `cjk` extra only if it has a use for them.

    They are the last of the chain, so nothing is set in them that a font before them has. Why: for
    Pango to open them takes longer than to lay out the page.

    Args:
        fonts: those of a publication.
        page: markup without character references, with its styles in it.
    """
    *chain, last = FALLBACK_FAMILIES
    if page.count(last) > page.count(f'"{chain[-1]}", "{last}"') or "\\" in page:
        return fonts  # a style asks for them first, or has escapes
    rest = {c for c in set(page) if not c.isascii()}
    for family in chain:
        faces = [characters(font) for font in fonts if font.family == family]
        if rest and faces:
            rest -= {c for c in rest if all(ord(c) in face for face in faces)}
    return fonts if rest else tuple(font for font in fonts if font not in _optional_fonts())


def _optional_fonts() -> tuple[Font, ...]:
    return packaged_fonts()[len(_PACKAGED) :]


def _find(package: str, *names: str) -> bytes | Path:
    """Return where a file of a package lies; its bytes, if that is in an archive."""
    file = importlib.resources.files(package).joinpath(*names)
    return file if isinstance(file, Path) else file.read_bytes()


def packaged_name(font: object) -> str | None:
    """Return the name of a font that comes with Everyleaf; None for any other."""
    return next((known.name for known in packaged_fonts() if known is font), None)


def optional_versions(texts: Iterable[str]) -> dict[str, str]:
    """Return the versions of the optional font packages that some texts need, if installed.

    What is installed but not needed makes nothing, so it is not named.
    """
    import importlib.metadata  # here, for it is slow to load and a check does without

    ours = packaged_fonts()[: len(_PACKAGED)]
    optional = _optional_fonts()
    missing = missing_characters(texts, ours)
    if not missing or missing_characters(missing, optional) == missing:
        return {}
    names = {package.replace("_", "-") for *_, package, _ in _OPTIONAL}
    return {
        name: importlib.metadata.version(name)
        for name in sorted(names)
        if importlib.util.find_spec(name.replace("-", "_"))
    }


def describe_font(name: str, data: bytes) -> Font:
    """Read family, style and weight from a font file's own tables; unpack WOFF.

    Raises:
        ValueError: if it is not a font.
    """
    from fontTools.ttLib import TTFont, TTLibError  # here, as few publications bring fonts

    try:
        with TTFont(io.BytesIO(data), lazy=True, recalcTimestamp=False) as font:
            names = font["name"]
            family = names.getDebugName(16) or names.getDebugName(1) or name
            italic = bool(font["OS/2"].fsSelection & 1)
            weight = str(font["OS/2"].usWeightClass)
            if "fvar" in font:
                for axis in font["fvar"].axes:
                    if axis.axisTag == "wght":
                        weight = f"{axis.minValue:g} {axis.maxValue:g}"
            if font.flavor is not None:  # HarfBuzz reads no WOFF
                font.flavor = None
                unpacked = io.BytesIO()
                font.save(unpacked)
                data = unpacked.getvalue()
    except (TTLibError, KeyError, OSError) as error:
        raise ValueError(str(error)) from error
    return Font(family, "italic" if italic else "normal", weight, name, data)


@functools.cache
def embedding(font: Font) -> Embedding:
    """Return what the font's own table lets a publication do with it (OpenType, OS/2 fsType).

    Several permissions may be given; the widest holds. Without the table nothing is forbidden.
    """
    table = open_face(font).reference_table("OS/2").data
    bits = int.from_bytes(table[8:10], "big")
    if bits & _RESTRICTED and not bits & (_PREVIEW_AND_PRINT | _EDITABLE):
        return "forbidden"
    return "whole" if bits & _NO_SUBSETTING else "subset"


@functools.cache
def characters(font: Font) -> frozenset[int]:
    """Return the code points that a font has a glyph for.

    By HarfBuzz, as pages are set: fontTools takes twenty times as long.
    """
    return frozenset(open_face(font).unicodes)


def open_face(font: Font) -> uharfbuzz.Face:
    """Return a font as HarfBuzz reads it: of a file that lies somewhere only what it looks at."""
    source = font.source
    return uharfbuzz.Face(
        source if isinstance(source, bytes) else uharfbuzz.Blob.from_file_path(source)
    )


_ASCII = frozenset(map(chr, range(0x21, 0x7F)))
_ASCII_BYTES = bytes(range(0x80))


def missing_characters(text: Iterable[str], fonts: Iterable[Font]) -> frozenset[str]:
    """Return the characters of a text that no font of the chain has.

    Controls and default-ignorable joiners need no glyph and are left out.
    """
    whole = "".join(text)
    # Nearly all of a text is of ASCII alone, and nearly every chain of fonts has all of that.
    used = _ASCII.union(whole.encode().translate(None, _ASCII_BYTES).decode())
    wanted = {c for c in used if c == _LINE_SEPARATOR or not _is_silent(c)}
    for font in fonts:
        if not wanted:
            break
        have = characters(font)
        wanted = {c for c in wanted if ord(c) not in have}
    if not wanted.isdisjoint(_ASCII):
        wanted &= set(whole)
    return frozenset(wanted)


def _is_silent(character: str) -> bool:
    return character.isspace() or character in _NO_GLYPH


_LINE_SEPARATOR = "\u2028"
"""White space for which Pango wants a glyph all the same."""
_NO_GLYPH = frozenset(
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2029\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
