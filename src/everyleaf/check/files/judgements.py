"""Say in our words what a judge found: one table from the judges' rules to our codes.

`translate` turns a finding of veraPDF, EPUBCheck, Ace, axe or Nu into one with our code, message,
remedy and clause; the judge's rule stays in the message. What the table does not know passes
through in the judge's own words, marked so.

Why by hand: the frequent rules make up nearly all findings, and each deserves a sentence that says
what to do.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from everyleaf.check.files.faults import FAULTS
from everyleaf.diagnostics import Diagnostic, Position

Rule = tuple[str, str]
"""Our code, and what is wrong in our words."""

_UA1 = "ISO 14289-1:2014"
_PDF_2_0 = ("ISO 14289-2:2024", "WTPDF 1.0")
_NESTING = "parts of a list, table or contents stand where they may not"

_VERAPDF_2_0: Mapping[str, Rule] = {
    "6.2-1": ("pdf-untagged", "the file does not say that it is tagged"),
    "8.2.2-1": ("pdf-content-untagged", "content is neither tagged nor marked as artifact"),
    "8.2.4-1": ("pdf-role-unmapped", "a structure type is mapped to no standard one"),
    "8.2.4-2": ("pdf-role-unmapped", "structure types are mapped in a circle"),
    "8.2.4-3": ("pdf-role-unmapped", "a structure type is mapped to one of its own namespace"),
    "8.2.4-4": ("pdf-role-unmapped", "a standard structure type is mapped to another"),
    "8.2.5.26-5": ("table-scope-missing", "nothing says which headers a cell belongs to"),
    "8.2.5.26-6": ("table-headers-unknown", "a cell names a header that its table does not have"),
    "8.2.5.28.2-1": ("image-alt-missing", "a figure has no alternative text"),
    "8.4.4-1": ("language-missing", "the file does not say its language"),
    "8.4.4-2": ("language-invalid", "a language is named by something that is no tag"),
    "8.4.5.5.1-1": ("pdf-font-missing", "a font is not in the file"),
    "8.4.5.5.1-2": ("pdf-font-missing", "a font in the file lacks characters that are used"),
    "8.4.5.6-1": ("pdf-font-widths", "a font’s widths are not those that the file gives"),
    "8.4.5.8-1": ("pdf-font-unmapped", "text has no Unicode characters"),
    "8.4.5.8-2": ("pdf-font-unmapped", "text has characters that Unicode does not have"),
    "8.4.5.9-1": ("glyph-missing", "a character is drawn as an empty box"),
    "8.9.3.3-1": ("pdf-tab-order", "the tabulator’s order is not said"),
    "8.10.2.3-1": ("pdf-field-unnamed", "a form field has no name for readers"),
    "8.11.1-1": ("title-missing", "the XMP has no title"),
    "8.11.2-1": ("title-not-shown", "the window shows the file’s name and not its title"),
    "8.14.1-1": ("pdf-attachment-unnamed", "an attached file is not described"),
}
"""Of PDF/UA-2 and Well-Tagged PDF, which number alike."""

VERAPDF: Mapping[str, Rule] = {
    f"{_UA1} 5-1": ("pdf-claim-missing", "the XMP does not say that the file is PDF/UA"),
    f"{_UA1} 6.2-1": ("pdf-untagged", "the file does not say that it is tagged"),
    f"{_UA1} 7.1-1": ("pdf-artifact-mixed", "decoration stands inside tagged content"),
    f"{_UA1} 7.1-2": ("pdf-artifact-mixed", "tagged content stands inside decoration"),
    f"{_UA1} 7.1-3": ("pdf-content-untagged", "content is neither tagged nor marked as artifact"),
    f"{_UA1} 7.1-4": ("pdf-tags-suspect", "the file says that its tags may be wrong"),
    f"{_UA1} 7.1-5": ("pdf-role-unmapped", "a structure type is mapped to no standard one"),
    f"{_UA1} 7.1-6": ("pdf-role-unmapped", "structure types are mapped in a circle"),
    f"{_UA1} 7.1-7": ("pdf-role-unmapped", "a standard structure type is mapped to another"),
    f"{_UA1} 7.1-8": ("pdf-metadata-missing", "the file has no XMP metadata"),
    f"{_UA1} 7.1-9": ("title-missing", "the XMP has no title"),
    f"{_UA1} 7.1-10": ("title-not-shown", "the window shows the file’s name and not its title"),
    f"{_UA1} 7.1-11": ("pdf-untagged", "the file has no structure tree"),
    f"{_UA1} 7.1-12": ("pdf-structure-loop", "a structure element does not know its parent"),
    f"{_UA1} 7.2-2": ("language-missing", "nothing says which language the bookmarks are in"),
    **{f"{_UA1} 7.2-{n}": ("pdf-nesting", _NESTING) for n in (*range(3, 15), *range(16, 21))},
    f"{_UA1} 7.2-15": ("table-ragged", "cells of a table overlap"),
    f"{_UA1} 7.2-21": ("language-missing", "nothing says which language a replacement text is in"),
    f"{_UA1} 7.2-22": ("language-missing", "nothing says which language an alternative text is in"),
    f"{_UA1} 7.2-23": ("language-missing", "nothing says which language an expansion is in"),
    f"{_UA1} 7.2-24": ("language-missing", "nothing says which language an annotation is in"),
    f"{_UA1} 7.2-29": ("language-invalid", "a language is named by something that is no tag"),
    f"{_UA1} 7.2-33": ("language-missing", "nothing says which language the metadata is in"),
    f"{_UA1} 7.2-34": ("language-missing", "nothing says which language text on the pages is in"),
    **{f"{_UA1} 7.2-{n}": ("pdf-nesting", _NESTING) for n in (26, 27, 28, 36, 37, 38, 39, 40)},
    f"{_UA1} 7.2-41": ("table-ragged", "columns of a table have different numbers of rows"),
    f"{_UA1} 7.2-42": ("table-ragged", "rows of a table have different numbers of columns"),
    f"{_UA1} 7.2-43": ("table-ragged", "rows of a table have different numbers of columns"),
    f"{_UA1} 7.3-1": ("image-alt-missing", "a figure has no alternative text"),
    f"{_UA1} 7.4.2-1": ("heading-skipped", "headings skip a level"),
    f"{_UA1} 7.4.4-1": ("heading-mixed", "one part of the text has two headings H"),
    f"{_UA1} 7.4.4-2": ("heading-mixed", "headings are tagged as H in some places and H1 in others"),
    f"{_UA1} 7.4.4-3": ("heading-mixed", "headings are tagged as H in some places and H1 in others"),
    f"{_UA1} 7.5-1": ("table-scope-missing", "nothing says which headers a cell belongs to"),
    f"{_UA1} 7.5-2": ("table-headers-unknown", "a cell names a header that its table does not have"),
    f"{_UA1} 7.7-1": ("math-words-missing", "a formula has no words"),
    f"{_UA1} 7.9-1": ("pdf-note-unidentified", "a note has no ID"),
    f"{_UA1} 7.9-2": ("pdf-note-unidentified", "two notes have the same ID"),
    f"{_UA1} 7.11-1": ("pdf-attachment-unnamed", "an attached file has no name"),
    f"{_UA1} 7.15-1": ("pdf-xfa", "the file holds an XFA form"),
    f"{_UA1} 7.16-1": ("pdf-permissions", "protection keeps assistive technology from the text"),
    f"{_UA1} 7.18.1-1": ("pdf-annotation-untagged", "an annotation is in no Annot element"),
    f"{_UA1} 7.18.1-2": ("pdf-annotation-untagged", "an annotation has no words"),
    f"{_UA1} 7.18.1-3": ("pdf-field-unnamed", "a form field has no name for readers"),
    f"{_UA1} 7.18.3-1": ("pdf-tab-order", "the tabulator does not follow the structure"),
    f"{_UA1} 7.18.4-1": ("pdf-field-unnamed", "a form field is in no Form element"),
    f"{_UA1} 7.18.5-1": ("pdf-link-untagged", "a link is in no Link element"),
    f"{_UA1} 7.18.5-2": ("pdf-link-undescribed", "a link has no description"),
    f"{_UA1} 7.20-2": ("pdf-content-untagged", "tagged content is drawn more than once"),
    f"{_UA1} 7.21.4.1-1": ("pdf-font-missing", "a font is not in the file"),
    f"{_UA1} 7.21.4.1-2": ("pdf-font-missing", "a font in the file lacks characters that are used"),
    f"{_UA1} 7.21.5-1": ("pdf-font-widths", "a font’s widths are not those that the file gives"),
    f"{_UA1} 7.21.7-1": ("pdf-font-unmapped", "text has no Unicode characters"),
    f"{_UA1} 7.21.7-2": ("pdf-font-unmapped", "text has characters that Unicode does not have"),
    f"{_UA1} 7.21.8-1": ("glyph-missing", "a character is drawn as an empty box"),
    f"{_UA1} 7.21.4.2-1": ("pdf-font-list", "a font’s list of its characters is wrong"),
    f"{_UA1} 7.21.4.2-2": ("pdf-font-list", "a font’s list of its characters is wrong"),
    f"{_PDF_2_0[0]} 5-1": ("pdf-claim-missing", "the XMP does not say that the file is PDF/UA"),
    **{f"{standard} {rule}": known for standard in _PDF_2_0 for rule, known in _VERAPDF_2_0.items()},
}  # fmt: skip

EPUBCHECK: Mapping[str, Rule] = {
    "ACC-009": ("math-words-missing", "a formula has no words"),
    "HTM-009": ("document-doctype", "the DOCTYPE is not that of XHTML in EPUB 3"),
    "HTM-004": ("document-doctype", "the DOCTYPE is not that of XHTML in EPUB 3"),
    "NAV-003": ("page-list-missing", "there are page breaks, but no page list"),
    "NAV-011": ("contents-order-differs", "entries do not stand in reading order"),
    "NCX-001": ("epub-identifier", "the NCX names another identifier than the package"),
    "OPF-003": ("epub-manifest", "a file of the container is not in the manifest"),
    "OPF-014": ("epub-manifest", "the manifest does not say what a document uses"),
    "OPF-015": ("epub-manifest", "the manifest says that a document uses what it does not"),
    "OPF-027": ("epub-property-unknown", "the package uses a property that nobody knows"),
    "OPF-028": ("epub-property-unknown", "the package uses a prefix that it does not declare"),
    "OPF-029": ("epub-media-type", "a file is not of the type that the manifest says"),
    "OPF-030": ("epub-identifier", "the package names an identifier that it does not have"),
    "OPF-048": ("epub-identifier", "the package does not name its identifier"),
    "OPF-049": ("epub-manifest", "the spine names an item that the manifest does not have"),
    "OPF-053": ("date-invalid", "a date is not written as a date"),
    "OPF-054": ("date-invalid", "a date is not written as a date"),
    "OPF-060": ("epub-file-repeated", "two files of the container have the same name"),
    "OPF-085": ("epub-identifier", "the identifier is no UUID, though it says so"),
    "OPF-086": ("epub-property-unknown", "the package uses a property that is deprecated"),
    "OPF-088": ("epub-type-unknown", "epub:type has a word that nobody knows"),
    "OPF-092": ("language-invalid", "a language is named by something that is no tag"),
    "OPF-096": ("epub-unreachable", "a document outside the reading order cannot be reached"),
    "PKG-003": ("file-damaged", "the file is no ZIP container"),
    "PKG-004": ("file-damaged", "the container is damaged"),
    "PKG-006": ("epub-mimetype", "mimetype is not the first entry of the container"),
    "PKG-007": ("epub-mimetype", "mimetype holds something else, or is compressed"),
    "PKG-008": ("file-damaged", "a file of the container cannot be read"),
    "PKG-009": ("epub-file-name", "a file name has characters that are not allowed"),
    "PKG-010": ("epub-file-name", "a file name has spaces"),
    "RSC-001": ("epub-file-missing", "a file that is named is not in the container"),
    "RSC-002": ("file-damaged", "the container has no META-INF/container.xml"),
    "RSC-006": ("epub-remote", "the book fetches something from the network"),
    "RSC-007": ("epub-file-missing", "a file that is named is not in the container"),
    "RSC-008": ("epub-manifest", "a file that is used is not in the manifest"),
    "RSC-011": ("link-target-missing", "a link leads to a file that is not in the reading order"),
    "RSC-012": ("link-target-missing", "a link leads to an id that is not there"),
    "RSC-016": ("document-malformed", "the document is not well-formed"),
    "RSC-030": ("link-target-missing", "a link leads to a file on its maker’s machine"),
    "RSC-032": ("epub-media-type", "a file of a foreign type has no fallback"),
}  # fmt: skip

_EPUBCHECK_WORDS: tuple[tuple[str, str, Rule], ...] = (
    ("RSC-005", r"Duplicate (?:ID|\")", ("id-repeated", "two elements have the same id")),
    ("RSC-005", r"aria-(?:labelledby|describedby|owns|controls)", ("aria-reference-missing", "an ARIA attribute names nothing")),
    ("RSC-005", r"missing required attribute \"alt\"", ("image-alt-missing", "a picture has no alternative text")),
    ("RSC-005", r"lang and xml:lang|xml:lang.*must have the same value", ("language-differs", "lang and xml:lang differ")),
    ("RSC-005", r"dcterms:modified", ("epub-modified", "the package does not say when it was last changed, or says it wrongly")),
    ("RSC-005", r"", ("document-invalid", "the document breaks the rules of its format")),
    ("RSC-017", r"title", ("title-missing", "a document has no title")),
)  # fmt: skip

_AXE: Mapping[str, Rule] = {
    "area-alt": ("image-alt-missing", "an area of an image map has no alternative text"),
    "aria-allowed-attr": ("aria-invalid", "an ARIA attribute does not fit its element"),
    "aria-allowed-role": ("aria-invalid", "a role does not fit its element"),
    "aria-deprecated-role": ("aria-invalid", "a role is deprecated"),
    "aria-hidden-focus": ("aria-invalid", "something that is hidden can be reached by keyboard"),
    "aria-required-attr": ("aria-invalid", "a role lacks an attribute that it needs"),
    "aria-required-children": ("aria-invalid", "a role lacks the parts that it needs"),
    "aria-required-parent": ("aria-invalid", "a role stands outside of what it belongs in"),
    "aria-roles": ("aria-invalid", "a role is unknown"),
    "aria-valid-attr": ("aria-invalid", "an ARIA attribute is unknown"),
    "aria-valid-attr-value": ("aria-invalid", "an ARIA attribute has a value that it cannot have"),
    "button-name": ("link-empty", "a button has no words"),
    "bypass": ("landmark-main-missing", "nothing lets readers skip to the text"),
    "color-contrast": ("contrast-low", "text and background differ too little"),
    "definition-list": ("list-malformed", "a definition list holds something else"),
    "dlitem": ("list-malformed", "a term or definition stands outside of a definition list"),
    "document-title": ("title-missing", "the document has no title"),
    "duplicate-id-aria": ("id-repeated", "two elements have an id that ARIA refers to"),
    "empty-heading": ("heading-empty", "a heading has no words"),
    "empty-table-header": ("table-header-missing", "a header cell has no words"),
    "frame-title": ("landmark-unlabelled", "a frame has no name"),
    "heading-order": ("heading-skipped", "headings skip a level"),
    "html-has-lang": ("language-missing", "the document does not say its language"),
    "html-lang-valid": ("language-invalid", "the document’s language is no language tag"),
    "html-xml-lang-mismatch": ("language-differs", "lang and xml:lang differ"),
    "image-alt": ("image-alt-missing", "a picture has no alternative text"),
    "image-redundant-alt": ("image-alt-repeats-caption", "alternative text repeats the words beside it"),
    "input-image-alt": ("image-alt-missing", "a picture that can be pressed has no alternative text"),
    "label": ("field-unnamed", "a form field has no label"),
    "landmark-main-is-top-level": ("landmark-main-missing", "main stands inside another landmark"),
    "landmark-no-duplicate-main": ("landmark-main-missing", "there is more than one main"),
    "landmark-one-main": ("landmark-main-missing", "there is no main"),
    "landmark-unique": ("landmark-unlabelled", "two landmarks have the same role and name"),
    "link-in-text-block": ("contrast-low", "links are told from the text by colour alone"),
    "link-name": ("link-empty", "a link has no words"),
    "list": ("list-malformed", "a list holds something else than items"),
    "listitem": ("list-malformed", "a list item stands outside of a list"),
    "meta-refresh": ("refresh-timed", "the page changes by itself"),
    "meta-viewport": ("zoom-barred", "the viewport keeps readers from zooming"),
    "nested-interactive": ("aria-invalid", "something that can be pressed stands in another"),
    "object-alt": ("image-alt-missing", "an object has no alternative text"),
    "page-has-heading-one": ("heading-missing", "there is no heading of level 1"),
    "region": ("landmark-main-missing", "text stands outside of all landmarks"),
    "role-img-alt": ("drawing-name-missing", "a drawing has no name"),
    "scope-attr-valid": ("table-scope-missing", "scope has a value that it cannot have"),
    "scrollable-region-focusable": ("style-text-clipped", "what scrolls cannot be reached by keyboard"),
    "svg-img-alt": ("drawing-name-missing", "a drawing has no name"),
    "tabindex": ("focus-order", "tabindex changes the order"),
    "target-size": ("target-small", "a link is hard to hit"),
    "td-headers-attr": ("table-headers-unknown", "a cell names a header that its table does not have"),
    "th-has-data-cells": ("table-header-missing", "a header cell heads nothing"),
    "valid-lang": ("language-invalid", "a passage’s language is no language tag"),
    "epub-lang": ("package-language-missing", "the package does not say its language"),
    "epub-title": ("title-missing", "the package has no title"),
    "epub-toc-order": ("contents-order-differs", "contents do not stand in reading order"),
    "epub-pagelist-broken": ("page-list-target-wrong", "the page list leads to something else"),
    "epub-pagelist-missing-pagebreak": ("page-list-target-wrong", "the page list leads to no page break"),
    "epub-pagesource": ("page-source-missing", "the source of the pages is not named"),
    "pagebreak-label": ("page-label-missing", "a page break does not say which page begins"),
    "epub-type-has-matching-role": ("aria-role-missing", "an epub:type has no ARIA role beside it"),
    "metadata-accessmode": ("accessibility-metadata-missing", "there is no accessMode"),
    "metadata-accessmodesufficient": ("accessibility-metadata-missing", "there is no accessModeSufficient"),
    "metadata-accessibilityfeature": ("accessibility-metadata-missing", "there is no accessibilityFeature"),
    "metadata-accessibilityhazard": ("accessibility-metadata-missing", "there is no accessibilityHazard"),
    "metadata-accessibilitysummary": ("accessibility-summary-missing", "there is no accessibilitySummary"),
}  # fmt: skip
"""Of axe and, with EPUB's own, of Ace."""

