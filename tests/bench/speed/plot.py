"""Draw time and memory against pages as SVG, readable without colour, and say in words what it shows.

Each line has its own colour, dashes, marker and a label at its end. Both axes are logarithmic, so
that a hundred pages and sixteen hundred, a second and ten minutes, can be told on one plot.

Why CPU and not wall time: what else a machine does in the meantime moves it far less.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.bench.speed.results import GUIDED, Results, Run, spread
from tests.bench.speed.tables import number

_WIDTH, _PANEL = 480, 290
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 330, 40, 34
_LABEL_GAP = 16


@dataclass(frozen=True, slots=True)
class Style:
    """How a contender's line looks."""

    key: str
    label: str
    colour: str
    dashes: str
    marker: str


STYLES = (
    Style("stock", "WeasyPrint", "#a01c1c", "", "square"),
    Style("chromium", "Chromium", "#6b4a00", "7 3", "diamond"),
    Style("typst", "Pandoc and Typst", "#1c4f96", "2 3", "triangle"),
    Style("all", "Everyleaf, all editions", "#17503a", "9 3 2 3", "ring"),
    Style("pdf", "Everyleaf, PDF", "#17503a", "", "disc"),
    Style("edited", "Everyleaf, after an edit", "#1a1a1a", "4 3", "cross"),
)


@dataclass(frozen=True, slots=True)
class Series:
    """A contender's points: pages of the book, and the figure."""

    style: Style
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class _Panel:
    """A plot, one of two above each other."""

    title: str
    unit: str
    of: Callable[[Run], float]


_PANELS = (
    _Panel("CPU time", "s", lambda run: run.cpu_s),
    _Panel("Memory of the largest process", "MB", lambda run: run.memory_mb),
)


def find_series(results: Results, of: Callable[[Run], float]) -> list[Series]:
    """Return what is drawn; a contender that was not measured has no line."""
    found = []
    for style in STYLES:
        points = []
        for book in results.books:
            pages = [run.pages for run in book.of("pdf").values() if run.pages]
            figure = spread([of(run) for run in book.of(style.key).values()])
            if book.key != GUIDED and pages and figure is not None:
                points.append((float(pages[0]), figure.median))
        if points:
            found.append(Series(style, tuple(sorted(points))))
    return found


def describe(results: Results) -> str:
    """Return the plot in words."""
    parts = ["Two plots against the pages of a generated book, one above the other."]
    for panel in _PANELS:
        series = find_series(results, panel.of)
        ends = [
            f"{s.style.label} {number(s.points[-1][1])} {panel.unit}"
            + ("" if s.points[-1][0] == _most(series) else f" at {s.points[-1][0]:,.0f} pages")
            for s in sorted(series, key=lambda s: -s.points[-1][1])
        ]
        if ends:
            parts.append(f"{panel.title} at {_most(series):,.0f} pages: {', '.join(ends)}.")
    return " ".join(parts)


def _most(series: Sequence[Series]) -> float:
    return max(x for s in series for x, _ in s.points)


def draw(results: Results) -> str:
    """Return the plot as SVG."""
    height = _PANEL * len(_PANELS)
    words = escape(describe(results))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" font-family="\'Source Sans 3\', sans-serif" '
        'font-size="13">',
        "<title>Time and memory against pages</title>",
        f"<desc>{words}</desc>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for index, panel in enumerate(_PANELS):
        lines += _draw_panel(panel, find_series(results, panel.of), index * _PANEL)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _draw_panel(panel: _Panel, series: Sequence[Series], top: int) -> list[str]:
    if not series:
        return []
    xs = sorted({x for s in series for x, _ in s.points})
    ys = [y for s in series for _, y in s.points]
    low, high = 10 ** math.floor(math.log10(min(ys))), 10 ** math.ceil(math.log10(max(ys) * 1.001))
    above, below = top + _TOP, top + _PANEL - _BOTTOM

    def place_x(x: float) -> float:
        share = math.log(x / xs[0]) / math.log(xs[-1] / xs[0]) if len(xs) > 1 else 0.5
        return _LEFT + 12 + share * (_RIGHT - _LEFT - 24)

    def place_y(y: float) -> float:
        return below - math.log(y / low) / math.log(high / low) * (below - above)

    lines = [
        f'<text x="{_LEFT}" y="{top + 22}" font-weight="600" fill="#1a1a1a">'
        f"{panel.title} ({panel.unit})</text>"
    ]
    tick = low
    while tick <= high:
        y = place_y(tick)
        lines.append(f'<path d="M{_LEFT} {y:.1f}H{_RIGHT}" stroke="#8c8c8c" stroke-width="0.75"/>')
        lines.append(_text(_LEFT - 6, y + 4, f"{tick:,g}", "end"))
        tick *= 10
    lines += [_text(place_x(x), below + 18, f"{x:,.0f}", "middle") for x in xs]
    lines.append(_text(_RIGHT + 10, below + 18, "pages", "start"))
    labels: list[tuple[float, Series]] = []
    for s in series:
        dots = [(place_x(x), place_y(y)) for x, y in s.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
        dashes = f' stroke-dasharray="{s.style.dashes}"' if s.style.dashes else ""
        lines.append(
            f'<polyline points="{path}" fill="none" stroke="{s.style.colour}" '
            f'stroke-width="2"{dashes}/>'
        )
        lines += [_marker(s.style, x, y) for x, y in dots]
        labels.append((dots[-1][1], s))
    for y, (end, s) in zip(_apart([y for y, _ in sorted(labels, key=_height)], below), sorted(labels, key=_height), strict=True):  # fmt: skip
        x = place_x(s.points[-1][0])
        lines.append(
            f'<path d="M{x + 7:.1f} {end:.1f}L{_RIGHT + 6} {y:.1f}" '
            f'stroke="{s.style.colour}" stroke-width="0.75"/>'
        )
        lines.append(_text(_RIGHT + 10, y + 4, s.style.label, "start", s.style.colour))
    return lines


def _height(label: tuple[float, Series]) -> tuple[float, str]:
    return label[0], label[1].style.key


def _apart(heights: Sequence[float], lowest: float) -> list[float]:
    """Return heights, sorted downwards, moved so that labels do not touch."""
    made: list[float] = []
    for height in heights:
        made.append(max(height, made[-1] + _LABEL_GAP) if made else height)
    over = made[-1] - lowest
    for index in range(len(made) - 1, -1, -1):
        if over > 0:
            limit = lowest if index == len(made) - 1 else made[index + 1] - _LABEL_GAP
            made[index] = min(made[index], limit)
    return made


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#1a1a1a") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(words)}</text>"
    )


def _marker(style: Style, x: float, y: float) -> str:
    colour = style.colour
    shapes = {
        "square": f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"/>',
        "diamond": f'<path d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z" fill="{colour}"/>',
        "triangle": f'<path d="M{x:.1f} {y - 5:.1f}l5 9h-10z" fill="{colour}"/>',
        "disc": f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>',
        "ring": f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="#ffffff" stroke="{colour}" '
        'stroke-width="2"/>',
        "cross": f'<path d="M{x - 4:.1f} {y - 4:.1f}l8 8m-8 0l8 -8" stroke="{colour}" '
        'stroke-width="2"/>',
    }
    return shapes[style.marker]
