"""The fonts of a publication: what they have, what they lack, which packages a text needs."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from everyleaf.fonts import (
    describe_font,
    embedding,
    leave_out_unused,
    missing_characters,
    optional_versions,
    packaged_fonts,
)


def test_what_no_font_has() -> None:
    fonts = packaged_fonts()
    assert missing_characters(["Xocalı, ж λ ب ש ↑ ☑\u00ad\u200b\n"], fonts) == frozenset()
    assert missing_characters(["a\U00012000b", "\U0001f600"], fonts) == {"\U00012000", "\U0001f600"}


def test_no_process_holds_the_files_of_our_fonts() -> None:
    assert all(isinstance(font.source, Path) for font in packaged_fonts())


def test_fonts_describe_themselves() -> None:
    for font in packaged_fonts():
        if font.name.endswith(".ttf"):
            found = describe_font(font.name, font.data)
            assert (found.family, found.style, found.weight) == (
                font.family, font.style, font.weight,
            )  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"not a font", b"\x00\x01\x00\x00" + b"\x00" * 40])
def test_what_is_no_font(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        describe_font("a.ttf", data)


@pytest.mark.parametrize(
    ("bits", "allowed"),
    [(0, "subset"), (2, "forbidden"), (4, "subset"), (8, "subset"), (0x100, "whole"),
     (0x102, "forbidden"), (6, "subset")],
)  # fmt: skip
def test_what_a_font_allows(bits: int, allowed: str) -> None:
    amiri = next(font for font in packaged_fonts() if font.family == "Amiri")
    out = io.BytesIO()
    with TTFont(io.BytesIO(amiri.data)) as font:
        font["OS/2"].fsType = bits
        font.save(out)
    assert embedding(describe_font("a.ttf", out.getvalue())) == allowed


def test_ours_may_be_embedded_in_parts() -> None:
    assert {embedding(font) for font in packaged_fonts()} == {"subset"}


def test_packages_that_a_text_needs() -> None:
    """The extra `cjk` is installed for tests; it is named only where its fonts are used."""
    assert optional_versions(["Plain words.", "Xocalı ب"]) == {}
    assert optional_versions(["\U00012000"]) == {}
    assert sorted(optional_versions(["日本"])) == [
        "noto-cjk-sans-jp-bold",
        "noto-cjk-sans-jp-regular",
    ]


def test_a_packed_font_is_unpacked() -> None:
    ours = packaged_fonts()[4]
    packed = io.BytesIO()
    with TTFont(io.BytesIO(ours.data)) as font:
        font.flavor = "woff"
        font.save(packed)
    read = describe_font("own.woff", packed.getvalue())
    assert (read.family, read.weight) == (ours.family, ours.weight)
    assert missing_characters(["Aж"], [read]) == missing_characters(["Aж"], [ours]) == frozenset()
    assert embedding(read) == "subset"


CHAIN = '"Source Serif 4", "Noto Sans", Amiri, "Frank Ruhl Libre", "Noto Sans CJK JP"'


@pytest.mark.parametrize(
    ("page", "used"),
    [
        (f"<p style='font-family: {CHAIN}'>“Xocalı”, Жизнь, שלום</p>", False),
        (f"<p style='font-family: {CHAIN}'>日</p>", True),
        (f"<p style='font-family: Georgia, {CHAIN}'>a</p>", False),
        ("<p style='font-family: \"Noto Sans CJK JP\"'>a</p>", True),
        ("<style>p::before { content: '\\65e5' }</style><p>a</p>", True),
    ],
)
def test_the_last_fonts_of_the_chain_wait_for_a_use(page: str, used: bool) -> None:
    fonts = packaged_fonts()
    last = tuple(font for font in fonts if font.family == "Noto Sans CJK JP")
    assert last
    assert leave_out_unused(fonts, page) == (fonts if used else fonts[: -len(last)])
