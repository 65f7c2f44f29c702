"""Draw the cover: `templates/cover.html`, laid out as one page and made a picture.

1. Fill the template with the metadata.
2. Lay it out through the seam to WeasyPrint (`weasy`), with the publication's own fonts.
3. Draw the page with PDFium and keep it as a PNG of few colours.

Why a picture of a PDF page: the layout is the one that sets the book, so the cover has the same
typefaces and shaping, Arabic and Chinese too, and the same bytes on every run.
"""

from __future__ import annotations

import dataclasses
import io
import uuid
from collections.abc import Iterator
from typing import cast

import pypdfium2
from lxml import etree, html
from PIL import Image

from everyleaf.diagnostics import PublishError
from everyleaf.fonts import leave_out_unused
from everyleaf.model import Document, Element, Publication, Settings
from everyleaf.pdf.file.cut_fonts import cut_variable_font
from everyleaf.pdf.layout.weasy import File, Material, RefusedResource, refuse, write_page
from everyleaf.template import fill_template
from everyleaf.words import find_words

TEMPLATE = "cover.html"
WIDTH_PX = 1600
"""What readers' shelves and shops ask for; on paper 270 dots to the inch at A5."""
_PORTRAIT_MM = (150.0, 240.0)
"""A cover for screens: 1600 by 2560 pixels."""
_COLOURS = 128
"""A cover is type on a ground: so many shades draw its edges without loss that one could see."""
_RUNS = 3
"""How zlib looks for what repeats: in runs alone, which a drawing consists of (Z_RLE)."""
_SHADES = 1 << 14
"""More colours than this has no drawing."""


def draw_cover(publication: Publication) -> bytes:
    """Return the cover as a PNG, 1600 by 2560; the same publication gives the same bytes.

    Raises:
        PublishError: if the template cannot be used, or for what stops the print edition too.
    """
    return _draw(publication, *_PORTRAIT_MM)


def cover_material(publication: Publication) -> Publication:
    """Return a publication with nothing but what a cover is made of.

    A cover is remembered by it, so that it is not drawn again because a line was added somewhere.
    """
    metadata = publication.metadata
    attributions = tuple(dataclasses.replace(a, position=None) for a in metadata.attributions)
    document = etree.Element("html")
    etree.SubElement(document, "time").text = _date_text(publication)
    cover = publication.cover
    if cover is not None:
        cover = dataclasses.replace(
            cover, resource=dataclasses.replace(cover.resource, position=None)
        )
    return dataclasses.replace(
        publication,
        sources=(),
        source_path="",
        metadata=dataclasses.replace(metadata, position=None, attributions=attributions),
        settings=Settings(),
        kept=Document(document),
        cover=cover,
        resources=tuple(dataclasses.replace(r, position=None) for r in publication.resources),
    )


def print_cover(publication: Publication, width_mm: float, height_mm: float) -> tuple[File, str]:
    """Return the picture on the front of a printed book, and what is read in its place.

    That is the author's, or a cover drawn for a page of that size.

    Raises:
        PublishError: as `draw_cover`.
    """
    cover = publication.cover
    if cover is not None:
        return File(cover.resource.data, cover.resource.media_type), cover.alt
    word = find_words(publication.metadata.language).cover
    title = f"{word}: {publication.metadata.title}"
    return File(_draw(publication, width_mm, height_mm), "image/png"), title


def _draw(publication: Publication, width_mm: float, height_mm: float) -> bytes:
    """Return the filled template as a PNG.

    Raises:
        PublishError: if the template cannot be used, or for what stops the print edition too.
    """
    values = {
        "metadata": publication.metadata,
        "date_text": _date_text(publication),
        "width_mm": width_mm,
        "height_mm": height_mm,
        "variant": uuid.UUID(publication.metadata.edition_identifier("cover")).int % 9973,
    }
    document = html.document_fromstring(fill_template(publication.templates, TEMPLATE, values))
    files = {r.path: File(r.data, r.media_type) for r in publication.resources}
    fonts = leave_out_unused(publication.fonts, etree.tostring(document, encoding="unicode"))
    try:
        data = write_page(document, Material("", files, fonts), cut_variable_font)
    except RefusedResource as error:
        raise PublishError([refuse(error, publication.document)]) from error
    return _draw_first_page(data)


def _date_text(publication: Publication) -> str:
    """Return the date as the title page has it, in the publication's language."""
    for element in _times(publication.kept):
        return "".join(element.itertext())
    return publication.metadata.date.isoformat()


def _times(kept: Document) -> Iterator[Element]:
    """Yield the dates of a document; of one that is away no more is read than is asked for."""
    if not kept.is_away:
        yield from kept.root.iter("time")
        return
    text = io.BytesIO(kept.text)
    for _, element in etree.iterparse(text, tag="time", resolve_entities=False, huge_tree=True):
        yield element


def _draw_first_page(data: bytes) -> bytes:
    pdf = pypdfium2.PdfDocument(data)
    try:
        page = pdf[0]
        image = page.render(scale=WIDTH_PX / page.get_width()).to_pil().convert("RGB")
    finally:
        pdf.close()
    out = io.BytesIO()
    _reduce_colours(image).save(out, "PNG", compress_type=_RUNS)
    return out.getvalue()


def _reduce_colours(image: Image.Image) -> Image.Image:
    """Return a picture of few colours.

    They are chosen among the colours that there are, each as often as it weighs, and not among four
    million dots, which takes ten times as long.
    """
    found = image.getcolors(_SHADES)
    if found is None:  # the template shows a photograph
        return image.quantize(_COLOURS)
    total = image.width * image.height
    sample = [
        colour for count, colour in sorted(found) for _ in range(1 + count * _SHADES // total)
    ]
    dots = b"".join(bytes(cast("tuple[int, int, int]", colour)) for colour in sample)
    few = Image.frombytes("RGB", (len(sample), 1), dots)
    return image.quantize(palette=few.quantize(_COLOURS), dither=Image.Dither.NONE)
