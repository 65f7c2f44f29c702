"""Lies and omissions in what a finished file says of itself, one each, carrier by carrier.

The originals claim to conform (`reviewed`), and every claim of theirs is true. Each property is in
the package document of the EPUB, in the JSON-LD of the page and in the XMP of the PDF.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence

from tests.check.mutants.epub import PACKAGE
from tests.check.mutants.pdf import change_pdf, change_xmp, drop, first
from tests.check.mutants.planting import Change, Mutant, change_entry, change_page, replace

UNFOUNDED, MISSING = ("claim-unfounded",), ("claim-missing",)

Values = list[str]
Alter = Callable[[Values], Values]
"""Changes the values of a property."""


def _add(*values: str) -> Alter:
    return lambda old: [*old, *values]


def _remove(*values: str) -> Alter:
    def alter(old: Values) -> Values:
        assert set(values) <= set(old), (values, old)
        return [value for value in old if value not in values]

    return alter


def _only(*values: str) -> Alter:
    return lambda _: list(values)


_PROPERTIES: tuple[tuple[str, str, Alter, tuple[str, ...]], ...] = (
    ("sound that there is not", "accessMode", _add("auditory"), UNFOUNDED),
    ("a mode that is none", "accessMode", _add("sight"), ("claim-unknown",)),
    ("no mode for the pictures", "accessMode", _remove("visual"), MISSING),
    ("no mode for the text", "accessMode", _remove("textual"), MISSING),
    ("no modes at all", "accessMode", _only(), ("accessibility-metadata-missing",)),
    ("hearing is enough for a mute text", "accessModeSufficient", _add("auditory"), UNFOUNDED),
    ("a sufficient mode that is none", "accessModeSufficient", _add("reading"), ("claim-unknown",)),
    ("text is not said to be enough", "accessModeSufficient", _remove("textual"), MISSING),
    ("nothing is said to be enough", "accessModeSufficient", _only(), ("accessibility-metadata-missing",)),
    ("a feature that is none", "accessibilityFeature", _add("wcagConformance"), ("claim-unknown",)),
    ("a transcript of nothing", "accessibilityFeature", _add("transcript"), UNFOUNDED),
    ("captions without a film", "accessibilityFeature", _add("closedCaptions"), UNFOUNDED),
    ("narration without a voice", "accessibilityFeature", _add("synchronizedAudioText"), UNFOUNDED),
    ("speech markup that is not there", "accessibilityFeature", _add("ttsMarkup"), UNFOUNDED),
    ("no features beside features", "accessibilityFeature", _add("none"), ("claim-contradictory",)),
    ("an old word", "accessibilityFeature", _add("printPageNumbers"), ("claim-deprecated",)),
    ("alternatives unclaimed", "accessibilityFeature", _remove("alternativeText"), MISSING),
    ("words of formulas unclaimed", "accessibilityFeature", _remove("describedMath"), MISSING),
    ("contents unclaimed", "accessibilityFeature", _remove("tableOfContents"), MISSING),
    ("pages unclaimed", "accessibilityFeature", _remove("pageNavigation"), MISSING),
    ("headings unclaimed", "accessibilityFeature", _remove("structuralNavigation"), MISSING),
    ("order unclaimed", "accessibilityFeature", _remove("readingOrder"), MISSING),
    ("openness unclaimed", "accessibilityFeature", _remove("unlocked"), MISSING),
    ("no features", "accessibilityFeature", _only(), ("accessibility-metadata-missing",)),
    ("a flash that there is not", "accessibilityHazard", _only("flashing", "noMotionSimulationHazard", "noSoundHazard"), UNFOUNDED),
    ("none beside one", "accessibilityHazard", _add("sound"), ("claim-contradictory",)),
    ("a hazard and its absence", "accessibilityHazard", _only("sound", "noSoundHazard", "noFlashingHazard", "noMotionSimulationHazard"), ("claim-contradictory",)),
    ("a hazard that is none", "accessibilityHazard", _only("flashingHazard"), ("claim-unknown",)),
    ("silence on one hazard", "accessibilityHazard", _only("noFlashingHazard", "noSoundHazard"), MISSING),
    ("no word of hazards", "accessibilityHazard", _only(), ("accessibility-metadata-missing",)),
)  # fmt: skip
"""What is done to a property that all three carry."""

_REFLOWABLE: tuple[tuple[str, str, Alter, tuple[str, ...]], ...] = (
    ("MathML unclaimed", "accessibilityFeature", _remove("MathML"), MISSING),
    ("roles unclaimed", "accessibilityFeature", _remove("ARIA"), MISSING),
    ("TeX that is not there", "accessibilityFeature", _add("latex"), UNFOUNDED),
    ("descriptions unclaimed", "accessibilityFeature", _remove("longDescription"), MISSING),
    ("the index unclaimed", "accessibilityFeature", _remove("index"), MISSING),
    ("marks of pages unclaimed", "accessibilityFeature", _remove("pageBreakMarkers"), MISSING),
    ("reflow unclaimed", "accessibilityFeature", _remove("displayTransformability"), MISSING),
    ("tags where there are none", "accessibilityFeature", _add("taggedPDF"), UNFOUNDED),
)
_TAGGED: tuple[tuple[str, str, Alter, tuple[str, ...]], ...] = (
    ("tags unclaimed", "accessibilityFeature", _remove("taggedPDF"), MISSING),
    ("reflow of a fixed layout", "accessibilityFeature", _add("displayTransformability"), UNFOUNDED),
    ("MathML that is drawn", "accessibilityFeature", _add("MathML"), UNFOUNDED),
    ("roles in a PDF", "accessibilityFeature", _add("ARIA"), UNFOUNDED),
    ("TeX in a PDF", "accessibilityFeature", _add("latex"), UNFOUNDED),
    ("marks of breaks in a PDF", "accessibilityFeature", _add("pageBreakMarkers"), UNFOUNDED),
)  # fmt: skip


def _in_package(name: str, alter: Alter) -> Change:
    pattern = rf'\s*<meta property="schema:{name}">([^<]*)</meta>'

    def change(text: str) -> str:
        values = alter(re.findall(pattern, text))
        written = "".join(f'<meta property="schema:{name}">{v}</meta>' for v in values)
        return re.sub(pattern, "", text).replace("</metadata>", f"{written}</metadata>")

    return change


def _json(alter: Callable[[dict[str, object]], object]) -> Change:
    def inside(match: re.Match[str]) -> str:
        data = json.loads(match[2])
        alter(data)
        return match[1] + json.dumps(data) + match[3]

    return replace(r'(<script type="application/ld\+json">)(.*?)(</script>)', inside)


def _in_json(name: str, alter: Alter) -> Change:
    def change(data: dict[str, object]) -> None:
        old = data.get(name, [])
        assert isinstance(old, list)
        lists = [",".join(v["itemListElement"]) if isinstance(v, dict) else v for v in old]
        new: Sequence[object] = alter(lists)
        if name == "accessModeSufficient":
            new = [{"@type": "ItemList", "itemListElement": str(v).split(",")} for v in new]
        data[name] = new

    return _json(change)


def _in_packet(name: str, alter: Alter) -> Callable[[bytes], bytes]:
    def inside(match: re.Match[str]) -> str:
        values = alter(re.findall(r"<rdf:li>([^<]*)</rdf:li>", match[2]))
        return match[1] + "".join(f"<rdf:li>{value}</rdf:li>" for value in values) + match[3]

    pattern = rf"(<schema:{name}>\s*<rdf:Bag>)(.*?)(</rdf:Bag>)"
    return change_pdf(change_xmp(pattern, inside))


def _no_alternative(text: str) -> str:
    return replace(r'(<img[^>]*?) alt="[^"]+"((?![^>]*doc-cover)[^>]*>)', r"\1\2")(text)


_CLAIM = r'<meta property="dcterms:conformsTo"[^>]*>[^<]*</meta>'
_CERTIFIER = r"<meta [^>]*a11y:certifiedBy[^>]*>[^<]*</meta>"
_AA = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"


def _claims(text: str) -> Change:
    return replace(rf"(dcterms:conformsTo[^>]*>){_AA}", rf"\g<1>{text}")


_EPUB: tuple[tuple[str, str, Change, tuple[str, ...]], ...] = (
    ("a claim in other words", PACKAGE, _claims("WCAG 2.2 AA (accessibility)"), ("conformance-unreadable",)),
    ("a claim with another dash", PACKAGE, _claims("EPUB Accessibility 1.1 – WCAG 2.2 Level AA"), ("conformance-unreadable",)),
    ("a claim in small letters", PACKAGE, _claims("epub accessibility 1.1 - wcag 2.2 level aa"), ("conformance-unreadable",)),
    ("a level that is none", PACKAGE, _claims("EPUB Accessibility 1.1 - WCAG 2.2 Level AAAA"), ("conformance-unreadable",)),
    ("a version that is none", PACKAGE, _claims("EPUB Accessibility 1.1 - WCAG 2.7 Level AA"), ("conformance-unreadable",)),
    ("two levels", PACKAGE, replace(rf"({_CLAIM})", rf'\1<meta property="dcterms:conformsTo">{_AA}A</meta>'), ("claim-contradictory",)),
    ("a claim, and none", PACKAGE, replace(rf"({_CLAIM})", r'\1<meta property="dcterms:conformsTo">none</meta>'), ("claim-contradictory",)),
    ("a claim that a picture belies", r"(?<!nav)(?<!cover)\.xhtml$", _no_alternative, ("conformance-unfounded",)),
    ("nobody certifies", PACKAGE, replace(_CERTIFIER, ""), ("conformance-uncertified",)),
    ("a certifier without a name", PACKAGE, replace(r"(a11y:certifiedBy[^>]*>)[^<]*", r"\1 "), ("conformance-uncertified",)),
    ("a certifier of nothing", PACKAGE, replace(_CLAIM, ""), ("conformance-claim-missing",)),
    ("certified after it was made", PACKAGE, replace(r'(#certifier" property="dcterms:date">)[^<]*', r"\g<1>2031-01-01"), ("claim-contradictory",)),
    ("a page source without pages", r"nav\.xhtml$", replace(r'<nav[^>]*epub:type="page-list".*?</nav>', ""), ("claim-unfounded",)),
    ("pages of no edition", PACKAGE, lambda t: re.sub(r'<meta property="pageBreakSource">.*?</meta>|<dc:source.*?</dc:source>', "", t), ("page-source-missing",)),
)  # fmt: skip


def _review(alter: Callable[[dict[str, object]], None]) -> Change:
    def change(data: dict[str, object]) -> None:
        review = data["review"]
        assert isinstance(review, dict)
        alter(review)

    return _json(change)


_HTML: tuple[tuple[str, Change, tuple[str, ...]], ...] = (
    ("a claim in other words", _json(lambda d: d.update(conformsTo="WCAG 2.2 AA")), ("conformance-unreadable",)),
    ("a claim at another address", _json(lambda d: d.update(conformsTo="https://example.org/wcag")), ("conformance-unreadable",)),
    ("a claim as an object, in other words", _json(lambda d: d.update(conformsTo={"@id": "wcag:AA"})), ("conformance-unreadable",)),
    ("two levels", _json(lambda d: d.update(conformsTo=[_AA, f"{_AA}A"])), ("claim-contradictory",)),
    ("a claim that a picture belies", _no_alternative, ("conformance-unfounded",)),
    ("nobody certifies", _json(lambda d: d.pop("review")), ("conformance-uncertified",)),
    ("a certifier without a name", _review(lambda r: r.update(author={"name": " "})), ("conformance-uncertified",)),
    ("a certifier of nothing", _json(lambda d: d.pop("conformsTo")), ("conformance-claim-missing",)),
    ("certified after it was made", _review(lambda r: r.update(datePublished="2031-01-01")), ("claim-contradictory",)),
)  # fmt: skip

_DECLARED = r"(<pdfd:conformsTo>https://pdfa.org/declarations#wcag22)AA"

_PDF: tuple[Mutant, ...] = (
    Mutant("a claim in other words", change_pdf(change_xmp(_DECLARED, r"\1-AA")), ("conformance-unreadable",)),
    Mutant("a level that is none", change_pdf(change_xmp(_DECLARED, r"\1AAAA")), ("conformance-unreadable",)),
    Mutant("two levels", change_pdf(change_xmp(rf"(<rdf:li rdf:parseType=\"Resource\">\s*){_DECLARED}", r'\1\2AAA</pdfd:conformsTo></rdf:li><rdf:li rdf:parseType="Resource">\2AA')), ("claim-contradictory",)),
    Mutant("a claim that a picture belies", change_pdf(lambda p: first(p, "Figure").__delitem__("/Alt")), ("conformance-unfounded",)),
    Mutant("a claim without tags", change_pdf(drop("/StructTreeRoot")), ("conformance-unfounded",)),
    Mutant("nobody certifies", change_pdf(change_xmp(r"<pdfd:claimBy>.*?</pdfd:claimBy>", "")), ("conformance-uncertified",)),
    Mutant("a certifier of nothing", change_pdf(change_xmp(r"<pdfd:conformsTo>[^<]*wcag[^<]*</pdfd:conformsTo>", "")), ("conformance-claim-missing",)),
    Mutant("certified after it was made", change_pdf(change_xmp(r"(<pdfd:claimDate>)[^<]*", r"\g<1>2031-01-01")), ("claim-contradictory",)),
)  # fmt: skip

MUTANTS: Mapping[str, tuple[Mutant, ...]] = {
    "epub": (
        *(
            Mutant(what, change_entry(PACKAGE, _in_package(name, alter)), codes)
            for what, name, alter, codes in (*_PROPERTIES, *_REFLOWABLE)
        ),
        *(Mutant(what, change_entry(entry, change), codes) for what, entry, change, codes in _EPUB),
    ),
    "html": (
        *(
            Mutant(what, change_page(_in_json(name, alter)), codes)
            for what, name, alter, codes in (*_PROPERTIES, *_REFLOWABLE)
        ),
        *(Mutant(what, change_page(change), codes) for what, change, codes in _HTML),
    ),
    "pdf": (
        *(
            Mutant(what, _in_packet(name, alter), codes)
            for what, name, alter, codes in (*_PROPERTIES, *_TAGGED)
        ),
        *_PDF,
    ),
}
"""By the kind of file; every one must be named."""
