"""The cover is a picture of 1600 by 2560 pixels, always the same."""

from __future__ import annotations

import dataclasses
import io

from PIL import Image

from everyleaf.model import Publication
from everyleaf.pdf.layout.cover import draw_cover


def test_cover(tides: Publication) -> None:
    data = draw_cover(tides)
    assert draw_cover(tides) == data
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("PNG", (1600, 2560))
        assert len(image.convert("RGB").getcolors(65536) or ()) > 8
    assert len(data) < 200_000


def test_every_author_s_words_are_on_it(tides: Publication) -> None:
    metadata = dataclasses.replace(tides.metadata, title="Another title")
    assert draw_cover(dataclasses.replace(tides, metadata=metadata)) != draw_cover(tides)
