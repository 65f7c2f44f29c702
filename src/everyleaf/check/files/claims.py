"""Compare what a publication claims about its accessibility with what is in it.

1. `gather_facts` looks at the content: pictures, formulas, page breaks, sound, movement.
2. `judge_claims` says which claims the content does not bear out, and what is there but unclaimed.

The claims are schema.org's accessibility properties (Accessibility Properties for Discoverability
Vocabulary 1.1), from the package document of an EPUB, the JSON-LD of a page or the XMP of a PDF;
what is claimed of conformance is judged in `conformance`.

Why covers are apart: nobody needs to see a cover to read the book, so that it makes no access mode
(EPUB Accessibility metadata authoring guide), though its words are an alternative text like others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.images import drawing_name
from everyleaf.check.files.markup import (
    ContentDocument,
    find,
    headings_of,
    in_hidden,
    is_a,
    roles_of,
    spoken_text,
)
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import local_name
from everyleaf.model import Element
from everyleaf.wording import says_nothing

KNOWN_FEATURES = frozenset(
    """
    alternativeText annotations ARIA audioDescription bookmarks braille captions ChemML
    closedCaptions describedMath displayTransformability fullRubyAnnotations
    highContrastAudio highContrastDisplay horizontalWriting index largePrint latex latex-chemistry
    longDescription MathML MathML-chemistry none openCaptions pageBreakMarkers pageNavigation
    printPageNumbers readingOrder rubyAnnotations signLanguage structuralNavigation
    synchronizedAudioText tableOfContents taggedPDF tactileGraphic tactileObject timingControl transcript
    ttsMarkup unknown unlocked verticalWriting withAdditionalWordSegmentation
    withoutAdditionalWordSegmentation
    """.split()
)
_MODES = frozenset(
    "auditory chartOnVisual chemOnVisual colorDependent diagramOnVisual mathOnVisual musicOnVisual "
    "tactile textOnVisual textual visual".split()
)
_HAZARDS = {
    "flashing": "FlashingHazard",
    "motionSimulation": "MotionSimulationHazard",
    "sound": "SoundHazard",
}
_HAZARD_VALUES = frozenset(
    ["none", "unknown", *_HAZARDS]
    + [f"{sure}{hazard}" for sure in ("no", "unknown") for hazard in _HAZARDS.values()]
)
_LONG_TEXT = 1000
"""Characters from which on a text is more than the words in a picture book."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a publication says about itself."""

    modes: tuple[str, ...] = ()
    sufficient: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    summaries: tuple[str, ...] = ()
    conforms_to: tuple[str, ...] = ()
    certified_by: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    """Credentials and reports of whoever certifies it."""
    certified_on: tuple[str, ...] = ()
    """Dates, as they are written."""
    page_sources: tuple[str, ...] = ()
    made: str = ""
    """When the file was last changed, as it says."""
    place: Position | None = None
    """Where the claims stand, or would stand."""
    places: Mapping[str, Position] = field(default_factory=dict)
    """Of single values, where they are known."""
    conformance_alone: bool = False
    """Whether it says to what it conforms, and nothing else of accessibility."""

    def at(self, value: str) -> Position | None:
        """Return the place of a value."""
        return self.places.get(value, self.place)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is in a publication, as far as claims are about it."""

    pictures: int
    """Without covers."""
    covers: int
    undescribed: int
    formulas: int
    formulas_without_words: int
    mathml: bool
    sounding: bool
    moving: bool
    scripted: bool
    page_breaks: bool
    page_list: bool
    contents: bool
    headings: bool
    headings_skip: bool
    index: bool
    long_descriptions: bool
    roles: bool
    narrated: bool
    """Has media overlays."""
    spoken_markup: bool
    """Has SSML or PLS lexicons."""
    tex: bool
    ruby: bool
    captioned: bool
    text: bool
    """Has more words than a book of pictures."""
    locked: bool
    fixed_layout: bool
    positive_tabindex: bool
    tagged: bool = False
    """Is a PDF with tags."""


def gather_facts(
    documents: Sequence[ContentDocument],
    *,
    page_list: bool,
    contents: bool,
    narrated: bool = False,
    lexicon: bool = False,
    locked: bool = False,
    fixed_layout: bool = False,
    moving: bool = False,
    skip: ContentDocument | None = None,
) -> Facts:
    """Look at the content.

    Args:
        documents: In reading order.
        page_list: Whether there is a list of pages.
        contents: Whether there are contents.
        narrated: Whether the package has media overlays.
        lexicon: Whether it has pronunciation lexicons.
        locked: Whether content is encrypted.
        fixed_layout: Whether all of it is pre-paginated.
        moving: Whether a picture is animated.
        skip: A document that is no text, the navigation document outside the spine.
    """
    read = [document for document in documents if document is not skip]
    elements = [e for document in read for e in document.root.iter(etree.Element)]
    names = {local_name(e) for e in elements}
    pictures = [e for e in elements if _is_content_picture(e)]
    covers = [e for e in pictures if _is_cover(e)]
    formulas = [e for e in elements if local_name(e) == "math"]
    ids = {i for document in read for i in document.ids}
    ranks = [rank for document in read for rank, _ in headings_of(document.root)]
    return Facts(
        pictures=len(pictures) - len(covers),
        covers=len(covers),
        undescribed=sum(not _described(e) for e in pictures),
        formulas=len(formulas),
        formulas_without_words=sum(not (e.get("alttext") or e.get("aria-label")) for e in formulas),
        mathml=bool(formulas),
        sounding=bool(names & {"audio", "video"}),
        moving=moving or bool(names & {"video"}) or any(n.startswith("animate") for n in names),
        scripted=any(_is_script(e) for e in elements),
        page_breaks=any(is_a(e, "doc-pagebreak", "pagebreak") for e in elements),
        page_list=page_list,
        contents=contents,
        headings=bool(ranks),
        headings_skip=_skips(read),
        index=any(is_a(e, "doc-index", "index") for e in elements),
        long_descriptions=any(
            set((e.get("aria-details") or e.get("aria-describedby") or "").split()) & ids
            or e.get("longdesc")
            for e in elements
        ),
        roles=any(
            str(key) == "role" or str(key).startswith("aria-") for e in elements for key in e.attrib
        ),
        narrated=narrated,
        spoken_markup=lexicon
        or any("2001/10/synthesis" in str(key) for e in elements for key in e.attrib),
        tex=any(e.get("encoding") == "application/x-tex" for e in elements),
        ruby="ruby" in names,
        captioned="track" in names,
        text=_is_long(read),
        locked=locked,
        fixed_layout=fixed_layout,
        positive_tabindex=any(
            (e.get("tabindex") or "").strip().isdecimal() and int(e.get("tabindex") or "0") > 0
            for e in elements
        ),
    )


def judge_claims(claims: Claims, facts: Facts) -> Iterator[Diagnostic]:
    """Compare claims with facts, both ways."""
    if not (claims.modes or claims.features or claims.hazards or claims.sufficient):
        message = "nothing is said about accessibility: no access modes, features or hazards"
        yield find_fault("accessibility-metadata-missing", message, claims.place)
        return
    yield from _missing_properties(claims)
    yield from _modes(claims, facts)
    yield from _features(claims, facts)
    yield from _hazards(claims, facts)


def _missing_properties(claims: Claims) -> Iterator[Diagnostic]:
    required = {
        "accessMode": claims.modes,
        "accessibilityFeature": claims.features,
        "accessibilityHazard": claims.hazards,
        "accessModeSufficient": claims.sufficient,
    }
    for name, values in required.items():
        if not values:
            message = f"there is no {name}"
            yield find_fault("accessibility-metadata-missing", message, claims.place)
    for kind, values, known in (
        ("accessMode", claims.modes, _MODES),
        ("accessModeSufficient", _modes_of(claims.sufficient), _MODES),
        ("accessibilityFeature", claims.features, KNOWN_FEATURES),
        ("accessibilityHazard", claims.hazards, _HAZARD_VALUES),
    ):
        for value in values:
            if value.split("/")[0] not in known:
                message = f"{value} is no {kind} of schema.org"
                yield find_fault("claim-unknown", message, claims.at(value))


def _modes(claims: Claims, facts: Facts) -> Iterator[Diagnostic]:
    visual = bool(facts.pictures) or facts.moving
    if claims.modes:
        if "visual" in claims.modes and not (visual or facts.covers):
            message = "accessMode visual is claimed, but there is no picture that means something"
            yield find_fault("claim-unfounded", message, claims.at("visual"))
        if visual and "visual" not in claims.modes:
            message = f"there are {facts.pictures} pictures, but accessMode visual is not claimed"
            yield find_fault("claim-missing", message, claims.place)
        if "auditory" in claims.modes and not (facts.sounding or facts.narrated):
            message = "accessMode auditory is claimed, but there is nothing to hear"
            yield find_fault("claim-unfounded", message, claims.at("auditory"))
        if facts.sounding and "auditory" not in claims.modes:
            message = "there is sound or video, but accessMode auditory is not claimed"
            yield find_fault("claim-missing", message, claims.place)
        if facts.text and "textual" not in claims.modes:
            message = "there is text, but accessMode textual is not claimed"
            yield find_fault("claim-missing", message, claims.place)
    if "auditory" in _modes_of(claims.sufficient) and not (facts.sounding or facts.narrated):
        message = "accessModeSufficient auditory is claimed, but there is nothing to hear"
        place = next((claims.at(v) for v in claims.sufficient if "auditory" in v), claims.place)
        yield find_fault("claim-unfounded", message, place)
    textual = any(value.replace(" ", "") == "textual" for value in claims.sufficient)
    if textual and facts.undescribed:
        message = (
            "accessModeSufficient textual is claimed, but "
            f"{_count(facts.undescribed, 'picture')} without alternative text"
        )
        yield find_fault("claim-unfounded", message, claims.at("textual"))
    if claims.sufficient and not textual and not facts.undescribed and not facts.sounding:
        message = "all of it can be read as text, but accessModeSufficient textual is not claimed"
        yield find_fault("claim-missing", message, claims.place)


def _features(claims: Claims, facts: Facts) -> Iterator[Diagnostic]:
    claimed = {value.split("/")[0] for value in claims.features}
    for feature, (fact, why, why_not) in _grounds(facts).items():
        if feature in claimed and not fact:
            message = f"accessibilityFeature {feature} is claimed, but {why_not}"
            yield find_fault("claim-unfounded", message, claims.at(feature))
        elif fact and feature not in claimed and why and claims.features:
            message = f"{why}, but accessibilityFeature {feature} is not claimed"
            yield find_fault("claim-missing", message, claims.place)
    lesser = [f for f in _lesser_features(facts) if f not in claimed] if claims.features else []
    if lesser:
        message = f"this is there too, and not claimed: {', '.join(lesser)}"
        yield find_fault("claim-missing", message, claims.place, severity="advice")
    for feature in ("annotations", "bookmarks", "captions", "printPageNumbers"):
        if feature in claimed:
            message = f"accessibilityFeature {feature} is deprecated"
            yield find_fault("claim-deprecated", message, claims.at(feature))
    if "none" in claimed and len(claimed) > 1:
        message = "accessibilityFeature none is claimed beside other features"
        yield find_fault("claim-contradictory", message, claims.at("none"))


def _lesser_features(facts: Facts) -> Iterator[str]:
    """Yield what is there, and what many readers expect even where it is not claimed."""
    grounds = _grounds(facts)
    for feature in (
        "ARIA",
        "displayTransformability",
        "latex",
        "longDescription",
        "readingOrder",
        "structuralNavigation",
        "unlocked",
    ):
        if grounds[feature][0]:
            yield feature


def _grounds(facts: Facts) -> dict[str, tuple[bool, str, str]]:
    """Return for each feature that can be seen: whether it is there, and both in words.

    The first words are empty where a feature need not be claimed.
    """
    described = facts.pictures + facts.covers > 0 and not facts.undescribed
    breaks, listed = facts.page_breaks, facts.page_list
    return {
        "alternativeText": (
            described,
            "every picture has alternative text" if facts.pictures else "",
            f"{_count(facts.undescribed, 'picture')} none"
            if facts.undescribed
            else "there is no picture that means something",
        ),
        "ARIA": (facts.roles, "", "there are no roles"),
        "captions": (facts.captioned, "", "no video has captions"),
        "closedCaptions": (facts.captioned, "", "no video has captions"),
        "describedMath": (
            facts.formulas > 0 and not facts.formulas_without_words,
            "every formula is said in words",
            "there are formulas without words" if facts.formulas else "there are no formulas",
        ),
        "displayTransformability": (
            not facts.fixed_layout,
            "",
            "the layout is fixed",
        ),
        "index": (facts.index, "there is an index", "there is no index"),
        "latex": (facts.tex, "", "no formula carries TeX"),
        "longDescription": (
            facts.long_descriptions,
            "",
            "nothing points to a long description",
        ),
        "MathML": (facts.mathml, "there are formulas in MathML", "there is no MathML"),
        "pageBreakMarkers": (breaks, "page breaks are marked", "no page break is marked"),
        "pageNavigation": (listed, "there is a page list", "there is no page list"),
        "printPageNumbers": (breaks or listed, "", "no page break is marked"),
        "readingOrder": (
            not facts.positive_tabindex,
            "",
            "tabindex changes the order",
        ),
        "rubyAnnotations": (facts.ruby, "", "there is no ruby"),
        "structuralNavigation": (
            facts.headings and not facts.headings_skip,
            "",
            "headings skip a level" if facts.headings else "there are no headings",
        ),
        "synchronizedAudioText": (
            facts.narrated,
            "there are media overlays",
            "there are no media overlays",
        ),
        "taggedPDF": (facts.tagged, "the file is tagged", "there are no tags"),
        "tableOfContents": (facts.contents, "there are contents", "there are no contents"),
        "transcript": (facts.sounding, "", "there is nothing to transcribe"),
        "ttsMarkup": (facts.spoken_markup, "", "there is no SSML and no lexicon"),
        "unlocked": (not facts.locked, "", "content is encrypted"),
    }


def _hazards(claims: Claims, facts: Facts) -> Iterator[Diagnostic]:
    claimed = set(claims.hazards)
    if claimed & {"none", "unknown"} and len(claimed) > 1:
        message = f"accessibilityHazard says {', '.join(claims.hazards)}, which contradict"
        yield find_fault("claim-contradictory", message, claims.at("none"))
    silent = [
        name
        for name, hazard in _HAZARDS.items()
        if not claimed & {name, f"no{hazard}", f"unknown{hazard}"}
    ]
    if claimed and silent and not claimed & {"none", "unknown"}:
        message = f"accessibilityHazard does not say whether there is a hazard of {silent[0]}"
        yield find_fault("claim-missing", message, claims.place)
    for sure, hazard in _HAZARDS.items():
        absent = f"no{hazard}"
        if sure in claimed and absent in claimed:
            message = f"accessibilityHazard says both {sure} and {absent}"
            yield find_fault("claim-contradictory", message, claims.at(absent))
        quiet = "none" in claimed or absent in claimed
        moves = hazard != "SoundHazard" and (facts.moving or facts.scripted)
        sounds = hazard == "SoundHazard" and facts.sounding
        if sure in claimed and not (moves or sounds):
            message = (
                f"accessibilityHazard {sure} is claimed, but there is nothing that could be one"
            )
            yield find_fault("claim-unfounded", message, claims.at(sure))
        if quiet and (moves or sounds):
            said = "none" if "none" in claimed else absent
            what = "sound or video" if sounds else "video, animation or scripts"
            message = f"accessibilityHazard {said} is claimed, but there is {what}"
            yield find_fault("claim-unfounded", message, claims.at(said))
            break


def _modes_of(sufficient: Sequence[str]) -> tuple[str, ...]:
    modes = (mode.strip() for value in sufficient for mode in value.split(","))
    return tuple(filter(None, modes))


def _is_long(documents: Sequence[ContentDocument]) -> bool:
    length = 0
    for document in documents:
        length += len(spoken_text(document.root))
        if length >= _LONG_TEXT:
            return True
    return False


def _count(number: int, word: str) -> str:
    return f"{number} {word} has" if number == 1 else f"{number} {word}s have"


def _skips(documents: Sequence[ContentDocument]) -> bool:
    for document in documents:
        before: int | None = None
        for rank, heading in headings_of(document.root):
            if not spoken_text(heading):
                continue
            if before is not None and rank > before + 1:
                return True
            before = rank
    return False


def _is_script(element: Element) -> bool:
    kind = (element.get("type") or "").casefold()
    if local_name(element) != "script":
        return local_name(element) in ("canvas", "iframe", "embed")
    return "json" not in kind and "template" not in kind and "math" not in kind


def _is_content_picture(element: Element) -> bool:
    name = local_name(element)
    if name not in ("img", "svg", "image", "canvas", "object"):
        return False
    if any(local_name(e) in ("svg", "object", "math") for e in element.iterancestors()):
        return False
    if in_hidden(element) or roles_of(element) & {"presentation", "none"}:
        return False
    return not (name == "img" and element.get("alt") is not None and not element.get("alt"))


def _is_cover(element: Element) -> bool:
    return any(is_a(e, "doc-cover", "cover") for e in (element, *element.iterancestors()))


def _described(element: Element) -> bool:
    name = (element.get("alt") or element.get("aria-label") or element.get("title") or "").strip()
    if name:
        return not says_nothing(name)
    if element.get("aria-labelledby") or drawing_name(element):
        return True
    inner = [e for e in find(element, "image") if e.get("aria-label")]
    return bool(inner) or (local_name(element) == "object" and bool(spoken_text(element)))
