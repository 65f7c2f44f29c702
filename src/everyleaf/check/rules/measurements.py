"""Put what was measured for rules into the words of the report."""

from __future__ import annotations

import math
from collections.abc import Sequence

from everyleaf.check.rules.contrast import Contrast
from everyleaf.check.rules.drawings import DrawnText
from everyleaf.check.rules.readability import Readability
from everyleaf.elements import shorten
from everyleaf.model import ChapterReadability, TextContrast


def gather_contrast(
    pairs: Sequence[Contrast], drawn: Sequence[DrawnText]
) -> tuple[TextContrast, ...]:
    """Return every pair of colours of sheets and drawings once, the weakest first."""
    found = [
        TextContrast(p.sheet, p.mode, p.what, str(p.colour), str(p.ground), _cut(p.ratio), p.large)
        for p in pairs
    ]
    seen: dict[tuple[object, ...], TextContrast] = {}
    for text in drawn:
        one = TextContrast(
            text.drawing.path,
            "light",  # every edition shows drawings on white
            shorten(text.text),
            str(text.colour),
            str(text.ground),
            _cut(text.ratio),
            text.large,
        )
        seen.setdefault((one.where, one.colour, one.ground, one.large), one)
    return tuple(sorted([*found, *seen.values()], key=lambda c: (c.ratio, c.where, c.mode, c.what)))


def _cut(ratio: float) -> float:
    """Return a ratio in hundredths, never more than it is: 4.499 is not enough."""
    return math.floor(ratio * 100) / 100


def gather_readability(scores: Sequence[Readability]) -> tuple[ChapterReadability, ...]:
    """Return the scores in the order of the text."""
    return tuple(
        ChapterReadability(
            one.title,
            one.position,
            one.language,
            one.formula.name,
            one.formula.scale,
            one.score,
            one.counts.words,
            one.counts.sentences,
        )
        for one in scores
    )