_NU_WORDS: tuple[tuple[str, Rule], ...] = (
    (r"must have an .alt. attribute", ("image-alt-missing", "a picture has no alternative text")),
    (r"missing a required instance of child element .title", ("title-missing", "the page has no title")),
    (r"Duplicate ID", ("id-repeated", "two elements have the same id")),
    (r"Stray end tag|Unclosed element|violates nesting|open elements", ("document-malformed", "elements are not closed as they were opened")),
    (r"Attribute .* not allowed on element", ("document-invalid", "an element has an attribute that it cannot have")),
    (r"Element .* not allowed as child", ("document-invalid", "an element stands where it may not")),
    (r"Bad value .* for attribute .lang", ("language-invalid", "a language is named by something that is no tag")),
    (r"Bad value .* for attribute", ("document-invalid", "an attribute has a value that it cannot have")),
    (r"^CSS:", ("style-invalid", "a style is not valid")),
    (r"must point to an element in the same document|aria-", ("aria-reference-missing", "an ARIA attribute names nothing")),
)  # fmt: skip


def translate(finding: Diagnostic) -> Diagnostic:
    """Return a judge's finding in our words, or in the judge's, marked so."""
    judge, rule, known = _look_up(finding)
    if not judge:
        return finding
    if known is None:
        words = finding.message[:1].upper() + finding.message[1:]
        place = _inside(finding.position)
        return dataclasses.replace(finding, message=f"{judge} says: {words}", position=place)
    code, message = known
    if finding.code.startswith("axe-undecided-"):
        message = f"perhaps {message}; axe cannot tell"
    said = _places(finding.message) if judge == "veraPDF" else f": {finding.message}"
    return Diagnostic(
        code,
        finding.severity,
        f"{message} ({judge} {rule}{said})",
        FAULTS[code].remedy,
        _inside(finding.position),
        finding.reference if judge == "veraPDF" else FAULTS[code].reference or finding.reference,
    )


