"""Rewrite the marked content of a page, so that a reader gets the author's text from it.

1. Marked content that the structure tree claims gets a new MCID; sequences that follow each other
   in the same structure element become one.
2. The rest becomes an artifact with its type, or loses its marks if it paints nothing.
3. In each sequence: a space that layout dropped at a line's end is written back, and so is the
   line end of preformatted text; an added hyphen reads as U+00AD, right-to-left text is shown in
   logical order, and text whose glyphs do not spell it gets ActualText (ISO 32000-1 14.9.4).

The tokens are WeasyPrint's live list: `'/Span', dictionary, b'BDC', …, b'EMC'`.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from weakref import WeakKeyDictionary

from everyleaf.pdf.file.objects import Stream, Value, dictionary, string
from everyleaf.pdf.tags.bidirectional import is_right_to_left, show_in_logical_order
from everyleaf.pdf.tags.marks import SOFT_HYPHEN, Mark

_PAINTS = re.compile(rb"(?:^|\s)(?:S|s|f\*?|F|B\*?|b\*?|Do|sh|TJ|Tj|EI|'|\")$")
_GLYPHS = re.compile(rb"<([0-9a-f]+)>")
_LAST_GLYPHS = re.compile(rb"<([0-9a-f]*)>(-?[0-9.]*)\] TJ$")


class Font(Protocol):
    """A font as it is embedded."""

    bitmap: bool
    to_unicode: Mapping[int, str]
    """Glyph → characters."""
    widths: Mapping[int, float]
    """Glyph → width in thousandths of an em."""


@dataclass(slots=True, eq=False)
class Leaf:
    """A claimed mark."""

    mark: Mark
    owner: Hashable = None
    """The structure element that holds it."""
    position: int = 0
    """Its place among the owner's children."""
    ending: str = ""
    """White space that follows it in the document's text, which layout dropped: a space or line
    ends."""
    mcid: int = -1
    """The new MCID; -1 while it has none of its own, or if it joined the one before it."""
    stream: Stream | None = None
    """The form XObject it is in; None for the page's own stream."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the glyphs of a sequence spell."""

    text: str
    last: int | None
    """Index of the last token that shows text."""
    font: Font | None


def rewrite_stream(
    tokens: list[Value],
    leaves: Mapping[int, Leaf],
    artifacts: Mapping[int, tuple[str, str]],
    fonts: Mapping[str, Font],
) -> list[Leaf]:
    """Renumber and repair the marked content of a page or group, in place.

    Args:
        tokens: the content stream; changed.
        leaves: old MCID → claimed mark; each gets its new MCID.
        artifacts: old MCID → artifact type and subtype.
        fonts: name in the stream → font.

    Returns:
        For each new MCID the leaf that has it.
    """
    numbered: list[Leaf] = []
    out: list[Value] = []
    last: Leaf | None = None
    last_artifact: tuple[str, str] | None = None
    i = 0
    while i < len(tokens):
        mcid = _mcid(tokens, i) if tokens[i] == b"BDC" else None
        if mcid is None:
            out.append(tokens[i])
            i += 1
            continue
        del out[-2:]  # the tag and its properties
        end = _end_of_sequence(tokens, i)
        body, leaf, i = tokens[i + 1 : end], leaves.get(mcid), end + 1
        if leaf is None:
            if any(isinstance(t, bytes) and _PAINTS.search(t) for t in body):
                kind = artifacts.get(mcid)
                if kind and kind == last_artifact and out and out[-1] == b"EMC":
                    out.pop()
                else:
                    out += _open_artifact(kind)
                out += [*body, b"EMC"]
                last, last_artifact = None, kind
            else:
                out += body
            continue
        if last and out[-1] == b"EMC" and _follows(leaf, last):
            out.pop()
        else:
            leaf.mcid = len(numbered)
            numbered.append(leaf)
            out += ["/Span", dictionary({"MCID": leaf.mcid}), b"BDC"]
        out += [*restore_text(body, leaf, fonts), b"EMC"]
        last, last_artifact = leaf, None
    tokens[:] = out
    return numbered


def _mcid(tokens: Sequence[Value], i: int) -> int | None:
    """Return the MCID of the marked-content sequence that begins at a token, if it has one."""
    properties = tokens[i - 1]
    mcid = properties.get("MCID") if isinstance(properties, dict) else None
    return mcid if isinstance(mcid, int) else None


def _end_of_sequence(tokens: Sequence[Value], start: int) -> int:
    depth, i = 1, start
    while depth:
        i += 1
        depth += (tokens[i] in (b"BDC", b"BMC")) - (tokens[i] == b"EMC")
    return i


def _open_artifact(kind: tuple[str, str] | None) -> list[Value]:
    if kind is None:
        return ["/Artifact", b"BMC"]
    type, subtype = kind
    properties: dict[str, Value] = {"Type": f"/{type}"}
    if subtype:
        properties["Subtype"] = f"/{subtype}"
    return ["/Artifact", dictionary(properties), b"BDC"]


def _follows(leaf: Leaf, last: Leaf) -> bool:
    return last.owner is leaf.owner and last.position + 1 == leaf.position


def restore_text(body: Sequence[Value], leaf: Leaf, fonts: Mapping[str, Font]) -> list[Value]:
    """Return a sequence's tokens so that the text a reader extracts is the author's."""
    if not leaf.mark.text:
        return list(body)
    if "\n" not in leaf.ending:
        return _restore(body, leaf, leaf.ending, fonts)
    tokens = _restore(body, leaf, "", fonts)
    ended = _end_line(tokens, leaf.ending, fonts)
    return ended or _restore(body, leaf, leaf.ending, fonts)


