"""Make the static instance of a variable font without work for glyphs that are not in it.

fontTools 4.68.0, as WeasyPrint 70.0 uses it: a subset keeps the numbers of its glyphs, so that most
of them are empty; the instancer works out the points and metrics of each of these too, and copies
the whole font first, which nobody needs afterwards. Gain: 18 % of the calls of functions where a
chapter is a file of its own; once for a book. Drop when fontTools passes over empty glyphs without
variations, and WeasyPrint asks for `inplace=True`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from everyleaf.pdf.patches.patch import WEASYPRINT, Patch, Replacement


def _find() -> Iterator[Replacement]:
    from fontTools.varLib import instancer
    from weasyprint.pdf import fonts

    instantiate, instantiate_glyph = fonts.instantiateVariableFont, instancer._instantiateGvarGlyph

    def in_place(font: Any, axes: Any, *more: Any, **named: Any) -> Any:
        return instantiate(font, axes, True, *more, **named)

    def instantiate_drawn(
        name: str, glyf: Any, gvar: Any, h_metrics: Any, v_metrics: Any, *more: Any, **named: Any
    ) -> None:
        empty = glyf[name].numberOfContours == 0 and v_metrics is None
        if empty and not gvar.variations.get(name):
            gvar.variations.pop(name, None)
            return
        instantiate_glyph(name, glyf, gvar, h_metrics, v_metrics, *more, **named)

    yield Replacement(fonts, "instantiateVariableFont", in_place)
    yield Replacement(instancer, "_instantiateGvarGlyph", instantiate_drawn)


PATCH = Patch("font-instances", WEASYPRINT | {"fonttools": ("4.68.0",)}, _find)