def _look_up(finding: Diagnostic) -> tuple[str, str, Rule | None]:
    """Return the judge, its rule and ours; no judge for what is not of a judge."""
    code = finding.code
    if code.startswith("verapdf-") and code != "verapdf-no-report":
        rule = code.removeprefix("verapdf-")
        standard = (finding.reference or "").rpartition(" ")[0]
        return "veraPDF", rule, VERAPDF.get(f"{standard} {rule}")
    if code.startswith("epubcheck-") and code != "epubcheck-no-report":
        rule = code.removeprefix("epubcheck-")
        for name, pattern, known in _EPUBCHECK_WORDS:
            if name == rule and re.search(pattern, finding.message, re.IGNORECASE):
                return "EPUBCheck", rule, known
        return "EPUBCheck", rule, EPUBCHECK.get(re.sub(r"[a-z]$", "", rule))
    for prefix, judge in (("ace-", "Ace"), ("axe-undecided-", "axe"), ("axe-", "axe")):
        if code.startswith(prefix) and not code.endswith("-no-report"):
            rule = code.removeprefix(prefix)
            return judge, rule, _AXE.get(rule)
    if code in ("nu-error", "nu-fatal"):
        found = (r for p, r in _NU_WORDS if re.search(p, finding.message, re.IGNORECASE))
        return "Nu", "says", next(found, None)
    return "", "", None


def _places(message: str) -> str:
    """Return how often a rule of veraPDF fails."""
    match = re.search(r"\((\d+) places, first at ", message)
    return f", {match[1]} places" if match else ""


def _inside(position: Position | None) -> Position | None:
    """Write a place in an EPUB as our own readers do: `book.epub!/EPUB/ch1.xhtml`."""
    if position is None or "!/" in position.path:
        return position
    match = re.fullmatch(r"(.+?\.epub)/(.+)", position.path, re.IGNORECASE)
    if match is None:
        return position
    return dataclasses.replace(position, path=f"{match[1]}!/{match[2]}")