def _restore(
    body: Sequence[Value], leaf: Leaf, ending: str, fonts: Mapping[str, Font]
) -> list[Value]:
    """Return the tokens with the author's text and what follows it."""
    assert leaf.mark.text is not None
    tokens = list(body)
    shown = _read(tokens, fonts)
    want = leaf.mark.text.replace(SOFT_HYPHEN, "")
    if leaf.mark.hyphen:
        want = want[: -leaf.mark.hyphen] + SOFT_HYPHEN
    got = shown.text
    if want.endswith((" ", "\n", SOFT_HYPHEN)):
        ending = ""
    if is_right_to_left(want):
        if ending in ("", " ") and not leaf.mark.hyphen:
            logical = show_in_logical_order(tokens, fonts, want, bool(ending))
            if logical is not None:
                return logical
        want += ending
    elif ending:
        want += ending
        if ending == " " and _append_space(tokens, shown):
            got += " "
    if got.replace(SOFT_HYPHEN, "") == want and not leaf.mark.hyphen:
        return tokens
    if not got.strip() and not want.strip():
        return tokens
    if leaf.mark.hyphen and got[:-1] == want[:-1] and shown.last is not None:
        marked = _mark_hyphen(tokens, shown)
        if marked is not None:
            return marked
    return ["/Span", _actual_text(want), b"BDC", *tokens, b"EMC"]


def _end_line(
    tokens: Sequence[Value], ending: str, fonts: Mapping[str, Font]
) -> list[Value] | None:
    """Return the tokens with a space after their text that reads as line ends.

    None if the font has no space, or if all of them have one ActualText already.
    """
    shown = _read(tokens, fonts)
    glyph = _space_glyph(shown.font) if shown.font is not None else None
    places = [i for i, token in enumerate(tokens) if token == b"ET"]
    if glyph is None or shown.font is None or not places or tokens[-1] == b"EMC":
        return None
    code = f"{glyph:02x}" if shown.font.bitmap else f"{glyph:04x}"
    line_end = ["/Span", _actual_text(ending), b"BDC", f"[<{code}>] TJ".encode(), b"EMC"]
    return [*tokens[: places[-1]], *line_end, *tokens[places[-1] :]]


def _read(tokens: Sequence[Value], fonts: Mapping[str, Font]) -> _Shown:
    """Spell out the glyphs that a sequence shows."""
    text, last, font = "", None, None
    current: Font | None = None
    for i, token in enumerate(tokens):
        if not isinstance(token, bytes):
            continue
        if token.endswith(b" Tf"):
            current = fonts.get(token[1:].split()[0].decode())
        elif token.endswith((b" TJ", b" Tj")) and current is not None:
            spelt = current.to_unicode
            text += "".join([spelt.get(code, "\ufffd") for code in _glyphs(token, current)])
            last, font = i, current
    return _Shown(text, last, font)


def _glyphs(token: bytes, font: Font) -> Sequence[int]:
    if token.startswith(b"[<") and token.find(b">") == len(token) - len(b">] TJ"):
        codes = bytes.fromhex(token[2:-5].decode())  # no kerns in it
    else:
        codes = bytes.fromhex(b"".join(_GLYPHS.findall(token)).decode())
    return codes if font.bitmap else struct.unpack(f">{len(codes) // 2}H", codes)


_SPACES: WeakKeyDictionary[Font, int | None] = WeakKeyDictionary()
"""The space glyph of each font; found once, since a font that has none is searched whole."""


def _space_glyph(font: Font) -> int | None:
    if font not in _SPACES:
        glyphs = font.to_unicode.items()
        _SPACES[font] = next((glyph for glyph, text in glyphs if text == " "), None)
    return _SPACES[font]


def _append_space(tokens: list[Value], shown: _Shown) -> bool:
    """Show a space glyph after the last text of a sequence, in place, if its font has one."""
    if shown.last is None or shown.font is None:
        return False
    glyph = _space_glyph(shown.font)
    token = tokens[shown.last]
    if glyph is None or not isinstance(token, bytes) or not token.endswith(b"] TJ"):
        return False
    code = f"{glyph:02x}" if shown.font.bitmap else f"{glyph:04x}"
    tokens[shown.last] = token[: -len(b"] TJ")] + f"<{code}>] TJ".encode()
    return True


def _mark_hyphen(tokens: Sequence[Value], shown: _Shown) -> list[Value] | None:
    """Give the last glyph of a sequence, and only that one, the ActualText of a soft hyphen."""
    assert shown.last is not None and shown.font is not None
    token = tokens[shown.last]
    size = 2 if shown.font.bitmap else 4
    match = _LAST_GLYPHS.search(token) if isinstance(token, bytes) else None
    if match is None or len(match[1]) < size:
        return None
    assert isinstance(token, bytes)
    kept = b"<" + match[1][:-size] + b">" if len(match[1]) > size else b""
    return [
        *tokens[: shown.last],
        token[: match.start()] + kept + b"] TJ",
        "/Span",
        _actual_text(SOFT_HYPHEN),
        b"BDC",
        b"[<" + match[1][-size:] + b">] TJ",
        b"EMC",
        *tokens[shown.last + 1 :],
    ]


def _actual_text(text: str) -> Value:
    return dictionary({"ActualText": string(text)})
