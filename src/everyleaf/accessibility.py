"""Say what is accessible about a document: computed from what is in it, never asserted.

Terms of the Schema.org Accessibility Properties for Discoverability Vocabulary 1.1. The EPUB
writes them into its package document, the web edition into its JSON-LD, the PDF into its XMP.

Why hazards can be computed: a document of ours has no script, and a hazard needs something that
flashes, moves or sounds. So it is enough to look for video, audio, embedded objects, animated
drawings and animated pictures. Where nothing of the kind is found, there is none.

Why `alternativeText` is withheld when one picture lacks it: the feature is a promise about all.
“Image” or a file name is no alternative, even where the author has accepted what was found.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence, Set

from lxml import etree

from everyleaf.elements import HEADINGS, local_name, values_of
from everyleaf.model import Accessibility, Element, Metadata, Resource
from everyleaf.wording import says_nothing

_PICTURES = tuple(f"{{*}}{name}" for name in ("img", "svg", "canvas", "object"))
_SOUNDING = tuple(
    f"{{*}}{name}" for name in ("video", "audio", "object", "embed", "iframe", "canvas")
)
_ANIMATIONS = tuple(
    f"{{*}}animate{what}" for what in ("", "Color", "Motion", "Transform")
)  # by name: lxml knows at once of a name that a document has nowhere
_NOT_IN_PRINT = frozenset({"ARIA", "latex", "longDescription"})
"""Features that are the markup's, or its links', and not the tagged PDF's."""
_TOLD = ("role", "lang", "tabindex", "aria-details")
"""Attributes whose values say something."""
_TELLING = etree.XPath(f"descendant-or-self::*[{' or '.join(f'@{name}' for name in _TOLD)}]")
_HAS_ARIA = etree.XPath("boolean(descendant-or-self::*/@*[starts-with(name(), 'aria-')])")
_ANIMATED_SVG = re.compile(rb"<(?:\w+:)?(?:animate\w*|set|script)[\s/>]|@keyframes|\banimation\b")


def describe(
    document: Element,
    resources: Sequence[Resource] = (),
    *,
    page_breaks: bool = False,
    contents: bool | None = None,
    reflowable: bool = True,
) -> Accessibility:
    """Return what is accessible about an edition of a document.

    Args:
        document: The HTML intermediate.
        resources: What it shows.
        page_breaks: Whether the edition has markers and a list of the printed pages.
        contents: Whether it has contents that link to its headings; by default, whether the
            document has.
        reflowable: Whether readers may change size, face, colour and spacing.
    """
    pictures = [e for e in document.iter(*_PICTURES) if _is_content_picture(e)]
    described = [e for e in pictures if _has_alternative(e)]
    told = _told(document)
    visual = bool(pictures)
    complete = len(described) == len(pictures)
    if contents is None:
        contents = any(nav.get("role") == "doc-toc" for nav in document.iter("nav"))
    sufficient = (["textual"] if complete else []) + (["textual,visual"] if visual else [])
    return Accessibility(
        access_modes=("textual", "visual") if visual else ("textual",),
        sufficient=tuple(sufficient),
        features=_features(document, told, visual and complete, page_breaks, contents, reflowable),
        hazards=_hazards(document, resources),
        summary=_summary(document, told, complete),
    )


def _told(document: Element) -> dict[str, set[str]]:
    """Return the values of the attributes that say something; found in one walk of libxml2's."""
    told: dict[str, set[str]] = {name: set() for name in _TOLD}
    for element in _TELLING(document):
        for name in _TOLD:
            if (value := element.get(name)) is not None:
                told[name].add(value)
    return told


def describe_print(
    document: Element, resources: Sequence[Resource], *, mathml: bool
) -> Accessibility:
    """Return what is accessible about the tagged PDF of a document.

    Its pages are where they are, so that nothing marks their breaks; page labels lead to them.

    Args:
        document: The HTML intermediate.
        resources: What it shows.
        mathml: Whether the PDF carries the formulas as MathML.
    """
    described = describe(document, resources, reflowable=False)
    kept = set(described.features) - _NOT_IN_PRINT - (set() if mathml else {"MathML"})
    features = sorted(kept | {"pageNavigation", "taggedPDF"}, key=str.lower)
    return dataclasses.replace(described, features=tuple(features))


def schema_properties(
    accessibility: Accessibility,
) -> dict[str, str | list[str] | list[dict[str, str | list[str]]]]:
    """Return the schema.org properties for JSON-LD, in a stable order."""
    sufficient: list[dict[str, str | list[str]]] = [
        {"@type": "ItemList", "itemListElement": modes.split(",")}
        for modes in accessibility.sufficient
    ]
    return {
        "accessMode": list(accessibility.access_modes),
        "accessModeSufficient": sufficient,
        "accessibilityFeature": list(accessibility.features),
        "accessibilityHazard": list(accessibility.hazards),
        "accessibilitySummary": accessibility.summary,
    }


