"""Mend the faults of a source, so that it can be published without its author.

1. A reader's steps leave a sound tree where they can: what is not known is left out, its words stay.
   `soften` makes warnings of what they reported, each with what was done.
2. `mend_trees` does what only a lenient reading does: it says what an image lacks, shows characters
   that no font has, and puts words into paragraphs.

Without leniency each of these faults is an error, and nothing is published.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import HEADINGS, full_text, own_text, place_of, text_of
from everyleaf.fonts import missing_characters
from everyleaf.model import Division, Element, Font
from everyleaf.read.anchors import unlink
from everyleaf.read.growth import NO_ALT
from everyleaf.read.project import Library
from everyleaf.read.ranks import mend_ranks
from everyleaf.read.resources import FAILED
from everyleaf.read.tree_moves import drop, unwrap
from everyleaf.words import find_words

_AS_TYPED = "it is shown as it was typed"
_LEFT_OUT = "it is left out"
_CLOSED = "it is closed where it must end"
_NO_ADDRESS = "its words stay, without an address"
_IMAGE = "its alternative text stands in its place"

MENDED: Mapping[str, str] = {
    "attribute-unknown": _LEFT_OUT,
    "attributes-unreadable": _AS_TYPED,
    "caption-misplaced": _AS_TYPED,
    "chapter-repeated": "it stands where it is listed first",
    "chapter-title-missing": "it is named by its file",
    "code-unclosed": _CLOSED,
    "direction-invalid": _LEFT_OUT,
    "div-unclosed": _CLOSED,
    "div-unknown": "its words stay",
    "glossary-term-missing": "its words stay",
    "glyph-missing": "its number is shown",
    "grid-table-invalid": "its drawing is shown",
    "heading-empty": _LEFT_OUT,
    "heading-second-title": "it is ranked below the title",
    "heading-skipped": "it is ranked below the heading before it",
    "heading-unreadable": _AS_TYPED,
    "html-attribute-invalid": _LEFT_OUT,
    "html-attribute-not-allowed": _LEFT_OUT,
    "html-misplaced": "its words stay",
    "html-not-allowed": "its words stay",
    "html-unbalanced": _CLOSED,
    "id-invalid": _LEFT_OUT,
    "id-repeated": "links lead to the first",
    "image-alt-missing": "its alternative text says that it has no description",
    "image-animated": _IMAGE,
    "image-colours": _IMAGE,
    "image-decorative-alt": "it is no decoration",
    "image-not-found": _IMAGE,
    "image-outside": _IMAGE,
    "image-remote": _IMAGE,
    "image-too-large": _IMAGE,
    "image-unreadable": _IMAGE,
    "include-cyclic": _LEFT_OUT,
    "include-part-missing": _LEFT_OUT,
    "include-unknown": _LEFT_OUT,
    "language-invalid": _LEFT_OUT,
    "link-empty": _LEFT_OUT,
    "link-file-missing": _NO_ADDRESS,
    "link-nested": "the outer one loses its address",
    "link-target-invalid": _NO_ADDRESS,
    "link-target-missing": _NO_ADDRESS,
    "link-undefined": _AS_TYPED,
    "link-unreadable": _AS_TYPED,
    "math-invalid": "its TeX is shown",
    "note-empty": _LEFT_OUT,
    "note-repeated": "the last one stays",
    "note-undefined": _AS_TYPED,
    "note-unreadable": _AS_TYPED,
    "note-unreferenced": _LEFT_OUT,
    "reference-missing": "the name that it refers to is shown",
    "svg-no-size": _IMAGE,
    "svg-unsafe": _IMAGE,
    "table-header-missing": "its first row heads the columns",
    "table-unreadable": _AS_TYPED,
}
"""Code of a fault that a lenient reading mends → what it does."""

_CELLS = frozenset({"td", "th"})
_BLOCKS = frozenset(
    "aside blockquote details div dl figure h1 h2 h3 h4 h5 h6 hr ol p pre section table ul".split()
)
_NEEDS_BLOCKS = frozenset({"article", "aside", "blockquote"})
_TABLE_PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr"})
_PARENTS = {
    "caption": ("table",),
    "thead": ("table",),
    "tbody": ("table",),
    "tfoot": ("table",),
    "tr": ("table", "thead", "tbody", "tfoot"),
    "td": ("tr",),
    "th": ("tr",),
    "li": ("ul", "ol"),
}
_ORDER = ("caption", "thead", "tbody", "tr", "tfoot")


def soften(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return findings with those that are mended as warnings, which say what was done."""
    return [
        dataclasses.replace(f, severity="warning", message=f"{f.message}; {MENDED[f.code]}")
        if f.severity == "error" and f.code in MENDED
        else f
        for f in findings
    ]


