"""Write page numbers on pages that are drawn already: artifacts of Pagination (ISO 32000-1 14.8.2.2).

Why afterwards: a unit does not know on which pages it will stand, and is kept when they change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from everyleaf.pdf.file.folios import format_number
from everyleaf.pdf.file.syntax import write_number
from everyleaf.pdf.unit.painted_unit import Counter, Shaped, Stamp, StampStyle


def write_stamps(
    stamps: Sequence[Stamp],
    styles: Sequence[StampStyle],
    widths: Mapping[str, Mapping[int, float]],
    numbers: Mapping[str, int],
) -> bytes:
    """Return the content stream of the stamps of one page.

    Args:
        stamps: of that page.
        styles: of the unit's stamps.
        widths: font → glyph → the width that the file says it has.
        numbers: `page` and `pages` → the number to show.
    """
    return b"\n".join(
        _write(stamp, styles[stamp.style], widths[styles[stamp.style].font], numbers)
        for stamp in stamps
    )


def _write(
    stamp: Stamp, style: StampStyle, widths: Mapping[int, float], numbers: Mapping[str, int]
) -> bytes:
    glyphs = [glyph for part in stamp.parts for glyph in _shape(part, style, numbers)]
    width = sum(glyph.width for glyph in glyphs) * style.size_pt / 1000
    room = stamp.right_pt - stamp.left_pt - width
    left = stamp.left_pt + {"left": 0.0, "center": room / 2, "right": room}[stamp.align]
    shown = b""
    for glyph in glyphs:
        kern = widths[glyph.number] - glyph.width
        shown += b"<%04x>" % glyph.number
        shown += b"" if abs(kern) < 0.5 else write_number(round(kern))
    return b"".join(
        (
            b"/Artifact <</Type /Pagination/Subtype /%s>> BDC\n" % stamp.subtype.encode(),
            b"BT %s rg\n" % b" ".join(map(write_number, style.color)),
            b"/%s %s Tf\n" % (style.font.encode(), write_number(style.size_pt)),
            b"1 0 0 1 %s %s Tm\n" % (write_number(left), write_number(stamp.baseline_pt)),
            b"[%s] TJ\nET\nEMC" % shown,
        )
    )


def _shape(part: Shaped | Counter, style: StampStyle, numbers: Mapping[str, int]) -> Shaped:
    if not isinstance(part, Counter):
        return part
    signs = format_number(numbers[part.name], part.style)
    return tuple(glyph for sign in signs for glyph in style.glyphs[sign])
