"""The rule about elements that stand where HTML does not allow them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from everyleaf.check.rules.structure import place_of
from everyleaf.diagnostics import Diagnostic
from everyleaf.model import Element, Publication

_CONTENT = {
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"td", "th"},
}
"""What may stand in the parts of a table."""
_PARENTS = {
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "tr": {"table", "thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
}
"""Where the parts of a table may stand."""
_PHRASING = frozenset(
    "abbr bdi bdo b cite code dfn em h1 h2 h3 h4 h5 h6 i kbd mark p q s samp small span strong sub "
    "sup time u var".split()
)
"""Elements that hold words and other phrasing only."""
_TRANSPARENT = ("a", "del", "ins")
"""Elements that hold what their parent may hold."""
_BLOCKS = frozenset(
    "p div table blockquote ul ol dl pre figure aside hr section article h1 h2 h3 h4 h5 h6".split()
)


def elements_placed(publication: Publication) -> Iterator[Diagnostic]:
    """Find elements where HTML does not allow them: browsers would move them elsewhere."""
    body = publication.document.find("body")
    assert body is not None
    for element in body.iter(etree.Element):
        name = str(element.tag)
        above = next((str(e.tag) for e in element.iterancestors() if e.tag not in _TRANSPARENT), "")
        why = ""
        if name in _PARENTS and above not in _PARENTS[name]:
            why = f"<{name}> stands outside a {'row' if name in ('td', 'th') else 'table'}"
        elif above in _CONTENT and name not in _CONTENT[above]:
            why = f"<{name}> stands in <{above}>, outside a cell"
        elif name in _BLOCKS and above in _PHRASING:
            why = f"<{name}> stands in <{above}>"
        elif name in _CONTENT and _loose_text(element):
            why = f"“{_loose_text(element)}” stands in <{name}>, outside a cell"
        if why:
            yield Diagnostic(
                "element-misplaced",
                "error",
                why,
                "Move it out: a row holds cells only, a paragraph holds words only.",
                place_of(element),
                "HTML Standard 3.2.5",
            )


def _loose_text(element: Element) -> str:
    texts = [element.text or "", *(child.tail or "" for child in element)]
    return " ".join(" ".join(texts).split())[:60]
