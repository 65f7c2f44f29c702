"""Add images, each with alternative text or marked as decoration (WCAG 2.2 SC 1.1.1)."""

from __future__ import annotations

from markdown_it.token import Token

from everyleaf.read import citation_marks
from everyleaf.read.attributes import clean_attributes, given_attributes
from everyleaf.read.growth import NO_ALT, Growth
from everyleaf.read.image_credits import show_attributes


def add_image(growth: Growth, token: Token) -> None:
    """Add an image with its alternative text; report one that says nothing."""
    place = growth.here(token)
    given = given_attributes(token)
    shown = show_attributes(growth, given, place)
    attributes = clean_attributes(growth, given, place) | shown
    classes = attributes.get("class", "").split()
    # An image's children are the tokens of its alternative text.
    alt = "".join(
        c.content
        if c.type in ("text", "text_special", "code_inline", citation_marks.MARK)
        else " "
        if "break" in c.type
        else ""
        for c in token.children or []
    ).strip()
    if any(c.type == "footnote_ref" for c in token.children or []):
        growth.error(
            "note-misplaced",
            "a note stands in the alternative text of an image",
            "Put it behind the image or into the caption.",
            place,
        )
    if "decorative" in classes:
        if alt:
            growth.error(
                "image-decorative-alt",
                "the image is marked decorative and has alternative text too",
                "Remove {.decorative} if the image says something; otherwise empty the "
                "square brackets.",
                place,
                "WCAG 2.2 SC 1.1.1",
            )
    elif not alt:
        growth.error(
            "image-alt-missing",
            "the image has no alternative text",
            "Say in the square brackets what the image says, or mark decoration with "
            "`![](…){.decorative}`.",
            place,
            "WCAG 2.2 SC 1.1.1",
        )
        attributes[NO_ALT] = ""
    if title := token.attrs.get("title"):
        growth.error(
            "image-caption-misplaced",
            f"the caption “{title}” would be left out, for the image stands in a line of text",
            "Put the image alone between empty lines, or remove the caption.",
            place,
        )
    attributes |= {"src": str(token.attrs.get("src", "")), "alt": alt}
    growth.open("img", place, attributes)
    growth.close()