def describe_cover(metadata: Metadata) -> str:
    """Return the alternative text of a cover: title, subtitle, authors and publisher."""
    authors = ", ".join(c.name for c in metadata.contributors if c.role == "aut")
    words = (metadata.title, metadata.subtitle, authors, metadata.publisher)
    parts = [part for part in words if part]
    return " ".join(part if part[-1] in ".!?…。" else f"{part}." for part in parts)


def _features(
    document: Element,
    told: Mapping[str, Set[str]],
    alternatives: bool,
    page_breaks: bool,
    contents: bool,
    reflowable: bool,
) -> tuple[str, ...]:
    """Return the features that are true, in alphabetical order without regard to case."""
    roles = {role for value in told["role"] for role in value.split()}
    formulas = list(document.iter("{*}math"))
    details = set(filter(None, told["aria-details"]))
    facts = {
        "alternativeText": alternatives,
        "ARIA": bool(told["role"]) or bool(_HAS_ARIA(document)),
        "describedMath": bool(formulas) and all(e.get("alttext") for e in formulas),
        "displayTransformability": reflowable,
        "index": "doc-index" in roles,
        "latex": bool(formulas) and "application/x-tex" in values_of(document, "encoding"),
        "longDescription": bool(details) and not details.isdisjoint(values_of(document, "id")),
        "MathML": bool(formulas),
        "pageBreakMarkers": page_breaks,
        "pageNavigation": page_breaks,
        "readingOrder": {v.strip() for v in told["tabindex"]} <= {"0", "-1"},
        "structuralNavigation": _is_outline(document),
        "tableOfContents": contents,
        "unlocked": True,  # no writer of ours encrypts or restricts anything
    }  # fmt: skip
    return tuple(name for name in sorted(facts, key=str.lower) if facts[name])


def _is_outline(document: Element) -> bool:
    """Tell whether there are headings, and none skips a rank."""
    ranks = [HEADINGS.index(e.tag) + 1 for e in document.iter(*HEADINGS)]
    steps = zip([0, *ranks], ranks, strict=False)
    return bool(ranks) and all(rank - before <= 1 for before, rank in steps)


def _hazards(document: Element, resources: Sequence[Resource]) -> tuple[str, ...]:
    scripts = any(e.get("type") != "application/ld+json" for e in document.iter("script"))
    if scripts or next(document.iter(*_SOUNDING), None) is not None:
        return ("unknownFlashingHazard", "unknownMotionSimulationHazard", "unknownSoundHazard")
    if next(document.iter(*_ANIMATIONS), None) is not None or any(map(_moves, resources)):
        return ("unknownFlashingHazard", "unknownMotionSimulationHazard", "noSoundHazard")
    return ("none",)


def _moves(resource: Resource) -> bool:
    """Tell whether a picture has more than one frame or may change by itself."""
    data = resource.data
    if resource.media_type == "image/gif":
        return data.count(b"\x21\xf9\x04") > 1  # graphic control extensions, one a frame
    if resource.media_type == "image/png":
        return b"acTL" in data[:4096]
    if resource.media_type == "image/webp":
        return b"ANIM" in data[:4096]
    if resource.media_type == "image/svg+xml":
        return _ANIMATED_SVG.search(data) is not None
    return resource.media_type not in ("image/jpeg", "image/bmp", "image/tiff")


def _summary(document: Element, told: Mapping[str, Set[str]], complete: bool) -> str:
    """Return one sentence that says what the other properties have no term for."""
    facts = []
    tables = list(document.iter("table"))
    if tables and all(next(t.iter("th"), None) is not None for t in tables):
        facts.append("tables have header cells")
    if len({*filter(None, told["lang"])}) > 1:
        facts.append("passages in other languages are marked with their language")
    if {"doc-noteref", "doc-backlink"} <= told["role"]:
        facts.append("notes link back to the place that refers to them")
    if not facts:
        return (
            "All of the text can be read aloud or in braille."
            if complete
            else "All of the text can be read aloud or in braille; some images are not described."
        )
    sentence = facts[0] if len(facts) == 1 else ", ".join(facts[:-1]) + " and " + facts[-1]
    return f"{sentence[0].upper()}{sentence[1:]}."


def _is_content_picture(element: Element) -> bool:
    """Tell whether an element is a picture that means something, or may: decoration says so."""
    name = local_name(element)
    if any(local_name(above) in ("svg", "object") for above in element.iterancestors()):
        return False
    if any(e.get("aria-hidden") == "true" for e in (element, *element.iterancestors())):
        return False
    if element.get("role") in ("presentation", "none"):
        return False
    return not (name == "img" and element.get("alt") is not None and not element.get("alt"))


def _has_alternative(element: Element) -> bool:
    """Tell whether a picture has words that say more than that it is one."""
    if element.get("aria-labelledby"):
        return True
    names = [element.get("alt"), element.get("aria-label")]
    names += ["".join(child.itertext()) for child in element if local_name(child) == "title"]
    given = [name for name in names if name and name.strip()]
    return bool(given) and not says_nothing(given[0])