def mend_trees(
    divisions: Sequence[Division], language: str, fonts: Iterable[Font], library: Library
) -> list[Diagnostic]:
    """Mend what is still wrong in the trees, and report it; changes them."""
    findings: list[Diagnostic] = []
    for division in divisions:
        own = division.language or language
        for root in (division.body, division.notes):
            if root is not None:
                findings += _mend(root, own)
        findings += mend_trees(division.children, own, (), library)
    if fonts:
        roots = [root for top in divisions for one in top.walk() for root in _roots(one)]
        findings += _show_characters(roots, tuple(fonts), library)
    return findings


def _roots(division: Division) -> Iterator[Element]:
    yield division.body
    if division.notes is not None:
        yield division.notes


def _mend(root: Element, language: str) -> list[Diagnostic]:
    findings: list[Diagnostic] = []
    _mend_containment(root)
    _fill_paragraphs(root)
    _mend_images(root, language)
    findings += _mend_links(root)
    findings += _mend_tables(root)
    for heading in list(root.iter(*HEADINGS)):
        if not text_of(heading) and heading.find(".//img") is None and heading.tag != "h1":
            drop(heading)
    return findings


def mend_article_ranks(body: Element) -> list[Diagnostic]:
    """Rank the headings of an article, whose title stands in its front matter; changes the tree."""
    return mend_ranks(list(body.iter(*HEADINGS)))


def _mend_containment(root: Element) -> None:
    """Take out what stands where it cannot: its words stay. Changes the tree."""
    for element in [e for e in root.iterdescendants() if isinstance(e.tag, str)]:
        parent = element.getparent()
        if parent is None:
            continue
        tag, where = str(element.tag), str(parent.tag)
        if where == "p" and tag in _BLOCKS:
            parent.tag = "div"
        elif (tag in _PARENTS and where not in _PARENTS[tag]) or (
            where in _TABLE_PARTS and tag not in _PARENTS
        ):
            unwrap(element)
    for table in list(root.iter("table")):
        _order_table(table)


def _order_table(table: Element) -> None:
    """Put words that stand between cells before the table, and its parts in order."""
    stray = []
    for part in [e for e in table.iter(*_TABLE_PARTS) if _table_of(e) is table]:
        if (part.text or "").strip():
            stray.append(part.text or "")
            part.text = None
        for child in part:
            if (child.tail or "").strip():
                stray.append(child.tail or "")
                child.tail = None
    if stray:
        paragraph = table.makeelement("p", {"data-source": table.get("data-source", "")})
        paragraph.text = " ".join(" ".join(stray).split())
        table.addprevious(paragraph)
    parts = list(table)
    known = sorted(parts, key=lambda e: _ORDER.index(e.tag) if e.tag in _ORDER else len(_ORDER))
    if known != parts and {"thead", "caption"} & {str(e.tag) for e in parts}:
        for part in known:
            table.append(part)


def _table_of(part: Element) -> Element | None:
    return part if part.tag == "table" else next(part.iterancestors("table"), None)


def _fill_paragraphs(root: Element) -> None:
    """Put words that stand between blocks into paragraphs; changes the tree."""
    for box in [e for e in root.iter(*_NEEDS_BLOCKS)]:
        run: Element | None = None
        if (box.text or "").strip():
            run = box.makeelement("p", {"data-source": box.get("data-source", "")})
            run.text, box.text = box.text, None
            box.insert(0, run)
        for child in list(box):
            if child is run:
                continue
            tail, child.tail = child.tail or "", None
            if child.tag not in _BLOCKS and isinstance(child.tag, str):
                if run is None:
                    run = box.makeelement("p", {"data-source": child.get("data-source", "")})
                    child.addprevious(run)
                run.append(child)
                child.tail = tail
                continue
            run = None
            if tail.strip():
                run = box.makeelement("p", {"data-source": child.get("data-source", "")})
                run.text = tail
                child.addnext(run)
            else:
                child.tail = tail


