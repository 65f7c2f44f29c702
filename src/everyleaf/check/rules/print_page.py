"""Rules about the printed page and justified text, judged from the style sheets.

Every limit has its source beside it; what a sheet leaves to us keeps our own setting, which is
within them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import cssselect2
import tinycss2
from tinycss2 import ast

from everyleaf.check.rules.cascade import PROPERTIES, Styled, length_px, style_document
from everyleaf.check.rules.contrast import place_of_sheet
from everyleaf.check.rules.skeleton import SHEETS
from everyleaf.check.rules.stylesheets import StyleRule, Stylesheet, read_stylesheet
from everyleaf.diagnostics import Diagnostic
from everyleaf.model import Element, PageSize, Publication

LEAST_TEXT_PT = 9.5
"""Running text. The guidelines for clear print of the UK Association for Accessible Formats ask for
12 pt; books are set in 10 to 12; below 9.5 many who read print without aids no longer can."""
LEAST_ANY_PT = 7.0
"""Notes, captions and folios."""
LEAST_LEADING = 1.25
"""WCAG 2.2 SC 1.4.8 (AAA) asks for 1.5 on screens; 1.2 is what fonts have of themselves."""
LONGEST_LINE = 80
"""Characters (WCAG 2.2 SC 1.4.8, AAA)."""

_SMALL_BY_NATURE = frozenset("sup sub small rt rp".split())
_RUNNING = frozenset("p li dd".split())
_EM_IN_CHARACTERS = 0.47
"""The mean width of a letter in text faces, with its share of spaces."""
_PX_PER_MM = 96 / 25.4
_PAGE_MM: Mapping[PageSize, float] = {"A4": 210.0, "Letter": 215.9, "A5": 148.0, "6x9": 152.4}
_FRAME_MM: Mapping[PageSize, float] = {"A4": 146.0, "Letter": 146.0, "A5": 107.0, "6x9": 107.0}
"""The width of the text frame where the sheet says nothing of margins."""
_WANTED = PROPERTIES | frozenset(
    "orphans widows margin margin-left margin-right padding padding-left padding-right "
    "padding-inline padding-inline-start padding-inline-end".split()
)
_JUSTIFIED = re.compile(r"text-align(?:-all)?\s*:\s*justify")


def printed_text_readable(publication: Publication, reduced: Element) -> Iterator[Diagnostic]:
    """Find print that is too small, too tight or too wide, and pages that leave a line alone."""
    css = publication.templates.get("print.css", "")
    sheet = read_stylesheet(css, "print", _WANTED)
    shown = [s for s in style_document(reduced, sheet, "print") if "::" not in s.selector]
    running = [s for s in shown if _is_running(s.element)]
    yield from _small(publication, shown, running)
    yield from _tight(publication, running)
    yield from _wide(publication, reduced, sheet, running)
    yield from _alone(publication, sheet)


def _is_running(element: Element) -> bool:
    """Tell whether it is the text itself: no notes, captions, tables, title or apparatus."""
    if element.tag not in _RUNNING:
        return False
    around = [element, *element.iterancestors()]
    apart = {"figure", "table", "nav", "header", "aside", "blockquote", "dl"}
    if any(e.tag in apart for e in around if e is not element):
        return False
    return not any(e.get("role", "").startswith("doc-") and e.get("role") != "doc-chapter"
                   for e in around)  # fmt: skip


def _pt(styled: Styled) -> float:
    return styled.style.size_px * 0.75


def _line(rule: StyleRule | None) -> int | None:
    return rule.line if rule is not None else None


def _small(
    publication: Publication, shown: list[Styled], running: list[Styled]
) -> Iterator[Diagnostic]:
    small = [s for s in running if _pt(s) < LEAST_TEXT_PT]
    tiny = [s for s in shown if _pt(s) < LEAST_ANY_PT and s.element.tag not in _SMALL_BY_NATURE]
    for found, least in ((small, LEAST_TEXT_PT), (tiny, LEAST_ANY_PT)):
        if found:
            worst = min(found, key=_pt)
            yield Diagnostic(
                "print-type-small",
                "warning",
                f"{worst.selector} is printed in {_pt(worst):.3g} pt",
                f"Set it in {least:g} pt or more; 11 pt and more is easy for most readers.",
                place_of_sheet(publication, "print.css", _line(worst.style.size_rule)),
            )
            return


def _tight(publication: Publication, running: list[Styled]) -> Iterator[Diagnostic]:
    tight = [s for s in running if s.style.leading < LEAST_LEADING]
    if tight:
        yield Diagnostic(
            "print-leading-tight",
            "warning",
            f"the lines of {tight[0].selector} are {tight[0].style.leading:.3g} times their type "
            "size apart: readers slip into the wrong line",
            "Set `line-height` to 1.4 or more.",
            place_of_sheet(publication, "print.css", _line(tight[0].style.leading_rule)),
            "WCAG 2.2 SC 1.4.8",
        )


def _wide(
    publication: Publication, reduced: Element, sheet: Stylesheet, running: list[Styled]
) -> Iterator[Diagnostic]:
    if not running:
        return
    text = next((s for s in running if s.element.tag == "p"), running[0])
    width_px = _measure_px(publication, reduced, sheet)
    characters = width_px / (text.style.size_px * _EM_IN_CHARACTERS)
    if characters > LONGEST_LINE:
        yield Diagnostic(
            "print-line-long",
            "warning",
            f"a printed line has room for about {characters:.0f} characters: the way back to the "
            "next one is lost",
            f"Widen the margins of @page, or the type, to at most {LONGEST_LINE} characters.",
            place_of_sheet(publication, "print.css", sheet.pages[0].line if sheet.pages else None),
            "WCAG 2.2 SC 1.4.8",
        )


def _measure_px(publication: Publication, reduced: Element, sheet: Stylesheet) -> float:
    """Return the width of a line of running text."""
    size = publication.settings.page_size
    frame = _FRAME_MM[size] * _PX_PER_MM
    margins: dict[str, float] = {}
    for page in sheet.pages:
        if page.name == "@page":
            for declaration in page.declarations:
                margins |= _sides(declaration, "margin")
    if margins:
        default = (_PAGE_MM[size] - _FRAME_MM[size]) / 2 * _PX_PER_MM
        frame = _PAGE_MM[size] * _PX_PER_MM
        frame -= margins.get("left", default) + margins.get("right", default)
    paddings: dict[str, float] = {}
    properties: dict[str, list[ast.Node]] = {}
    for wrapper in cssselect2.ElementWrapper.from_html_root(reduced).iter_subtree():
        if wrapper.local_name in ("html", "body"):
            for rule in _matching(sheet, wrapper):
                for declaration in rule.declarations:
                    if declaration.name.startswith("--"):
                        properties[declaration.name] = declaration.value
                    elif wrapper.local_name == "body":
                        paddings |= _sides(declaration, "padding", properties)
    return frame - sum(paddings.values())


def _matching(sheet: Stylesheet, wrapper: cssselect2.ElementWrapper) -> list[StyleRule]:
    rules = [
        rule for rule in sheet.rules if not rule.state and rule.compiled.pseudo_element is None
    ]
    matched = [rule for rule in rules if rule.compiled.test(wrapper)]
    return sorted(matched, key=lambda rule: rule.compiled.specificity)


def _sides(
    declaration: ast.Declaration, name: str, properties: Mapping[str, list[ast.Node]] | None = None
) -> dict[str, float]:
    """Return the left and right of a margin or padding in CSS pixels."""
    tokens = [token for token in declaration.value if token.type != "whitespace"]
    lengths = [_px(token, properties or {}) for token in tokens]
    if not lengths:
        return {}
    side = declaration.lower_name.removeprefix(name)
    if side == "":
        return {"right": lengths[min(1, len(lengths) - 1)], "left": lengths[{4: 3}.get(len(lengths), min(1, len(lengths) - 1))]}  # fmt: skip
    if side == "-inline":
        return {"left": lengths[0], "right": lengths[-1]}
    for names, key in ((("-left", "-inline-start"), "left"), (("-right", "-inline-end"), "right")):
        if side in names:
            return {key: lengths[0]}
    return {}


def _px(token: ast.Node, properties: Mapping[str, list[ast.Node]]) -> float:
    if token.type == "function" and token.lower_name == "var" and token.arguments:
        given = properties.get(getattr(token.arguments[0], "value", ""), [])
        return next((_px(t, {}) for t in given if t.type != "whitespace"), 0.0)
    return length_px(token, 16.0) or 0.0


def _alone(publication: Publication, sheet: Stylesheet) -> Iterator[Diagnostic]:
    for rule in sheet.rules:
        for declaration in rule.declarations:
            if declaration.lower_name in ("orphans", "widows"):
                number = next((t.value for t in declaration.value if t.type == "number"), 2)
                if number < 2:
                    yield Diagnostic(
                        "print-line-alone",
                        "warning",
                        f"{rule.selector} lets a paragraph leave one line alone on a page "
                        f"({declaration.lower_name}: {number:g})",
                        "Set orphans and widows to 2 or more, or remove them.",
                        place_of_sheet(publication, "print.css", rule.line),
                    )


def text_not_justified(publication: Publication) -> Iterator[Diagnostic]:
    """Find justified text: its uneven gaps run through the lines (WCAG 2.2 SC 1.4.8)."""
    for name in SHEETS:
        css = publication.templates.get(name, "")
        if not _JUSTIFIED.search(css):
            continue
        for node in tinycss2.parse_stylesheet(css, True, True):
            text = tinycss2.serialize(node.content or []) if hasattr(node, "content") else ""
            if _JUSTIFIED.search(text):
                line = node.source_line + text[: _JUSTIFIED.search(text).start()].count("\n")  # type: ignore[union-attr]  # found just above
                yield Diagnostic(
                    "text-justified",
                    "warning",
                    f"{name} justifies text: the uneven gaps between words make lines hard to "
                    "follow, above all with dyslexia or large type",
                    "Remove `text-align: justify`, and leave it to the reader.",
                    place_of_sheet(publication, name, line),
                    "WCAG 2.2 SC 1.4.8",
                )
                break
