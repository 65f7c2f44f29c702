"""Give an element a style for its marker or note only when somebody asks for it.

WeasyPrint 70.0: six rules of its own stylesheet (`::marker`, `::footnote-call`,
`::footnote-marker`, `::note-call`, `::note-marker`, `::note-callback`) are for every element, so
every element gets six styles that only list items and notes ever use. They are taken out of the
stylesheet here, and come back below the author's own declarations when such a style is made or
first asked for: the cascade's result is the same, whatever the author's stylesheet says. Gain: 7 %
of a chapter's CPU time. Drop when WeasyPrint computes the styles of pseudo-elements on demand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from everyleaf.pdf.patches.patch import WEASYPRINT, Patch, Replacement

PSEUDO_ELEMENTS = {
    "marker",
    "footnote-call",
    "footnote-marker",
    "note-call",
    "note-marker",
    "note-callback",
}


def _find() -> Iterator[Replacement]:
    from weasyprint import css, html

    matcher = html.UA_STYLESHEET.matcher
    universal = [entry for entry in matcher.other_selectors if entry[3] in PSEUDO_ELEMENTS]
    if {entry[3] for entry in universal} != PSEUDO_ELEMENTS:
        return
    base: dict[str, dict[str, Any]] = {}
    for _, specificity, _, pseudo_type, (declarations, _) in universal:
        for name, values, importance in declarations:
            weight = (css.declaration_precedence("user agent", importance), float("inf"))
            base.setdefault(pseudo_type, {})[name] = values, (*weight, specificity)
    kept = [entry for entry in matcher.other_selectors if entry[3] not in PSEUDO_ELEMENTS]
    call, compute = css.StyleFor.__call__, css.StyleFor.set_computed_styles

    def set_computed_styles(
        self: Any,
        element: Any,
        parent: Any,
        root: Any = None,
        pseudo_type: Any = None,
        *more: Any,
        **named: Any,
    ) -> None:
        if pseudo_type in base:
            cascaded = self.get_cascaded_styles()
            own = cascaded.get((element, pseudo_type), {})
            cascaded[element, pseudo_type] = base[pseudo_type] | own
        elif parent is None:
            self.everyleaf_root = element, named.get("base_url")
        compute(self, element, parent, root, pseudo_type, *more, **named)

    def style_for(self: Any, element: Any, pseudo_type: Any = None) -> Any:
        if pseudo_type in base and (element, pseudo_type) not in self.get_computed_styles():
            root, base_url = self.everyleaf_root
            self.set_computed_styles(element, element, root, pseudo_type, base_url=base_url)
            del self.get_cascaded_styles()[element, pseudo_type]
        return call(self, element, pseudo_type)

    yield Replacement(matcher, "other_selectors", kept)
    yield Replacement(css.StyleFor, "set_computed_styles", set_computed_styles)
    yield Replacement(css.StyleFor, "__call__", style_for)


PATCH = Patch("pseudo-elements", WEASYPRINT, _find)
