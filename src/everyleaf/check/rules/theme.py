"""Rules about what an author's style sheets take from a reader: settings, and the order of reading.

1. `settings_kept` judges the sheets of web edition and EPUB as those of any maker's files are judged.
2. `order_kept` finds parts that are shown in another order than that in which they are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import tinycss2

from everyleaf.check.files.styles import style_sheet
from everyleaf.check.rules.contrast import place_of_sheet
from everyleaf.check.rules.skeleton import SHEETS
from everyleaf.check.rules.stylesheets import Mode, read_stylesheet
from everyleaf.diagnostics import Diagnostic
from everyleaf.model import Publication

_MOVES = frozenset({"order", "flex-direction", "flex-flow", "grid-auto-flow"})
_MOVED = re.compile(r"reverse|dense")
_MODES: dict[str, Mode] = {"web.css": "light", "epub.css": "light", "print.css": "print"}


def settings_kept(publication: Publication) -> Iterator[Diagnostic]:
    """Find declarations that overrule a reader's size, colour, spacing, focus or selection."""
    for name in ("web.css", "epub.css"):
        css = publication.templates.get(name, "")
        for finding in style_sheet(css, place_of_sheet(publication, name, None).path):
            # In the web edition nobody but the sheet sets colours, and `contrast` judges its pairs.
            if name == "epub.css" or finding.code != "style-colour-alone":
                yield finding


def order_kept(publication: Publication) -> Iterator[Diagnostic]:
    """Find boxes that are shown in another order than they are read (WCAG 2.2 SC 1.3.2, C27)."""
    for name in SHEETS:
        sheet = read_stylesheet(publication.templates.get(name, ""), _MODES[name], _MOVES)
        for rule in sheet.rules:
            for declaration in rule.declarations:
                value = tinycss2.serialize(declaration.value).strip().lower()
                ordered = declaration.lower_name == "order" and value not in ("0", "initial")
                turned = declaration.lower_name in _MOVES and _MOVED.search(value)
                if not (ordered or turned):
                    continue
                yield Diagnostic(
                    "reading-order-changed",
                    "warning",
                    f"{rule.selector} shows its parts in another order than they are read in "
                    f"({declaration.lower_name}: {value})",
                    "Put the parts into the order that is meant, and remove the declaration.",
                    place_of_sheet(publication, name, declaration.source_line),
                    "WCAG 2.2 SC 1.3.2",
                )
