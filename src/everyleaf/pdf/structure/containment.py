"""Make containment legal for PDF structure types (ISO 32000-1 14.8.4, ISO 32005).

Groups hold blocks, paragraphs and inline types hold inline content, and cells, list bodies and
captions hold either, but not both side by side.
"""

from __future__ import annotations

from collections.abc import Iterable

from everyleaf.pdf.structure.elements import Content, Kid, StructElem

GROUPS = {"Document", "Part", "Art", "Sect", "Div", "Aside", "BlockQuote", "TOC", "Index"}
FLOW = {"LBody", "TD", "TH", "Caption", "FENote"}
INLINE = {
    "Span", "Em", "Strong", "Link", "Quote", "Code", "Reference", "BibEntry", "Figure", "Formula",
    "Sub", "Ruby", "RB", "RT", "RP",
}  # fmt: skip
_ALSO_IN_PARAGRAPHS = {"L", "Table"}
_PARTS = {"TR", "TH", "TD", "THead", "TBody", "TFoot", "LI", "LBody", "TOCI"}
"""Types that mean something in their table or list only."""


def is_inline(kid: Kid) -> bool:
    """Tell whether a kid may stand in a line of text."""
    if isinstance(kid, Content):
        return True
    return kid.type in INLINE or kid.type == "Lbl" or kid.footnote


def is_blank(kids: Iterable[Kid]) -> bool:
    """Tell whether kids are nothing but white space of the source."""
    return all(
        isinstance(kid, Content) and isinstance(kid.slot, int) and not kid.text.strip()
        for kid in kids
    )


def fill(kids: Iterable[Kid], type: str) -> list[Kid]:
    """Return the kids as an element of that type may hold them."""
    kids = list(kids)
    if type in GROUPS:
        return wrap_runs(kids)
    if type in FLOW:
        return kids if all(map(is_inline, kids)) else wrap_runs(kids)
    return dissolve(kids)


def wrap_runs(kids: Iterable[Kid]) -> list[Kid]:
    """Put each run of inline content between blocks into a P; white space between is dropped."""
    result: list[Kid] = []
    run: list[Kid] = []

    def close() -> None:
        if is_blank(run):
            pass
        elif all(_may_stand_alone(kid) for kid in run):
            result.extend(kid for kid in run if isinstance(kid, StructElem))
        else:
            result.append(StructElem("P", -1, tuple(run)))
        run.clear()

    for kid in kids:
        if is_inline(kid) and not (isinstance(kid, StructElem) and kid.type == "Lbl"):
            run.append(kid)
        else:
            close()
            result.append(_adopt(kid))
    close()
    return result


def _adopt(kid: Kid) -> Kid:
    """Return a part of a table or list that stands in none as a Div."""
    if not isinstance(kid, StructElem) or kid.type not in _PARTS:
        return kid
    return StructElem("Div", kid.node, tuple(fill(kid.children, "Div")), language=kid.language)


def _may_stand_alone(kid: Kid) -> bool:
    if isinstance(kid, Content):
        return is_blank([kid])
    return kid.type in ("Figure", "Formula") or kid.footnote


def dissolve(kids: Iterable[Kid]) -> list[Kid]:
    """Take blocks out of inline content; what they held stays, in order."""
    result: list[Kid] = []
    for kid in kids:
        if is_inline(kid) or (isinstance(kid, StructElem) and kid.type in _ALSO_IN_PARAGRAPHS):
            result.append(kid)
        elif isinstance(kid, StructElem):
            result += [Content(-1, 0, " "), *dissolve(kid.children), Content(-1, 0, " ")]
    return result
