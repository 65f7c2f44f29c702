"""Contrast is measured as WCAG 2.2 defines it, by the cascade that a browser has."""

from __future__ import annotations

import pytest
from lxml import etree

from everyleaf.check.rules.cascade import (
    BLACK,
    PROPERTIES,
    WHITE,
    Style,
    contrast_of,
    parse_colour,
    style_document,
)
from everyleaf.check.rules.drawings import _texts
from everyleaf.check.rules.skeleton import HAS_TEXT, reduce_document
from everyleaf.check.rules.stylesheets import Mode, read_stylesheet
from everyleaf.model import Element, Resource


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000", "#fff", 21.0),
        ("#777", "#fff", 4.48),  # the well-known grey that just fails
        ("#767676", "#fff", 4.54),
        ("rgb(255 0 0)", "white", 4.0),
        ("hsl(240 100% 50%)", "#ffffff", 8.59),
    ],
)
def test_ratio(one: str, other: str, ratio: float) -> None:
    colours = [parse_colour(text) for text in (one, other)]
    assert colours[0] is not None
    assert colours[1] is not None
    assert contrast_of(colours[0], colours[1]) == pytest.approx(ratio, abs=0.01)


def test_black_and_white_are_what_they_are() -> None:
    assert contrast_of(BLACK, WHITE) == 21
    assert str(parse_colour("rgb(0 0 0 / 50%)").over(WHITE)) == "#808080"  # type: ignore[union-attr]  # a colour


def styles(body: str, css: str, mode: Mode = "light") -> dict[str, list[Style]]:
    document = etree.fromstring(f"<html><body>{body}</body></html>")
    reduced = reduce_document(document, [css])
    found: dict[str, list[Style]] = {}
    for styled in style_document(reduced, read_stylesheet(css, mode, PROPERTIES), mode):
        found.setdefault(styled.selector, []).append(styled.style)
    return found


@pytest.mark.parametrize(
    ("css", "mode", "colour", "ground"),
    [
        ("p { color: #111 }", "light", "#111111", "#ffffff"),
        (":root { --a: #222 } p { color: var(--a) }", "light", "#222222", "#ffffff"),
        ("p { color: var(--b, #333) }", "light", "#333333", "#ffffff"),
        (":root { --a: var(--a) } p { color: var(--a) }", "light", None, "#ffffff"),
        ("body { background: #eee } p { color: inherit }", "light", "#000000", "#eeeeee"),
        ("p { color: #111 } body p { color: #444 } p { color: #222 }", "light", "#444444", "#ffffff"),
        ("p { color: #111 !important } body p { color: #444 }", "light", "#111111", "#ffffff"),
        ("@media (prefers-color-scheme: dark) { body { background: #000; color: #eee } }",
         "dark", "#eeeeee", "#000000"),
        ("@media (prefers-color-scheme: dark) { body { background: #000 } }",
         "light", "#000000", "#ffffff"),
        ("@media print { p { color: #555 } }", "light", "#000000", "#ffffff"),
        ("@media print { p { color: #555 } }", "print", "#555555", "#ffffff"),
        ("p { background: url(x.png) }", "light", "#000000", None),
        ("p { background: linear-gradient(red, blue) }", "light", "#000000", None),
        ("p { background: CanvasText }", "light", "#000000", None),
        ("p { background: rgb(0 0 0 / 50%) }", "light", "#000000", "#808080"),
        (":root { color-scheme: dark }", "dark", "#ffffff", "#121212"),
        ("p { color: light-dark(#111, #ddd) }", "dark", "#dddddd", "#ffffff"),
    ],
)  # fmt: skip
def test_cascade(css: str, mode: Mode, colour: str | None, ground: str | None) -> None:
    (style,) = styles("<p>Words</p>", css, mode)["p"]
    assert str(style.colour) == str(colour)
    assert str(style.ground) == str(ground)


