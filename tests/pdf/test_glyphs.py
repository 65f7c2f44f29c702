"""The glyph preflight says what layout will do: no empty box in print, no false alarm."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import pytest

from everyleaf.diagnostics import PublishError
from everyleaf.fonts import _NO_GLYPH, characters, missing_characters, packaged_fonts
from everyleaf.pdf import write
from tests.conftest import load_templates
from tests.pdf.documents import publication

STYLE = load_templates()["print.css"] + " .sans { font-family: 'Source Sans 3', 'Noto Sans' }"
WRAPPERS = ("<p>{}</p>", "<p><em>{}</em></p>", "<p><b>{}</b></p>", "<pre><code>{}</code></pre>")
SEQUENCES = (
    "q\u0303 ɔ\u0301 a\u0323\u0308 e\u0301\u0323 \u0259\u0300 i\u0307 Ё\u0301",  # combining marks
    "☑ ☐ ✓ → ↑ ∑ √ ≤ ½ № € ₽",
    "a\u200db c\u200cd e\u00adf g\u2060h \u2066i\u2069 \u200ej\u200f",
    "مَرْحَبًا بِالعَالَم، ۱۲۳ ١٢٣ ٪",
    "שָׁלוֹם עוֹלָם",
    "ﬁ ﬂ ﷺ ﻻ",
    "Ђ Ґ Ѣ ѳ ӕ ῷ ἄ Ϡ Ə Ŋ ẞ ơ ữ",
)


def texts(parts: Iterable[str], wrappers: Iterable[str] = WRAPPERS) -> str:
    return "".join(wrapper.format(part) for part in parts for wrapper in wrappers)


def layout_misses(html: str) -> set[str]:
    """Return the characters for which layout found no glyph."""
    made = publication(html, STYLE)
    try:
        _, findings = write(made)
    except PublishError as error:
        assert {d.code for d in error.diagnostics} == {"glyph-missing"}
        return {d.message.rpartition("U+")[2][:4] for d in error.diagnostics}
    assert findings == ()
    return set()


def own_characters() -> dict[str, list[str]]:
    """Return for each family some characters that no other has."""
    families: dict[str, set[int]] = {}
    for font in packaged_fonts():
        families.setdefault(font.family, set()).update(characters(font))
    own: dict[str, list[str]] = {}
    for family, have in families.items():
        others = set().union(*(chars for name, chars in families.items() if name != family))
        letters = [
            chr(c) for c in sorted(have - others) if unicodedata.category(chr(c))[0] in "LNS"
        ]
        own[family] = letters[:: max(1, len(letters) // 20)][:20]
    return own


@pytest.mark.parametrize("family", own_characters())
def test_a_character_of_one_family_is_set_wherever_it_stands(family: str) -> None:
    """In text, emphasis and code: layout falls back on every font of the publication."""
    letters = own_characters()[family]
    assert not missing_characters(letters, packaged_fonts())
    assert layout_misses(texts([" ".join(letters)])) == set()


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_sequences(sequence: str) -> None:
    assert not missing_characters([sequence], packaged_fonts())
    assert layout_misses(texts([sequence])) == set()


def test_white_space_and_joiners_need_no_glyph() -> None:
    spaces = [chr(c) for c in range(0x3001) if chr(c).isspace() and (c > 0x20 or chr(c) in "\t\n")]
    silent = [c for c in (*spaces, *sorted(_NO_GLYPH)) if c not in "\x1c\x1d\x1e\x1f\x85\u2028"]
    assert layout_misses(texts([f"a{c}b" for c in silent], WRAPPERS[:1])) == set()


def test_what_is_missing_is_missing_in_layout() -> None:
    """Emoji, Thai, Bengali, cuneiform, Runic, an unassigned and a private character."""
    candidates = ["\u2028", "👍", "ท", "ব", "𒀀", "ᚠ", "\u0378", "\ue123", "𝒜", "⿰"]
    missing = missing_characters(candidates, packaged_fonts())
    assert {"👍", "ท", "ব", "𒀀"} <= missing
    found = layout_misses(texts(sorted(missing), WRAPPERS[:1]))
    assert found == {f"{ord(c):04X}"[:4] for c in missing}
