"""The rule about fonts that may not be put into a publication."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.fonts import embedding, packaged_name
from everyleaf.model import Publication


def fonts_embeddable(publication: Publication) -> Iterator[Diagnostic]:
    """Find fonts that forbid what every edition does: to carry them.

    ISO 14289-1:2014 7.21.4.1: only fonts that may legally be embedded are used.
    """
    folder = publication.source_path
    if posixpath.splitext(folder)[1]:  # a file; a book may be named by its folder
        folder = posixpath.dirname(folder)
    for font in publication.fonts:
        if packaged_name(font) is None and embedding(font) == "forbidden":
            yield Diagnostic(
                "font-embedding-forbidden",
                "error",
                f"the font {font.family} says that it may not be embedded, and every edition "
                "carries its fonts (its OS/2 table, fsType: restricted licence)",
                "Use another font, or ask its maker for a copy whose licence allows embedding.",
                Position(posixpath.join(folder, "fonts", font.name)),
                "ISO 14289-1:2014 7.21.4.1",
            )
