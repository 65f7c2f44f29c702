"""Rules about pictures in content documents: alternatives, captions, drawings, text as picture.

WCAG 2.2 SC 1.1.1 and 1.4.5; the W3C's alt decision tree says what an empty alternative is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from everyleaf import wording
from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.markup import (
    ContentDocument,
    find,
    in_hidden,
    is_hidden,
    roles_of,
    text_of,
)
from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import local_name, shorten
from everyleaf.model import Element

LONGEST_ALTERNATIVE = 500
"""Characters; a screen reader cannot pause and go back in an alternative."""
_TEX = re.compile(r"\\(?:frac|sum|int|sqrt|begin|alpha|beta|left|mathbf)\b|\$[^$]+\$|^\s*\{?\\")
_MATH_NAME = re.compile(r"(?:^|[/_-])(?:eqn?|equation|formula|math|tex|latex)[-_]?\d*\.\w+$", re.I)
_TABLE_NAME = re.compile(r"(?:^|[/_-])(?:table|tbl|tabelle|tableau|tabla)[-_]?\d*\.\w+$", re.I)
_LABEL = re.compile(r"^\w+[\s\u00a0]+[A-Z]?[\d.]+\s*[:.–—]\s*")
"""“Figure 1.1:” before a caption."""
_MIXED_CASE = frozenset(
    "clippathunits fedropshadow gradienttransform gradientunits markerheight markerwidth "
    "patterntransform patternunits preserveaspectratio refx refy spreadmethod startoffset "
    "textlength viewbox".split()
)
_MIXED_CASE_NAMES = frozenset(
    "clippath fegaussianblur foreignobject lineargradient radialgradient textpath".split()
)


def alternatives(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find pictures whose alternative is missing or says nothing."""
    for image in find(document.root, "img"):
        if in_hidden(image) or roles_of(image) & {"presentation", "none"}:
            continue
        source = picture_name(image)
        place = document.at(image)
        alt = image.get("alt")
        if alt is None:
            if not (image.get("aria-label") or image.get("aria-labelledby") or image.get("title")):
                message = f"the picture {source} has no alternative text"
                yield find_fault("image-alt-missing", message, place)
        elif not alt.strip():
            if reason := _must_mean_something(image):
                message = f"the picture {source} has an empty alternative, but {reason}"
                yield find_fault("image-alt-empty", message, place)
        else:
            yield from _judge_words(document, image, alt, source)


def _judge_words(
    document: ContentDocument, image: Element, alt: str, source: str
) -> Iterator[Diagnostic]:
    place = document.at(image)
    said = shorten(alt)
    if wording.is_file_name(alt) or alt.strip() == source:
        message = f"the alternative text of {source} is a file name: “{said}”"
        yield find_fault("image-alt-file-name", message, place)
    elif wording.is_generic_alternative(alt):
        message = f"the alternative text of {source} says only “{said}”"
        yield find_fault("image-alt-generic", message, place)
    elif any(wording.same_words(alt, caption) for caption in _captions_of(image)):
        message = f"the alternative text of {source} repeats its caption: “{said}”"
        yield find_fault("image-alt-repeats-caption", message, place)
    elif _TEX.search(alt) or _MATH_NAME.search(source):
        message = f"the picture {source} is a formula: “{said}”"
        yield find_fault("math-as-image", message, place)
    elif _TABLE_NAME.search(source) or re.match(r"table\b(?! of contents)", wording.plain(alt)):
        message = f"the picture {source} seems to be a table: “{said}”"
        yield find_fault("table-as-image", message, place)
    elif wording.begins_with_kind(alt):
        message = f"the alternative text of {source} begins “{shorten(alt)[:24]}”"
        yield find_fault("image-alt-begins-with-kind", message, place)
    elif len(alt) > LONGEST_ALTERNATIVE and not image.get("aria-details"):
        message = f"the alternative text of {source} has {len(alt)} characters"
        yield find_fault("image-alt-too-long", message, place)


