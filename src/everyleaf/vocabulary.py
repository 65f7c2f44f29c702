"""Say what each HTML element and each role is in PDF: one table.

The PDF columns name standard structure types (ISO 32000-1 14.8.4 and ISO 32000-2 14.8.4). Where
PDF 2.0 has a better type than PDF 1.7, a PDF 1.7 file writes the 2.0 name too and maps it to the
1.7 type in its RoleMap, so that nothing is lost for a reader who knows it.

Why roles before names: `<aside role="doc-footnote">` is a note, whatever its element.
"""

from __future__ import annotations

from dataclasses import dataclass

TRANSPARENT = ""
"""An element that adds nothing: its content belongs to its parent."""


@dataclass(frozen=True, slots=True)
class Term:
    """One HTML element or role, in the words of PDF."""

    name: str
    """An HTML element's name, or a role."""
    pdf_1_7: str = TRANSPARENT
    """The standard structure type of PDF 1.7."""
    pdf_2_0: str = TRANSPARENT
    """The structure type of PDF 2.0."""


ELEMENTS = {
    term.name: term
    for term in (
        Term("main", "Part", "Part"),
        Term("article", "Art", "Art"),
        Term("section", "Sect", "Sect"),
        Term("nav", "Sect", "Sect"),
        Term("aside", "Sect", "Aside"),
        Term("div"),
        Term("header"),
        Term("footer"),
        Term("address"),
        Term("h1", "H1", "H1"),
        Term("h2", "H2", "H2"),
        Term("h3", "H3", "H3"),
        Term("h4", "H4", "H4"),
        Term("h5", "H5", "H5"),
        Term("h6", "H6", "H6"),
        Term("p", "P", "P"),
        Term("summary", "P", "P"),
        Term("blockquote", "BlockQuote", "BlockQuote"),
        Term("pre", "P", "P"),
        Term("ul", "L", "L"),
        Term("ol", "L", "L"),
        Term("li", "LI", "LI"),
        Term("dl", "L", "L"),
        Term("dt", "Lbl", "Lbl"),
        Term("dd", "LBody", "LBody"),
        Term("table", "Table", "Table"),
        Term("caption", "Caption", "Caption"),
        Term("thead", "THead", "THead"),
        Term("tbody", "TBody", "TBody"),
        Term("tfoot", "TFoot", "TFoot"),
        Term("tr", "TR", "TR"),
        Term("th", "TH", "TH"),
        Term("td", "TD", "TD"),
        Term("figure", "Div", "Sect"),
        Term("figcaption", "Caption", "Caption"),
        Term("img", "Figure", "Figure"),
        Term("svg", "Figure", "Figure"),
        Term("math", "Formula", "Formula"),
        Term("a", "Link", "Link"),
        Term("em", "Span", "Em"),
        Term("i", "Span", "Em"),
        Term("strong", "Span", "Strong"),
        Term("b", "Span", "Strong"),
        Term("q", "Quote", "Quote"),
        Term("code", "Code", "Code"),
        Term("kbd", "Code", "Code"),
        Term("samp", "Code", "Code"),
        Term("abbr", "Span", "Span"),
        Term("del", "Span", "Span"),
        Term("s", "Span", "Span"),
        Term("ins", "Span", "Span"),
        Term("u", "Span", "Span"),
        Term("sup", TRANSPARENT, "Span"),
        Term("sub", TRANSPARENT, "Span"),
        Term("cite", "Span", "Span"),
        Term("dfn"),
        Term("ruby", "Ruby", "Ruby"),
        Term("rb", "RB", "RB"),
        Term("rt", "RT", "RT"),
        Term("rp", "RP", "RP"),
    )
}
"""By element name; an element that is not here is transparent."""

ROLES = {
    term.name: term
    for term in (
        Term("doc-part", "Part", "Part"),
        Term("doc-chapter", "Sect", "Sect"),
        Term("doc-toc", "Sect", "Sect"),
        Term("doc-tip", "Sect", "Aside"),
        Term("doc-notice", "Sect", "Aside"),
        Term("doc-pullquote", "Sect", "Aside"),
        Term("doc-epigraph", "BlockQuote", "BlockQuote"),
        Term("doc-abstract", "Sect", "Sect"),
        Term("doc-credits", "Sect", "Sect"),
        Term("doc-endnotes", "Sect", "Sect"),
        Term("doc-endnote", "Note", "FENote"),
        Term("doc-footnote", "Note", "FENote"),
        Term("doc-noteref", "Link", "Link"),
        Term("doc-backlink", "Link", "Link"),
        Term("doc-bibliography", "Sect", "Sect"),
        Term("doc-biblioref", "Link", "Link"),
        Term("doc-colophon", "Sect", "Sect"),
        Term("doc-dedication", "Sect", "Sect"),
        Term("doc-foreword", "Sect", "Sect"),
        Term("doc-preface", "Sect", "Sect"),
        Term("doc-introduction", "Sect", "Sect"),
        Term("doc-acknowledgments", "Sect", "Sect"),
        Term("doc-appendix", "Sect", "Sect"),
        Term("doc-conclusion", "Sect", "Sect"),
        Term("doc-afterword", "Sect", "Sect"),
        Term("doc-glossary", "Sect", "Sect"),
        Term("doc-glossref", "Link", "Link"),
        Term("doc-index", "Index", "Index"),
        Term("doc-cover", "Figure", "Figure"),
        Term("doc-subtitle", "P", "P"),
        Term("note", "Sect", "Aside"),
        Term("img", "Figure", "Figure"),
        Term("math", "Formula", "Formula"),
        Term("list", "L", "L"),
        Term("listitem", "LI", "LI"),
        Term("region", "Sect", "Sect"),
        Term("paragraph", "P", "P"),
        Term("blockquote", "BlockQuote", "BlockQuote"),
        Term("presentation"),
        Term("none"),
    )
}
"""By role; an element whose role is not here is what its name says."""

_NEW_IN_2_0 = ("Em", "Strong", "Aside", "FENote")

ROLE_MAP = {"Sub": "Span"} | {  # Sub: a line of code, which has no element of its own
    term.pdf_2_0: term.pdf_1_7
    for term in (*ELEMENTS.values(), *ROLES.values())
    if term.pdf_2_0 in _NEW_IN_2_0 and term.pdf_1_7
}
"""PDF 2.0 type → PDF 1.7 type, for the RoleMap of a PDF 1.7 file."""

ONLY_1_7 = frozenset("Art BibEntry BlockQuote Code Index Note Quote Reference TOC TOCI".split())
"""Types that PDF 2.0 keeps in the namespace of PDF 1.7 (ISO 32000-2 14.8.6)."""


def struct_type(name: str, role: str, pdf_2_0: bool) -> str:
    """Return the structure type to write for an element, or `TRANSPARENT`.

    Args:
        name: the element's name without its namespace.
        role: its role attribute, or an empty string.
        pdf_2_0: whether the file is PDF 2.0.
    """
    term = next((ROLES[r] for r in role.split() if r in ROLES), None) or ELEMENTS.get(name)
    if term is None:
        return TRANSPARENT
    return term.pdf_2_0 if pdf_2_0 or term.pdf_2_0 in ROLE_MAP else term.pdf_1_7
