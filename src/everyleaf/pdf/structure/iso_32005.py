"""Keep to ISO/TS 32005: which structure types of PDF 1.7 and 2.0 may stand in which.

1. A type that its parent may not hold becomes one of the same kind that it may: an Aside in a quoted
   passage a Sect, a heading in a note a P.
2. Lists and tables in inline content are dissolved: PDF 1.7 let them stand.
3. A caption that is not the first or last thing in what it could be about is a paragraph.
4. A contents list is a TOC only where TOC may stand and if every item leads somewhere (ISO
   14289-2:2024 8.2.5); any other is a plain list.

Why apart from `containment`: PDF 1.7 has no such rules, and AT of its time reads the finer types.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from everyleaf.model import Element
from everyleaf.pdf.structure.containment import fill, is_inline
from everyleaf.pdf.structure.elements import Attribute, Content, Kid, StructElem, node_number

_SEEN_THROUGH = {"Div", "Part"}
"""Types whose children count as their parent's."""
_INLINE_ONLY = {
    "Span", "Em", "Strong", "Quote", "Link", "Reference", "BibEntry", "Lbl", "Sub",
    "Ruby", "RB", "RT", "RP",
    *(f"H{level}" for level in range(1, 7)),
}  # fmt: skip
_CONTENTS_MAY_STAND_IN = {"Document", "Art", "Sect", "Aside", "BlockQuote", "TOC", "TOCI"}
_CAPTIONED = {"Sect", "Art", "Table", "L", "TOC", "Figure", "Formula", "Aside"}
_HEADINGS = {f"H{level}" for level in range(1, 7)}
_RENAMED = {
    **{(cell, type): "Div" for cell in ("TD", "TH") for type in ("BlockQuote", "Aside", "Part")},
    **{(group, "Aside"): "Sect" for group in ("Aside", "BlockQuote")},
    **{(parent, type): "P" for parent in ("FENote", "Note") for type in _HEADINGS},
    **{(parent, type): "Span" for parent in ("Code", "Sub") for type in _HEADINGS},
    **{(parent, "Code"): "Span" for parent in ("BibEntry", "RB", "RT")},
    **{(parent, "Lbl"): "Span" for parent in ("RB", "RT")},
    **{("Index", type): "Sect" for type in ("Art", "Aside", "BlockQuote", "Index")},
    ("Lbl", "Lbl"): "Span",
}
"""(Parent, type) that may not be → the type to write."""


def keep_containment(
    root: StructElem, document: Element, outside: AbstractSet[str] = frozenset()
) -> StructElem:
    """Return the structure tree of a document with containment as PDF 2.0 has it.

    Args:
        root: the Document.
        document: what it was made from.
        outside: ids that other units have.
    """
    names = {name for el in document.iter() if (name := el.get("id") or el.get("name"))} | outside
    leading = {node_number(a) for a in document.iter("a") if a.get("href", "")[1:] in names}
    return replace(root, children=tuple(_fit_all(root.children, root.type, leading)))


def _fit_all(kids: Sequence[Kid], parent: str, leading: AbstractSet[int]) -> list[Kid]:
    return [fitted for kid in kids for fitted in _fit(kid, parent, leading)]


def _fit(kid: Kid, parent: str, leading: AbstractSet[int]) -> list[Kid]:
    """Return a kid as its parent may hold it.

    Args:
        kid: what stands in the parent, or in a Div in it.
        parent: the parent's type.
        leading: `data-node` of the links that lead to a place in the document.
    """
    if isinstance(kid, Content):
        return [kid]
    if parent in _INLINE_ONLY and kid.type in ("L", "Table"):
        return _fit_all(_dissolve(kid), parent, leading)
    if kid.type == "TOC" and not (parent in _CONTENTS_MAY_STAND_IN and _is_contents(kid, leading)):
        kid = _as_list(kid)
    type = _RENAMED.get((parent, kid.type), kid.type)
    inside = parent if type in _SEEN_THROUGH else type
    kids = _fit_captions(_fit_all(kid.children, inside, leading), type)
    return [replace(kid, type=type, children=tuple(kids))]


def _fit_captions(kids: Sequence[Kid], parent: str) -> list[Kid]:
    """Return kids with at most one Caption, at their beginning or end."""
    captions = [i for i, k in enumerate(kids) if isinstance(k, StructElem) and k.type == "Caption"]
    kept = {i for i in captions if i in (0, len(kids) - 1)} if parent in _CAPTIONED else set()
    kept = set(sorted(kept)[:1])
    return [
        _uncaption(kid) if i in captions and i not in kept else kid for i, kid in enumerate(kids)
    ]


def _uncaption(kid: Kid) -> Kid:
    assert isinstance(kid, StructElem)
    return replace(kid, type="P" if all(map(is_inline, kid.children)) else "Div")


def _dissolve(kid: Kid) -> list[Kid]:
    """Return the inline content of a block, parted from what is around it."""
    if isinstance(kid, Content) or (is_inline(kid) and (kid.type != "Lbl" or kid.generated)):
        return [kid]
    inner = [part for child in kid.children for part in _dissolve(child)]
    return [Content(-1, 0, " "), *inner, Content(-1, 0, " ")]


def _is_contents(toc: StructElem, leading: AbstractSet[int]) -> bool:
    """Tell whether every item of a contents list leads somewhere."""
    return all(
        _leads(kid, leading)
        for kid in toc.children
        if isinstance(kid, StructElem) and kid.type == "TOCI"
    )


def _leads(elem: StructElem, leading: AbstractSet[int]) -> bool:
    if elem.type == "Link" and elem.node in leading:
        return True
    kids = [kid for kid in elem.children if isinstance(kid, StructElem)]
    nested = [_is_contents(kid, leading) for kid in kids if kid.type == "TOC"]
    return all(nested) and any(_leads(kid, leading) for kid in kids if kid.type != "TOC")


def _as_list(toc: StructElem) -> StructElem:
    """Return a contents list as a list: TOC → L, TOCI → LI(Lbl, LBody)."""
    items = []
    labelled = False
    for item in toc.children:
        if not isinstance(item, StructElem) or item.type != "TOCI":
            items.append(item)
            continue
        first = item.children[0] if item.children else None
        label = [first] if isinstance(first, StructElem) and first.type == "Lbl" else []
        labelled |= bool(label)
        rest = item.children[len(label) :]
        body = [
            replace(kid, type="Span") if isinstance(kid, StructElem) and kid.type == "Lbl" else kid
            for kid in map(_contents_as_list, rest)
        ]
        inner = StructElem("LBody", item.node, tuple(fill(body, "LBody")))
        items.append(replace(item, type="LI", children=(*label, inner)))
    numbering = Attribute("List", "ListNumbering", "Unordered" if labelled else "None")
    return replace(toc, type="L", children=tuple(items), attributes=(numbering,))


def _contents_as_list(kid: Kid) -> Kid:
    return _as_list(kid) if isinstance(kid, StructElem) and kid.type == "TOC" else kid
