"""Say what each HTML element and each role is in PDF, in EPUB and in ARIA: one table.

The PDF columns name standard structure types (ISO 32000-1 14.8.4 and ISO 32000-2 14.8.4). Where
PDF 2.0 has a better type than PDF 1.7, a PDF 1.7 file writes the 2.0 name too and maps it to the
1.7 type in its RoleMap, so that nothing is lost for a reader who knows it.

Why roles before names: `<aside role="doc-footnote">` is a note, whatever its element.
"""

from __future__ import annotations

from dataclasses import dataclass

TRANSPARENT = ""
"""An element that adds nothing: its content belongs to its parent."""

RESERVED_IDS = (
    "main",
    "title",
    "half-title",
    "cover",
    "toc",
    "contents",
    "figures",
    "tables",
    "listings",
    "colophon",
    "notes",
    "bibliography",
    "index",
    "credits",
)
"""Ids of what the publication adds to the author's text; no heading gets one of itself."""


@dataclass(frozen=True, slots=True)
class Term:
    """One HTML element or role, in the words of each output."""

    name: str
    """An HTML element's name, or a role."""
    pdf_1_7: str = TRANSPARENT
    """The standard structure type of PDF 1.7."""
    pdf_2_0: str = TRANSPARENT
    """The structure type of PDF 2.0."""
    aria: str | None = None
    """The ARIA role an element has of itself."""
    epub: str | None = None
    """The term of the EPUB Structural Semantics Vocabulary."""


ELEMENTS = {
    term.name: term
    for term in (
        Term("main", "Part", "Part", "main", "bodymatter"),
        Term("article", "Art", "Art", "article"),
        Term("section", "Sect", "Sect", "region"),
        Term("nav", "Sect", "Sect", "navigation"),
        Term("aside", "Sect", "Aside", "complementary"),
        Term("div"),
        Term("header"),
        Term("footer"),
        Term("address", aria="group"),
        Term("h1", "H1", "H1", "heading"),
        Term("h2", "H2", "H2", "heading"),
        Term("h3", "H3", "H3", "heading"),
        Term("h4", "H4", "H4", "heading"),
        Term("h5", "H5", "H5", "heading"),
        Term("h6", "H6", "H6", "heading"),
        Term("p", "P", "P", "paragraph"),
        Term("summary", "P", "P"),
        Term("blockquote", "BlockQuote", "BlockQuote", "blockquote"),
        Term("pre", "P", "P"),
        Term("ul", "L", "L", "list"),
        Term("ol", "L", "L", "list"),
        Term("li", "LI", "LI", "listitem"),
        Term("dl", "L", "L", epub="glossary"),
        Term("dt", "Lbl", "Lbl", "term", "glossterm"),
        Term("dd", "LBody", "LBody", "definition", "glossdef"),
        Term("table", "Table", "Table", "table", "table"),
        Term("caption", "Caption", "Caption", "caption"),
        Term("thead", "THead", "THead", "rowgroup"),
        Term("tbody", "TBody", "TBody", "rowgroup"),
        Term("tfoot", "TFoot", "TFoot", "rowgroup"),
        Term("tr", "TR", "TR", "row", "table-row"),
        Term("th", "TH", "TH", "columnheader", "table-cell"),
        Term("td", "TD", "TD", "cell", "table-cell"),
        Term("figure", "Div", "Sect", "figure", "figure"),
        Term("figcaption", "Caption", "Caption", "caption"),
        Term("img", "Figure", "Figure", "img"),
        Term("svg", "Figure", "Figure", "img"),
        Term("math", "Formula", "Formula", "math"),
        Term("a", "Link", "Link", "link"),
        Term("em", "Span", "Em", "emphasis"),
        Term("i", "Span", "Em"),
        Term("strong", "Span", "Strong", "strong"),
        Term("b", "Span", "Strong"),
        Term("q", "Quote", "Quote"),
        Term("code", "Code", "Code", "code"),
        Term("kbd", "Code", "Code"),
        Term("samp", "Code", "Code"),
        Term("abbr", "Span", "Span"),
        Term("del", "Span", "Span", "deletion"),
        Term("s", "Span", "Span", "deletion"),
        Term("ins", "Span", "Span", "insertion"),
        Term("u", "Span", "Span"),
        Term("sup", TRANSPARENT, "Span", "superscript"),
        Term("sub", TRANSPARENT, "Span", "subscript"),
        Term("cite", "Span", "Span"),
        Term("dfn", aria="term"),
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
        Term("doc-part", "Part", "Part", epub="part"),
        Term("doc-chapter", "Sect", "Sect", epub="chapter"),
        Term("doc-toc", "Sect", "Sect", epub="toc"),
        Term("doc-tip", "Sect", "Aside", epub="tip"),
        Term("doc-notice", "Sect", "Aside", epub="notice"),
        Term("doc-pullquote", "Sect", "Aside", epub="pullquote"),
        Term("doc-epigraph", "BlockQuote", "BlockQuote", epub="epigraph"),
        Term("doc-abstract", "Sect", "Sect", epub="abstract"),
        Term("doc-credits", "Sect", "Sect", epub="credits"),
        Term("doc-endnotes", "Sect", "Sect", epub="endnotes"),
        Term("doc-endnote", "Note", "FENote", epub="endnote"),
        Term("doc-footnote", "Note", "FENote", epub="footnote"),
        Term("doc-noteref", "Link", "Link", epub="noteref"),
        Term("doc-backlink", "Link", "Link", epub="backlink"),
        Term("doc-bibliography", "Sect", "Sect", epub="bibliography"),
        Term("doc-biblioref", "Link", "Link", epub="biblioref"),
        Term("doc-colophon", "Sect", "Sect", epub="colophon"),
        Term("doc-dedication", "Sect", "Sect", epub="dedication"),
        Term("doc-foreword", "Sect", "Sect", epub="foreword"),
        Term("doc-preface", "Sect", "Sect", epub="preface"),
        Term("doc-introduction", "Sect", "Sect", epub="introduction"),
        Term("doc-acknowledgments", "Sect", "Sect", epub="acknowledgments"),
        Term("doc-appendix", "Sect", "Sect", epub="appendix"),
        Term("doc-conclusion", "Sect", "Sect", epub="conclusion"),
        Term("doc-afterword", "Sect", "Sect", epub="afterword"),
        Term("doc-glossary", "Sect", "Sect", epub="glossary"),
        Term("doc-glossref", "Link", "Link", epub="glossref"),
        Term("doc-index", "Index", "Index", epub="index"),
        Term("doc-cover", "Figure", "Figure", epub="cover"),
        Term("doc-subtitle", "P", "P", epub="subtitle"),
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
