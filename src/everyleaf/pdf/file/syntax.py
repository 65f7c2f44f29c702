"""Write numbers and strings as PDF has them (ISO 32000-1 7.3.3 and 7.3.4)."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE

_PLAIN_TEXT = re.compile(r"[\t\n\r -~]*")
_LITERAL = re.compile(rb"[ -~]*")
_SPECIAL = re.compile(rb"[\\()]")


def encode_text(text: str) -> bytes:
    """Return the bytes of a text string: as in ASCII, or UTF-16 with its mark.

    Other control characters of ASCII are accents in PDF (ISO 32000-1 D.2).
    """
    if _PLAIN_TEXT.fullmatch(text):
        return text.encode("ascii")
    return BOM_UTF16_BE + text.encode("utf-16-be")


def write_string(text: str | bytes) -> bytes:
    """Return a string object.

    Why hexadecimal for control characters: no other bytes of an object may look like the marks of
    `loose_objects`, and a literal carriage return would be read as a line feed.
    """
    data = encode_text(text) if isinstance(text, str) else text
    if _LITERAL.fullmatch(data):
        return b"(" + _SPECIAL.sub(rb"\\\g<0>", data) + b")"
    return b"<" + data.hex().encode() + b">"


def write_number(number: float) -> bytes:
    """Return a number with up to six decimal places."""
    if isinstance(number, int) or number.is_integer():
        return b"%d" % number
    return f"{number:f}".rstrip("0").encode()
