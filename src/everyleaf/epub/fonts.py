"""Bring the fonts into the container: the parts of them that the text needs.

Step 6 of `epub.write`.

Why only one family for the text and one for code: readers choose their own, and a reading system
sets it on the body alone; what names no family follows. Nothing here is `!important`.
"""

from __future__ import annotations

from collections.abc import Sequence

from everyleaf.epub.package import Item
from everyleaf.jobs import Jobs
from everyleaf.model import Element, Font
from everyleaf.typefaces import Face, choose_faces, choose_math_faces

_FOLDER = "fonts"


def bring_fonts(
    fonts: Sequence[Font], stylesheet: str, document: Element, jobs: Jobs
) -> tuple[tuple[Item, ...], str]:
    """Return the font files and the stylesheet with a rule before it for each face.

    Args:
        fonts: Of the publication.
        stylesheet: What families are asked for.
        document: What characters are asked for.
        jobs: Does the work.
    """
    faces = choose_faces(fonts, stylesheet, document, jobs)
    faces += choose_math_faces(document, jobs)
    places = _place(faces)
    items = tuple(Item(place, "font/woff2", data) for data, place in places.items())
    rules = [face.rule(places[face.data]) for face in faces]
    return items, "\n".join([*rules, "", stylesheet]) if rules else stylesheet


def _place(faces: Sequence[Face]) -> dict[bytes, str]:
    """Return a path in the container for each file; faces of one file share it."""
    places: dict[bytes, str] = {}
    for face in faces:
        if face.data in places:
            continue
        place, number = f"{_FOLDER}/{face.name}.woff2", 1
        while place in places.values():
            number += 1
            place = f"{_FOLDER}/{face.name}-{number}.woff2"
        places[face.data] = place
    return places