def _mend_images(root: Element, language: str) -> None:
    for image in list(root.iter("img")):
        figure = next(image.iterancestors("figure"), None)
        classes = image.get("class", "").split()
        if image.get("alt") and "decorative" in classes:
            image.set("class", " ".join(c for c in classes if c != "decorative"))
        if image.attrib.pop(NO_ALT, None) is not None:
            image.set("alt", find_words(language).undescribed)
        if image.attrib.pop(FAILED, None) is not None:
            _say_image(image, figure)


def _say_image(image: Element, figure: Element | None) -> None:
    """Put the alternative text of an image that cannot be shown into its place."""
    words = image.get("alt", "")
    if not words and figure is not None and figure.find("figcaption") is None:
        drop(figure)
        return
    image.tag = "p" if figure is not None and image.getparent() is figure else "span"
    image.text = f"[{words}]" if words else None
    for name in [n for n in image.attrib if n not in ("id", "data-source", "lang", "dir")]:
        del image.attrib[name]


def _mend_links(root: Element) -> list[Diagnostic]:
    """Unlink what stands around links, and what has no words; changes the tree."""
    for link in [a for a in root.iter("a") if a.find(".//a") is not None]:
        unlink(link)
        link.attrib.pop("role", None)
    findings = []
    for link in list(root.iter("a")):
        empty = not text_of(link) and not any(i.get("alt") for i in link.iter("img"))
        if empty and link.get("class") != "cross-reference" and not link.get("role"):
            place = place_of(link)
            findings.append(
                Diagnostic(
                    "link-empty",
                    "error",
                    f"the link to {link.get('href', 'nowhere')} has no words",
                    "Write in the square brackets where it leads.",
                    place,
                    "WCAG 2.2 SC 2.4.4",
                )
            )
            unwrap(link)
    return findings


def _mend_tables(root: Element) -> list[Diagnostic]:
    """Let the first row of a table head its columns, if nothing does; changes the tree."""
    findings = []
    for table in root.iter("table"):
        row = next(table.iter("tr"), None)
        if row is None or any(text_of(cell) for cell in table.iter("th")):
            continue
        rows = [r for r in table.iter("tr") if text_of(r)]
        if not rows:
            continue
        for head in table.findall("thead"):
            if not text_of(head):
                table.remove(head)
        for cell in rows[0]:
            cell.tag = "th"
            cell.set("scope", "col")
        findings.append(
            Diagnostic(
                "table-header-missing",
                "error",
                "the table has no header cells",
                "Write the names of the columns into its first row.",
                place_of(table),
                "WCAG 2.2 SC 1.3.1",
            )
        )
    return findings


def _show_characters(
    roots: Sequence[Element], fonts: Sequence[Font], library: Library
) -> list[Diagnostic]:
    """Show the number of each character that no font has; changes the trees."""
    texts = {root: full_text(root) for root in roots}
    missing = missing_characters(texts.values(), fonts)
    # Of most roots it is enough to know that they have none of them, which is known fast.
    having = [root for root in roots if _has_any(texts[root], missing)]
    prose = [
        element
        for root in having
        for element in root.iter("*")
        if "}" not in str(element.tag) and not missing.isdisjoint(own_text(element))
    ]
    findings: dict[tuple[str, Position], Diagnostic] = {}
    for element in prose:
        for character in sorted(missing.intersection(own_text(element))):
            place = _place_of(character, element, library)
            findings[character, place] = Diagnostic(
                "glyph-missing",
                "error",
                f"no font has the character {character} "
                f"({unicodedata.name(character, 'without a name')}, U+{ord(character):04X})",
                "Put a font that has it into a folder named fonts beside the text, or use another "
                "character.",
                place,
                "ISO 14289-1:2014 7.21.8",
            )
    shown = {ord(c): f"[U+{ord(c):04X}]" for c in missing}
    for element in prose:
        element.text = element.text.translate(shown) if element.text else element.text
        for child in element:
            child.tail = child.tail.translate(shown) if child.tail else child.tail
    return list(findings.values())


def _has_any(text: str, characters: Iterable[str]) -> bool:
    return any(character in text for character in characters)


def _place_of(character: str, element: Element, library: Library) -> Position:
    """Return the first place of a character at or after the line where its element begins."""
    place = place_of(element)
    lines = library.lines(place.path)
    for number in range((place.line or 1) - 1, len(lines)):
        if (column := lines[number].find(character)) >= 0:
            return Position(place.path, number + 1, column + 1)
    return place
