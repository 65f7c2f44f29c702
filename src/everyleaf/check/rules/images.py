"""Rules about what an image says to those who do not see it (WCAG 2.2 SC 1.1.1, 1.4.5).

That an image has no alternative text at all is found when it is read (`image-alt-missing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from everyleaf import wording
from everyleaf.check.rules.phrases import (
    CHART_WORDS,
    FORMULA_IMAGES,
    TABLE_IMAGES,
    TEXT_IMAGES,
    openings_in,
)
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import full_text, place_of, shorten
from everyleaf.model import Element, Publication, Resource

LONGEST_ALT = 500
"""Characters. Screen readers read alternative text in one breath: it cannot be paused, gone through
by words or skipped to the point."""

_ALTERNATIVES = "WCAG 2.2 SC 1.1.1"
_KINDS = (
    # finding, what it is of, how its alternative text begins, what its file is called
    ("math-as-image", "a formula", FORMULA_IMAGES, "eqn?|equation|formula|latex"),
    ("table-as-image", "a table", TABLE_IMAGES, "table|tbl|tabelle|tableau|tabla|tabela"),
    ("image-of-text", "text", TEXT_IMAGES, "text|quote|scan"),
)
_REMEDIES = {
    "math-as-image": "Write it as a formula between dollars.",
    "table-as-image": "Write it as a table.",
    "image-of-text": "Write it as text.",
}
_MAX_WORDS_DRAWN = 80
_LARGE_PX = 200.0


@dataclass(frozen=True, slots=True)
class _Image:
    """An image, with what stands around it."""

    element: Element
    alt: str
    language: str
    caption: Element | None
    resource: Resource | None

    @property
    def decorative(self) -> bool:
        return "decorative" in self.element.get("class", "").split()

    @property
    def stem(self) -> str:
        return PurePosixPath(self.element.get("src", "")).stem.lower()


def _images(publication: Publication) -> Iterator[_Image]:
    resources = {resource.path: resource for resource in publication.resources}
    for image in publication.kept.named("img"):
        around = (e.get("lang") for e in (image, *image.iterancestors()))
        figure = next(image.iterancestors("figure"), None)
        yield _Image(
            image,
            " ".join(image.get("alt", "").split()),
            next(filter(None, around), publication.metadata.language),
            figure.find("figcaption") if figure is not None else None,
            resources.get(image.get("src", "")),
        )


def decorations_silent(publication: Publication) -> Iterator[Diagnostic]:
    """Find images that are marked as decoration but say something: captioned, or large."""
    for image in _images(publication):
        if not image.decorative:
            continue
        if image.caption is not None:
            yield Diagnostic(
                "image-decorative-caption",
                "warning",
                "the image is marked decorative but has a caption, so it says something",
                "Say in the square brackets what the image says and remove {.decorative}, or remove "
                "the caption.",
                place_of(image.element),
                _ALTERNATIVES,
            )
        elif image.resource is not None and _looks_meant(image.resource):
            yield Diagnostic(
                "image-decorative-large",
                "advice",
                f"the image is marked decorative, but at {image.resource.width_px:.0f} by "
                f"{image.resource.height_px:.0f} pixels it is large for an ornament",
                "Say in the square brackets what it shows, if a reader would miss it.",
                place_of(image.element),
                _ALTERNATIVES,
            )


def _looks_meant(resource: Resource) -> bool:
    short, long = sorted((resource.width_px, resource.height_px))
    return short >= _LARGE_PX and long < 4 * short


def alternatives_say_something(publication: Publication) -> Iterator[Diagnostic]:
    """Find alternative text that is a file name, a word for an image, or the caption again."""
    for image in _images(publication):
        if not image.alt:
            continue
        place = place_of(image.element)
        if wording.is_file_name(image.alt) or (
            image.alt.lower() == image.stem and "_" in image.alt
        ):
            yield Diagnostic(
                "image-alt-file-name",
                "warning",
                f"the alternative text “{shorten(image.alt)}” is the name of a file",
                "Say in the square brackets what the image shows.",
                place,
                _ALTERNATIVES,
            )
        elif wording.is_generic_alternative(image.alt):
            yield Diagnostic(
                "image-alt-generic",
                "warning",
                f"the alternative text “{shorten(image.alt)}” does not say what the image shows",
                "Say in the square brackets what a reader should learn from it.",
                place,
                _ALTERNATIVES,
            )
        elif image.caption is not None and wording.same_words(
            image.alt, _caption_words(image.caption)
        ):
            yield Diagnostic(
                "image-alt-repeats-caption",
                "warning",
                "the alternative text is the caption again: it is heard twice, and what the image "
                "shows is not said",
                "Describe in the square brackets what is seen; leave the rest to the caption.",
                place,
                _ALTERNATIVES,
            )


def alternatives_to_the_point(publication: Publication) -> Iterator[Diagnostic]:
    """Find alternative text that says “image of”, and such as is a description of its own."""
    for image in _images(publication):
        if wording.begins_with_kind(image.alt):
            yield Diagnostic(
                "image-alt-begins-with-kind",
                "advice",
                f"the alternative text “{shorten(image.alt)}” begins with what screen readers say "
                "already, that it is an image",
                "Begin with what is shown.",
                place_of(image.element),
                _ALTERNATIVES,
            )
        if len(image.alt) > LONGEST_ALT and not image.element.get("aria-details"):
            yield Diagnostic(
                "image-alt-too-long",
                "advice",
                f"the alternative text has {len(image.alt)} characters, and a screen reader reads "
                "it in one piece",
                "Say the point in a sentence or two, and write the rest into the text: name its "
                "place with `details=#id` behind the image.",
                place_of(image.element),
                _ALTERNATIVES,
            )


def images_of_text(publication: Publication) -> Iterator[Diagnostic]:
    """Find images that seem to be of text, a table or a formula (WCAG 2.2 SC 1.4.5)."""
    for image in _images(publication):
        if not image.alt or image.resource is None:
            continue
        place = place_of(image.element)
        drawn = _words_drawn(image.resource)
        if drawn > _MAX_WORDS_DRAWN:
            yield _of_text("image-of-text", f"the drawing holds {drawn} words", place)
        if image.resource.media_type == "image/svg+xml":
            continue
        for code, kind, openings, files in _KINDS:
            said = image.alt.lower().startswith(openings_in(openings, image.language))
            if said or re.search(rf"(?:^|[-_ ])(?:{files})[-_ ]?\d*$", image.stem):
                yield _of_text(code, f"the image seems to be of {kind}", place)
                break


def _of_text(code: str, reason: str, place: Position) -> Diagnostic:
    return Diagnostic(
        code,
        "advice",
        f"{reason}: nobody can enlarge, select or go through it word by word",
        _REMEDIES[code],
        place,
        "WCAG 2.2 SC 1.4.5",
    )


def _words_drawn(resource: Resource) -> int:
    if resource.media_type != "image/svg+xml":
        return 0
    texts = re.findall(rb"<text\b.*?</text>", resource.data, re.DOTALL)
    return sum(len(re.sub(rb"<[^>]*>", b" ", text).split()) for text in texts)


def charts_have_data(publication: Publication) -> Iterator[Diagnostic]:
    """Find charts whose numbers a reader cannot get at: neither said, nor in a table, nor described."""
    for image in _images(publication):
        alt = image.alt.lower()
        if not any(word in alt for word in openings_in(CHART_WORDS, image.language)):
            continue
        if len(re.findall(r"\d[\d.,]*", alt)) >= 3 or image.element.get("aria-details"):
            continue
        section = next(image.element.iterancestors("section", "article"), None)
        if section is not None and section.find(".//table") is not None:
            continue
        if image.caption is not None and image.caption.find(".//a[@href]") is not None:
            continue
        yield Diagnostic(
            "chart-data-missing",
            "advice",
            f"the numbers of the chart “{shorten(image.alt)}” are nowhere in words",
            "Put them in a table and link to it from the caption, or describe them in the text and "
            "name the place with `details=#id`.",
            place_of(image.element),
            _ALTERNATIVES,
        )


def _caption_words(caption: Element) -> str:
    """Return a caption's words without its number and its credit, for comparing."""
    parts = [caption.text or ""]
    for child in caption:
        if child.get("class") not in ("label", "credit"):
            parts.append(full_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