def captions(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find captions that are on the screen but kept from screen readers, or the reverse."""
    for caption in find(document.root, "figcaption", "caption"):
        if is_hidden(caption):
            message = f"the caption “{shorten(text_of(caption))}” is hidden from screen readers"
            yield find_fault("caption-hidden", message, document.at(caption))


def drawings(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find SVG drawings without a role and a name, and drawings spoilt by an HTML parser."""
    for svg in find(document.root, "svg"):
        if any(local_name(above) == "svg" for above in svg.iterancestors()):
            continue
        if document.is_xml:
            yield from _lower_cased(document, svg)
        if in_hidden(svg) or roles_of(svg) & {"presentation", "none"}:
            continue
        if local_name(document.root) == "svg" or _wraps_named_picture(svg):
            continue
        named_elsewhere = any(
            e.get("aria-label") or (local_name(e) == "a" and text_of(e))
            for e in svg.iterancestors()
            if local_name(e) in ("a", "button") or roles_of(e) & {"img"}
        )
        if named_elsewhere:
            continue
        missing = [] if roles_of(svg) & _DRAWING_ROLES else ["role"]
        if not drawing_name(svg):
            missing.append("name")
        if missing:
            message = f"an SVG drawing has no {' and no '.join(missing)}"
            yield find_fault("drawing-name-missing", message, document.at(svg))


_DRAWING_ROLES = frozenset({"img", "image", "graphics-document", "graphics-symbol", "figure"})


def drawing_name(svg: Element) -> str:
    """Return the accessible name of a drawing, or nothing."""
    label = (svg.get("aria-label") or "").strip()
    if label or svg.get("aria-labelledby"):
        return label or "labelled"
    titles = (text_of(child) for child in svg if local_name(child) == "title")
    return next((title for title in titles if title), "")


def _wraps_named_picture(svg: Element) -> bool:
    """Tell whether a drawing is only a frame around one picture, as covers are often made."""
    drawn = [e for e in svg.iter(etree.Element) if local_name(e) not in ("svg", "g", "title")]
    return (
        len(drawn) == 1
        and local_name(drawn[0]) == "image"
        and bool(drawing_name(svg) or drawn[0].get("aria-label"))
    )


def _lower_cased(document: ContentDocument, svg: Element) -> Iterator[Diagnostic]:
    for element in svg.iter(etree.Element):
        names = {str(key) for key in element.attrib} & _MIXED_CASE
        name = local_name(element)
        if name in _MIXED_CASE_NAMES:
            names = names | {name}
        if names:
            words = ", ".join(sorted(names))
            message = f"the drawing has names in lower case that SVG does not know: {words}"
            yield find_fault("drawing-lower-case", message, document.at(element))
            return


def caption_of(image: Element) -> str:
    """Return the caption of the figure that an image stands in, or nothing."""
    for above in image.iterancestors():
        if local_name(above) == "figure":
            caption = next(find(above, "figcaption"), None)
            return text_of(caption) if caption is not None else ""
    return ""


def _captions_of(image: Element) -> list[str]:
    """Return the caption of an image, whole and without its label and credit."""
    whole = caption_of(image)
    bare = _LABEL.sub("", whole)
    for above in image.iterancestors():
        for part in find(above, "span") if local_name(above) == "figure" else ():
            if (part.get("class") or "") in ("label", "credit", "number"):
                bare = bare.replace(text_of(part), "")
    return [whole, bare] if whole else []


def picture_name(image: Element) -> str:
    """Return the file name of a picture."""
    source = image.get("src") or image.get("{http://www.w3.org/1999/xlink}href") or ""
    if source.startswith("data:"):
        return "in the page"
    return unquote(source.split("?")[0].split("#")[0].rsplit("/", 1)[-1]) or "without a file"


def _must_mean_something(image: Element) -> str:
    """Return why an image cannot be decoration, or nothing."""
    if image.get("title", "").strip():
        return "it has a title"
    for above in image.iterancestors():
        name = local_name(above)
        if name == "figure":
            if caption_of(image):
                return "it stands in a figure with a caption"
            if not text_of(above):
                return "it is all that its figure shows"
        if name == "a" and above.get("href") and not text_of(above):
            others = [i for i in find(above, "img", "svg") if i is not image]
            if not any((i.get("alt") or "").strip() for i in others):
                return "it is all that its link shows"
        if name in ("p", "div", "section", "body", "td", "li"):
            break
    if image.get("aria-details") or image.get("longdesc"):
        return "it has a long description"
    return ""
