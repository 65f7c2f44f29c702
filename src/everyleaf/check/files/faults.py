"""Every fault that is looked for in finished files: severity, remedy and clause in one table.

Why a table: a code means the same in an EPUB, a page and a PDF, and `everyleaf explain` and the
guide have one place to look. The code is that of the rule for sources where the fault is the same.
Remedies speak of the finished file; where it is made by Everyleaf, the source is to be mended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyleaf.diagnostics import Diagnostic, Position, Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """What can be wrong with a finished file."""

    severity: Severity
    remedy: str
    """What to do, in the imperative."""
    reference: str | None = None
    """The clause it rests on."""


def _error(remedy: str, reference: str | None = None) -> Fault:
    return Fault("error", remedy, reference)


def _warning(remedy: str, reference: str | None = None) -> Fault:
    return Fault("warning", remedy, reference)


def _advice(remedy: str, reference: str | None = None) -> Fault:
    return Fault("advice", remedy, reference)


_FILES: Mapping[str, Fault] = {
    "file-kind-unknown": _error("Name a .epub, .pdf or .html file."),
    "file-damaged": _error("Open it in another program to see whether it is whole, and make it again."),
    "file-too-large": _error("Check it in parts, or with the judges themselves."),
    "file-password": _error(
        "Give the file without a password: nobody, and no assistive technology, can open it.",
        "WCAG 2.2 SC 4.1.2",
    ),
    "archive-bomb": _error("Do not open it. If you made it, make it again with ordinary compression."),
    "archive-path-unsafe": _error("Name entries by paths inside the container.", "EPUB 3.3 §4.2.2"),
    "encryption-shuts-out": _error(
        "Publish it without rights management, or use a scheme that lets assistive technology read.",
        "EPUB Accessibility 1.1 §5",
    ),
    "document-entities": _error(
        "Write the characters themselves, and remove the declarations.", "EPUB 3.3 §6.1"
    ),
    "judge-not-asked": _warning("Mend that first, then check again."),
    "document-unreadable": _error("Put the document back into the container.", "EPUB 3.3 §3.4"),
    "document-malformed": _error("Close every element and escape & and <.", "EPUB 3.3 §6.1"),
    "epub-version-old": _warning("Make it again as EPUB 3.", "EPUB Accessibility 1.1 §2"),
}  # fmt: skip

_TEXT: Mapping[str, Fault] = {
    "title-missing": _error("Give it a title that says what it is.", "WCAG 2.2 SC 2.4.2"),
    "title-file-name": _error("Write the title as readers know it.", "WCAG 2.2 SC 2.4.2"),
    "title-repeated": _warning(
        "Give each content document the title of its chapter.", "WCAG 2.2 SC 2.4.2"
    ),
    "title-not-shown": _error(
        "Set DisplayDocTitle in the viewer preferences, so that the window names the title.",
        "ISO 14289-1:2014 7.1",
    ),
    "language-missing": _error(
        "Say its language: lang, xml:lang and dc:language, or Lang in the catalog of a PDF.",
        "WCAG 2.2 SC 3.1.1",
    ),
    "language-invalid": _error("Use a BCP 47 tag, such as en-GB.", "WCAG 2.2 SC 3.1.1"),
    "language-differs": _error("Give lang and xml:lang the same value.", "WCAG 2.2 SC 3.1.2"),
    "language-part-missing": _warning(
        "Put the words into an element with the lang of their language.", "WCAG 2.2 SC 3.1.2"
    ),
    "language-part-suspected": Fault(
        "advice",
        "Put the words into an element with the lang of their language, if it is so.",
        "WCAG 2.2 SC 3.1.2",
    ),
    "language-detector-missing": Fault(
        "advice", "Install it: pip install 'everyleaf[check]'.", "WCAG 2.2 SC 3.1.2"
    ),
    "package-language-missing": _warning(
        "Add xml:lang to the package element.", "EPUB Accessibility 1.1 §3.2"
    ),
    "direction-missing": _warning('Add dir="rtl".', "WCAG 2.2 SC 1.3.2"),
    "page-progression-missing": _warning(
        'Add page-progression-direction="rtl" to the spine.', "EPUB 3.3 §5.7.1"
    ),
    "heading-missing": _warning(
        "Mark headings as h1 to h6, or H1 to H6 in a PDF.", "WCAG 2.2 SC 1.3.1"
    ),
    "heading-empty": _error("Give it words, or remove it.", "WCAG 2.2 SC 2.4.6"),
    "heading-skipped": _error(
        "Use the next level down, or add the heading that is missing before it.",
        "WCAG 2.2 SC 1.3.1",
    ),
    "heading-second-title": _warning("Keep one h1, for the title.", "WCAG 2.2 SC 1.3.1"),
    "code-lines-lost": _warning(
        "Keep line breaks in pre, with white-space: pre or pre-wrap.", "WCAG 2.2 SC 1.3.1"
    ),
    "math-words-missing": _error(
        "Say the formula in alttext, or in Alt of a PDF’s Formula.", "WCAG 2.2 SC 1.1.1"
    ),
    "math-as-image": _advice(
        "Write the formula as MathML, with its words in alttext.", "WCAG 2.2 SC 1.4.5"
    ),
    "table-as-image": _advice("Write the table as a table.", "WCAG 2.2 SC 1.4.5"),
    "metadata-malformed": _error("Write well-formed JSON.", "JSON-LD 1.1 §2"),
    "landmark-main-missing": _error(
        "Put the text into one main element.", "WCAG 2.2 SC 2.4.1"
    ),
    "landmark-unlabelled": _warning(
        "Tell the nav elements apart with aria-label or aria-labelledby.", "WCAG 2.2 SC 2.4.1"
    ),
    "zoom-barred": _error(
        "Take user-scalable and maximum-scale out of the viewport.", "WCAG 2.2 SC 1.4.4"
    ),
    "refresh-timed": _error("Remove the meta refresh.", "WCAG 2.2 SC 2.2.1"),
    "id-repeated": _error("Give one of them another id.", "WCAG 2.2 SC 1.3.1"),
    "aria-reference-missing": _warning(
        "Name the id of an element in the same document.", "WCAG 2.2 SC 1.3.1"
    ),
    "link-empty": _error("Give it words that say where it leads.", "WCAG 2.2 SC 2.4.4"),
    "link-address-bare": _advice(
        "Let the words say where it leads; keep the address for print.", "WCAG 2.2 SC 2.4.4"
    ),
    "link-text-vague": _warning("Let the words say where it leads.", "WCAG 2.2 SC 2.4.4"),
    "link-target-missing": _error("Mend the address, or remove the link.", "WCAG 2.2 SC 2.4.4"),
}  # fmt: skip

_PICTURES: Mapping[str, Fault] = {
    "image-alt-missing": _error(
        "Say in the alternative text what the picture says; mark decoration as such.",
        "WCAG 2.2 SC 1.1.1",
    ),
    "image-alt-empty": _error(
        "Say in the alternative text what the picture says, or take the caption or link away.",
        "WCAG 2.2 SC 1.1.1",
    ),
    "image-alt-file-name": _warning("Say what the picture says.", "WCAG 2.2 SC 1.1.1"),
    "image-alt-generic": _warning("Say what the picture says.", "WCAG 2.2 SC 1.1.1"),
    "image-alt-repeats-caption": _warning(
        "Say what the caption does not: what there is to see.", "WCAG 2.2 SC 1.1.1"
    ),
    "image-alt-begins-with-kind": _advice(
        "Leave these words out: that it is a picture is said anyway.", "WCAG 2.2 SC 1.1.1"
    ),
    "image-alt-too-long": _advice(
        "Shorten it, and put the rest into the text or a description that aria-details names.",
        "WCAG 2.2 SC 1.1.1",
    ),
    "caption-hidden": _error(
        "Remove aria-hidden, hidden and display: none from the caption.", "WCAG 2.2 SC 1.3.1"
    ),
    "drawing-name-missing": _error(
        'Add role="img" and a name: aria-label, or a title that aria-labelledby names.',
        "WCAG 2.2 SC 1.1.1",
    ),
    "drawing-lower-case": _error(
        "Write SVG’s names as SVG does (viewBox, linearGradient): they tell cases apart.",
        "SVG 2 §2.1",
    ),
}

_TABLES: Mapping[str, Fault] = {
    "table-caption-missing": _warning("Give it a caption.", "WCAG 2.2 technique H39"),
    "table-header-missing": _error(
        "Mark the names of columns and rows as header cells (th, TH).", "WCAG 2.2 SC 1.3.1"
    ),
    "table-scope-missing": _warning(
        "Say with scope what each header cell heads: col, row, colgroup or rowgroup.",
        "WCAG 2.2 SC 1.3.1",
    ),
    "table-headers-unknown": _error(
        "Name the id of a header cell of the same table.", "WCAG 2.2 SC 1.3.1"
    ),
    "table-ragged": _error("Give every row as many cells.", "ISO 14289-1:2014 7.2"),
}

_NAVIGATION: Mapping[str, Fault] = {
    "note-target-missing": _error("Let the reference lead to its note.", "DPUB-ARIA 1.1 doc-noteref"),
    "note-target-wrong": _error("Let the reference lead to its note.", "DPUB-ARIA 1.1 doc-noteref"),
    "note-unreferenced": _warning("Refer to the note, or remove it.", "DPUB-ARIA 1.1 doc-endnotes"),
    "note-backlink-missing": _warning(
        "End the note with a link to its reference.", "DPUB-ARIA 1.1 doc-backlink"
    ),
    "note-backlink-wrong": _error(
        "Let the link lead back to the note’s own reference.", "DPUB-ARIA 1.1 doc-backlink"
    ),
    "contents-missing": _error(
        "Add a nav with epub:type toc that lists the headings.", "EPUB 3.3 §7.4"
    ),
    "contents-target-missing": _error("Let the entry lead to its heading.", "EPUB 3.3 §7.4"),
    "contents-text-differs": _error("Give the entry its heading’s words.", "WCAG 2.2 SC 2.4.6"),
    "contents-order-differs": _error("List the entries in the order of the text.", "EPUB 3.3 §7.4"),
    "contents-nesting-differs": _error("Nest the entries as the headings are nested.", "WCAG 2.2 SC 1.3.1"),
    "contents-incomplete": _warning("List the heading, or give it a lower rank.", "WCAG 2.2 SC 2.4.5"),
    "page-list-missing": _error(
        "Add a nav with epub:type page-list that lists them.", "EPUB Accessibility 1.1 §3.3.2"
    ),
    "page-list-target-wrong": _error(
        "Let the entry lead to the marker of its page.", "EPUB Accessibility 1.1 §3.3.2"
    ),
    "page-list-label-differs": _error(
        "Give entry and marker the same label.", "EPUB Accessibility 1.1 §3.3.2"
    ),
    "page-list-order-differs": _error(
        "List the pages in the order of the text.", "EPUB Accessibility 1.1 §3.3.2"
    ),
    "page-list-incomplete": _warning("List every page.", "EPUB Accessibility 1.1 §3.3.2"),
    "page-label-missing": _error(
        "Say the page’s label in aria-label.", "EPUB Accessibility 1.1 §3.3.3"
    ),
    "page-label-repeated": _error(
        "Give each page its own label.", "EPUB Accessibility 1.1 §3.3.3"
    ),
    "page-source-missing": _warning(
        "Name the paginated edition in pageBreakSource.", "EPUB Accessibility 1.1 §3.3.1"
    ),
    "landmarks-missing": _warning("Add a nav with epub:type landmarks.", "EPUB 3.3 §7.4.4"),
    "landmark-bodymatter-missing": _warning(
        "Add a landmark of type bodymatter, where reading begins.", "EPUB 3.3 §7.4.4"
    ),
    "landmark-target-wrong": _error("Let the landmark lead to what it names.", "EPUB 3.3 §7.4.4"),
}  # fmt: skip

_STYLES: Mapping[str, Fault] = {
    "style-important": _warning("Remove !important: size, colour and spacing are the reader’s.", "WCAG 2.2 SC 1.4.12"),
    "style-size-fixed": _warning("Use em, rem or %.", "WCAG 2.2 SC 1.4.4"),
    "style-colour-alone": _warning("Set both colours or none: readers change one of them.", "WCAG 2.2 SC 1.4.3"),
    "style-selection-barred": _warning("Remove user-select: readers select text to hear or translate it.", "EPUB Accessibility 1.1 §5"),
    "style-focus-hidden": _error("Keep the outline, or show the focus in another way.", "WCAG 2.2 SC 2.4.7"),
    "style-text-clipped": _error("Let the box grow with its text.", "WCAG 2.2 SC 1.4.12"),
    "style-text-generated": _warning("Write the words into the document.", "WCAG 2.2 SC 1.3.1"),
}  # fmt: skip

_CLAIMS: Mapping[str, Fault] = {
    "accessibility-metadata-missing": _warning(
        "State accessMode, accessModeSufficient, accessibilityFeature and accessibilityHazard.",
        "EPUB Accessibility 1.1 §2.2",
    ),
    "claim-unfounded": _error("Remove the claim, or make it true.", "EPUB Accessibility 1.1 §2"),
    "claim-missing": _warning("Claim it: readers choose books by it.", "EPUB Accessibility 1.1 §2"),
    "claim-unknown": _warning(
        "Use a value of the vocabulary.", "Accessibility Properties for Discoverability 1.1"
    ),
    "claim-deprecated": _warning(
        "Use its successor, or leave it out.", "Accessibility Properties for Discoverability 1.1"
    ),
    "claim-contradictory": _error(
        "Keep the value that is true.", "Accessibility Properties for Discoverability 1.1"
    ),
    "conformance-unreadable": _error(
        "Write it exactly as “EPUB Accessibility 1.1 - WCAG 2.2 Level AA”.",
        "EPUB Accessibility 1.1 §3.5.2",
    ),
    "conformance-uncertified": _error(
        "Name who found that it conforms: in an EPUB as a11y:certifiedBy.",
        "EPUB Accessibility 1.1 §3.5.3",
    ),
    "conformance-claim-missing": _warning(
        "Claim what was found to conform, or remove the certifier.",
        "EPUB Accessibility 1.1 §3.5.2",
    ),
    "conformance-unfounded": _error(
        "Mend what was found, or remove the claim.", "EPUB Accessibility 1.1 §3.5.2"
    ),
}

_PDF: Mapping[str, Fault] = {
    "pdf-untagged": _error("Make it again as a tagged PDF.", "ISO 14289-1:2014 7.1"),
    "pdf-tags-suspect": _error(
        "Mend the tags, then remove Suspects from MarkInfo.", "ISO 14289-1:2014 7.1"
    ),
    "pdf-tags-empty": _error(
        "Tag the content: the structure tree has none of it.", "ISO 14289-1:2014 7.1"
    ),
    "pdf-page-untagged": _error(
        "Tag what is on the page, or mark all of it as artifact.", "ISO 14289-1:2014 7.1"
    ),
    "pdf-content-untagged": _error(
        "Put it into the structure tree, or mark it as artifact.", "ISO 14289-1:2014 7.1"
    ),
    "pdf-role-unmapped": _error(
        "Map the type to a standard one in the RoleMap.", "ISO 14289-1:2014 7.1"
    ),
    "pdf-structure-loop": _error("Make the file again: its structure leads into itself."),
    "pdf-bookmarks-missing": _warning(
        "Add bookmarks for the headings.", "WCAG 2.2 SC 2.4.5, technique PDF2"
    ),
    "pdf-page-labels-missing": _warning(
        "Give PageLabels that say what is printed.", "WCAG 2.2 SC 1.3.1, technique PDF17"
    ),
    "pdf-tab-order": _error(
        "Set Tabs to S on every page with annotations.", "ISO 14289-1:2014 7.18.3"
    ),
    "pdf-font-unmapped": _error(
        "Embed a ToUnicode map: without one, text is only shapes.", "ISO 14289-1:2014 7.21.7"
    ),
    "pdf-permissions": _error(
        "Allow text to be extracted for accessibility (permission bit 10).",
        "ISO 14289-1:2014 7.16",
    ),
    "pdf-metadata-missing": _error("Add XMP metadata with dc:title.", "ISO 14289-1:2014 7.1"),
    "pdf-metadata-malformed": _error("Write well-formed XMP.", "ISO 16684-1"),
    "pdf-link-untagged": _error(
        "Put the annotation into a Link element.", "ISO 14289-1:2014 7.18.5"
    ),
    "pdf-link-undescribed": _error(
        "Give the annotation Contents that say where it leads.", "ISO 14289-1:2014 7.18.5"
    ),
    "pdf-field-unnamed": _error(
        "Give the field a TU that names it.", "ISO 14289-1:2014 7.18.4"
    ),
    "pdf-image-only": _error(
        "Recognise the text of the pages (OCR), then tag it.", "WCAG 2.2 SC 1.4.5"
    ),
    "pdf-list-malformed": _warning("Put LI elements, and nothing else but Caption, into L.", "ISO 14289-1:2014 7.6"),
    "pdf-scripted": _warning("Remove the scripts that run on opening.", "WCAG 2.2 SC 3.2.1"),
    "pdf-xfa": _error("Make the form again as an ordinary PDF form.", "ISO 14289-1:2014 7.15"),
}  # fmt: skip

_JUDGED: Mapping[str, Fault] = {
    "accessibility-summary-missing": _warning(
        "Write an accessibilitySummary of what the other properties cannot say.",
        "EPUB Accessibility 1.1 §2.3",
    ),
    "aria-invalid": _error("Use roles and attributes as ARIA defines them.", "WCAG 2.2 SC 4.1.2"),
    "aria-role-missing": _warning("Add the role of DPUB-ARIA.", "EPUB Type to ARIA Role Guide 1.1"),
    "contrast-low": _error("Make the text darker or lighter: 4.5:1, large text 3:1.", "WCAG 2.2 SC 1.4.3"),
    "date-invalid": _error("Write it as 2026-11-01.", "EPUB 3.3 §5.5"),
    "document-doctype": _error("Use <!DOCTYPE html>, or none.", "EPUB 3.3 §6.1"),
    "document-invalid": _error("Write the document as the standard of its format says.", "WCAG 2.2 SC 4.1.2"),
    "epub-file-missing": _error("Put the file into the container, or mend the address.", "EPUB 3.3 §3.4"),
    "epub-file-name": _error("Give the file a name of letters, digits, - and _.", "EPUB 3.3 §4.2.3"),
    "epub-file-repeated": _error("Keep one of them.", "EPUB 3.3 §4.2.3"),
    "epub-identifier": _error("Name one dc:identifier in unique-identifier.", "EPUB 3.3 §5.5.3.1"),
    "epub-manifest": _error("Mend the manifest: it lists each file and what it uses.", "EPUB 3.3 §5.6"),
    "epub-media-type": _error("Give the true media type, or a fallback.", "EPUB 3.3 §3.2"),
    "epub-mimetype": _error("Store mimetype first, uncompressed.", "EPUB 3.3 §4.3"),
    "epub-modified": _error("State dcterms:modified once, as 2026-11-01T00:00:00Z.", "EPUB 3.3 §5.5.4"),
    "epub-property-unknown": _error("Use a property that is defined, with its prefix declared.", "EPUB 3.3 §D"),
    "epub-remote": _error("Put the resource into the container.", "EPUB 3.3 §3.6"),
    "epub-unreachable": _error("Link to it, or put it into the reading order.", "EPUB 3.3 §5.7.2"),
    "field-unnamed": _error("Give the field a label.", "WCAG 2.2 SC 3.3.2"),
    "focus-order": _error("Remove the tabindex.", "WCAG 2.2 SC 2.4.3"),
    "glyph-missing": _error("Set the character in a font that has it.", "ISO 14289-1:2014 7.21.8"),
    "heading-mixed": _error("Tag headings as H1, H2 … throughout.", "ISO 14289-1:2014 7.4.4"),
    "list-malformed": _error("Put items, and nothing else, into lists.", "WCAG 2.2 SC 1.3.1"),
    "pdf-annotation-untagged": _error("Put it into an Annot element, and give it Contents.", "ISO 14289-1:2014 7.18.1"),
    "pdf-artifact-mixed": _error("Keep artifacts and tagged content apart.", "ISO 14289-1:2014 7.1"),
    "pdf-attachment-unnamed": _error("Give it F, UF and Desc.", "ISO 14289-1:2014 7.11"),
    "pdf-claim-missing": _warning("Write pdfuaid:part, once everything else conforms.", "ISO 14289-1:2014 5"),
    "pdf-font-list": _warning("Leave CharSet and CIDSet out, or make them whole.", "ISO 14289-1:2014 7.21.4.2"),
    "pdf-font-missing": _error("Embed the font.", "ISO 14289-1:2014 7.21.4.1"),
    "pdf-font-widths": _error("Write the widths of the embedded font.", "ISO 14289-1:2014 7.21.5"),
    "pdf-nesting": _error("Nest lists, tables and contents as PDF defines them.", "ISO 14289-1:2014 7.2"),
    "pdf-note-unidentified": _error("Give each Note an ID of its own.", "ISO 14289-1:2014 7.9"),
    "style-invalid": _warning("Write the style as CSS defines it.", "WCAG 2.2 SC 4.1.2"),
    "target-small": _warning("Give it 24 by 24 CSS pixels.", "WCAG 2.2 SC 2.5.8"),
}  # fmt: skip

FAULTS: Mapping[str, Fault] = {
    **_JUDGED,
    **_FILES,
    **_TEXT,
    **_PICTURES,
    **_TABLES,
    **_NAVIGATION,
    **_STYLES,
    **_CLAIMS,
    **_PDF,
}


def find_fault(
    code: str,
    message: str,
    position: Position | None,
    *,
    severity: Severity | None = None,
    reference: str | None = None,
) -> Diagnostic:
    """Return a finding of a known code.

    Args:
        code: A key of `FAULTS`.
        message: What is wrong, in the file's own words.
        position: Where.
        severity: Where it is not the table's.
        reference: Where it is not the table's.
    """
    fault = FAULTS[code]
    return Diagnostic(
        code,
        severity or fault.severity,
        message,
        fault.remedy,
        position,
        reference or fault.reference,
    )