def test_states_are_looked_at_one_by_one() -> None:
    css = "a:hover { color: #111 } a:focus { background: #ff0 }"
    found = styles('<p>See <a href="#x">there</a></p>', css)["a"]
    assert [(str(s.colour), str(s.ground)) for s in found] == [
        ("#0000ee", "#ffffff"),
        ("#111111", "#ffffff"),
        ("#0000ee", "#ffff00"),
    ]


def test_only_what_has_an_id_can_be_a_target() -> None:
    css = ":target { background: #333 }"
    assert [str(s.ground) for s in styles("<p>Words</p>", css)["p"]] == ["#ffffff", "#ffffff"]
    assert str(styles('<p id="a">Words</p>', css)["p"][1].ground) == "#333333"


def test_sizes_and_weights_make_large_text() -> None:
    found = styles(
        "<h1>A</h1><p>B</p><h3>C</h3>", "h1 { font: 600 1.5rem/1.2 serif } p { font-size: 120% }"
    )
    assert found["h1"][0].large
    assert found["p"][0].size_px == pytest.approx(19.2)
    assert not found["p"][0].large
    assert found["h3"][0].large  # 18.72 px and bold by the browser's own sheet


def test_a_document_is_reduced_to_its_kinds() -> None:
    rows = "".join(f"<li id='i{n}'><p>{n} <em>x</em></p></li>" for n in range(500))
    body = f"<html><body><ul>{rows}</ul><ul class='a'><li>y</li></ul></body></html>"
    reduced = reduce_document(etree.fromstring(body), ["li { color: red }"])
    assert len(list(reduced.iter())) == 8
    assert [e.tag for e in reduced.iter() if HAS_TEXT in e.attrib] == ["p", "em", "li"]


@pytest.mark.parametrize(
    ("drawn", "faint"),
    [
        ('<text x="5" y="9" fill="#999">a</text>', ["a"]),
        ('<text x="5" y="9" fill="#999" font-size="30">a</text>', ["a"]),  # 2.85: large too
        ('<text x="5" y="9" fill="#888" font-size="30">a</text>', []),
        ('<rect width="50" height="50" fill="#000"/><text x="5" y="9" fill="#999">a</text>', []),
        ('<rect width="50" height="50"/><text x="5" y="9">a</text>', ["a"]),  # black on black
        ('<rect width="50" height="50"/><text x="70" y="9">a</text>', []),
        ('<g transform="translate(60 0)"><rect width="20" height="20"/></g>'
         '<text x="65" y="12" fill="#222">a</text>', ["a"]),
        ('<rect width="9" height="9" transform="scale(4)"/><text x="30" y="30">a</text>', ["a"]),
        ('<rect x="-10" y="-10" width="20" height="20" transform="translate(50 50) rotate(90)"/>'
         '<text x="50" y="52">a</text>', ["a"]),
        ('<circle cx="50" cy="50" r="20"/><text x="45" y="52">a</text>', ["a"]),
        ('<g fill="#aaa"><text x="5" y="9"><tspan>a</tspan></text></g>', ["a"]),
        ('<text x="5" y="9" style="fill: #bbb">a</text>', ["a"]),
        ('<text x="5" y="9" fill="none">a</text>', []),
        ('<text x="5" y="9" fill="url(#g)">a</text>', []),
        ('<rect width="90" height="90" fill="url(#g)"/><text x="5" y="9" fill="#999">a</text>', []),
        ('<path d="M0 0H90V90z" fill="#000"/><text x="5" y="9">a</text>', []),
        ('<defs><text x="5" y="9" fill="#eee">a</text></defs>', []),
        ('<text x="5" y="9" opacity=".3">a</text>', ["a"]),
    ],
)  # fmt: skip
def test_text_in_drawings(drawn: str, faint: list[str]) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90">{drawn}</svg>'
    resource = Resource("a.svg", "image/svg+xml", svg.encode(), 90, 90)
    assert [found.text for found in _texts(resource) if not found.enough] == faint


def test_an_element_is_never_changed() -> None:
    document: Element = etree.fromstring("<html><body><p id='a'>x</p></body></html>")
    before = etree.tostring(document)
    reduce_document(document, ["#a { color: red }"])
    assert etree.tostring(document) == before
