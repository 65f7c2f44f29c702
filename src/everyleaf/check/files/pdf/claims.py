"""Read what the XMP of a PDF claims of its accessibility, and look at what is in the file.

The claims are schema.org's properties, as in an EPUB, and PDF Declarations (PDF Association 2019).
Few PDFs have either; one that claims nothing is not asked for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from everyleaf.check.files.claims import Claims, Facts, judge_claims
from everyleaf.check.files.pdf.reading import (
    Object,
    OpenPdf,
    get,
    is_dictionary,
    items_of,
    name_of,
)
from everyleaf.check.files.pdf.structure import StructureElement, StructureTree
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import text_of
from everyleaf.model import Element
from everyleaf.wording import says_nothing

_SCHEMA = ("{http://schema.org/}", "{https://schema.org/}")
_PDFD = ("{http://pdfa.org/declarations/}", "{https://pdfa.org/declarations/}")
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_FILMS = frozenset({"Screen", "Movie", "RichMedia"})
_LONG_TEXT = 50
"""Structure elements from which on a file is more than pictures."""
_HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


def read_claims(root: Element, place: Position) -> Claims:
    """Return what a packet claims; `root` is its root element."""

    def values(name: str) -> tuple[str, ...]:
        found = []
        for prefix in _SCHEMA:
            for element in root.iter(f"{prefix}{name}"):
                items = list(element.iter(f"{_RDF}li")) or [element]
                found += [text_of(item) for item in items]
        return tuple(filter(None, found))

    def declared(name: str) -> tuple[str, ...]:
        found = [text_of(e) for prefix in _PDFD for e in root.iter(f"{prefix}{name}")]
        return tuple(filter(None, found))

    return Claims(
        values("accessMode"),
        values("accessModeSufficient"),
        values("accessibilityFeature"),
        values("accessibilityHazard"),
        values("accessibilitySummary"),
        declared("conformsTo"),
        declared("claimBy"),
        (*declared("claimCredentials"), *declared("claimReport")),
        declared("claimDate"),
        place=place,
    )


def judge_pdf_claims(
    open_pdf: OpenPdf, claims: Claims, tree: StructureTree | None
) -> Iterator[Diagnostic]:
    """Compare what a PDF claims with what is in it."""
    if claims.modes or claims.sufficient or claims.features or claims.hazards:
        yield from judge_claims(claims, _gather_facts(open_pdf, tree))


def _gather_facts(open_pdf: OpenPdf, tree: StructureTree | None) -> Facts:
    elements = tree.elements if tree is not None else ()
    types = {element.type for element in elements}
    figures = [e for e in elements if e.type == "Figure" and not _is_inside(e, "Figure")]
    covers = [e for e in figures if _is_cover(e, elements)]
    formulas = [e for e in elements if e.type == "Formula" and not _is_inside(e, "Formula")]
    kinds = {
        name_of(get(annotation, "/Subtype"))
        for page in open_pdf.pdf.pages
        for annotation in items_of(get(page.obj, "/Annots"))
    }
    root = open_pdf.pdf.Root
    ranks = [_HEADINGS.index(e.type) + 1 for e in elements if e.type in _HEADINGS]
    return Facts(
        pictures=len(figures) - len(covers),
        covers=len(covers),
        undescribed=sum(not _is_described(e) for e in figures),
        formulas=len(formulas),
        formulas_without_words=sum(not _is_said(e) for e in formulas),
        mathml=any(e.own_type == "math" for e in elements)
        or (bool(formulas) and any(map(_is_mathml, open_pdf.pdf.objects))),
        sounding=bool(kinds & {*_FILMS, "Sound"}),
        moving=bool(kinds & _FILMS),
        scripted=name_of(get(get(root, "/OpenAction"), "/S")) == "JavaScript",
        page_breaks=False,
        page_list=get(root, "/PageLabels") is not None,
        contents="TOC" in types,
        headings=bool(ranks) or "H" in types,
        headings_skip=any(b > a + 1 for a, b in zip([0, *ranks], ranks, strict=False)),
        index="Index" in types,
        long_descriptions=False,
        roles=False,
        narrated=False,
        spoken_markup=False,
        tex=False,
        ruby="Ruby" in types,
        captioned=False,
        text=len(elements) > _LONG_TEXT,
        locked=open_pdf.pdf.is_encrypted and not open_pdf.pdf.allow.accessibility,
        fixed_layout=True,
        positive_tabindex=False,
        tagged=bool(elements),
    )


def _is_mathml(value: Object) -> bool:
    return is_dictionary(value) and name_of(get(value, "/Subtype")) == "application/mathml+xml"


def _is_inside(element: StructureElement, kind: str) -> bool:
    above = element.parent
    while above is not None:
        if above.type == kind:
            return True
        above = above.parent
    return False


def _is_said(element: StructureElement) -> bool:
    return any((e.alternative or e.actual_text or "").strip() for e in element.walk())


def _is_described(figure: StructureElement) -> bool:
    """Tell whether one of its texts says more than that there is a picture."""
    texts = ((e.alternative or e.actual_text or "").strip() for e in figure.walk())
    return any(text and not says_nothing(text) for text in texts)


def _is_cover(figure: StructureElement, elements: tuple[StructureElement, ...]) -> bool:
    """Tell whether a figure is alone on the first page."""
    if figure.page_near() != 1:
        return False
    own = {id(element) for element in figure.walk()}
    others = (e for e in elements if e.content and id(e) not in own)
    return not any(e.page_near() == 1 for e in others)
