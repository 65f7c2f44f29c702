"""Write an EPUB 3.3 that quotes the pages of the PDF.

1. Split the document into content documents (`chunks`) and make its contents from its headings
   (`navigation`).
2. Put a marker where each printed page begins (`page_breaks`).
3. Say what each part of the text is (`semantics`).
4. Write the navigation document: contents, page list, landmarks (`navigation`).
5. Move the elements into the XHTML namespace and serialise them (`content`).
6. Bring the fonts (`fonts`).
7. Write the metadata, the accessibility of this edition computed from its content (`metadata`).
8. Pack it (`package`).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from lxml import etree

from everyleaf.accessibility import describe, describe_cover
from everyleaf.chunks import Chunk, list_headings, split_chunks
from everyleaf.elements import ids_of
from everyleaf.epub.content import (
    STYLESHEET,
    Language,
    write_content_document,
)
from everyleaf.epub.fonts import bring_fonts
from everyleaf.epub.metadata import write_metadata
from everyleaf.epub.navigation import (
    Landmark,
    find_landmarks,
    make_contents,
    make_landmarks,
    make_page_list,
    select_headings,
)
from everyleaf.epub.package import Item, pack, read_item
from everyleaf.epub.semantics import inflect
from everyleaf.jobs import InProcess, Jobs
from everyleaf.model import (
    Attestation,
    Cover,
    Element,
    Font,
    Form,
    PageStart,
    Publication,
    Resource,
)
from everyleaf.page_breaks import place_page_breaks
from everyleaf.typefaces import embed_in_drawing
from everyleaf.words import Words, find_words

_HERE = InProcess()
_COVER = "cover.xhtml"
_COVER_STEM = "images/cover"
_COVER_NODE = -1
"""Stands for the number of the cover, which the document does not have."""


def write(
    publication: Publication,
    page_starts: Sequence[PageStart],
    cover_png: bytes,
    claim: Attestation | None = None,
    jobs: Jobs = _HERE,
) -> bytes:
    """Return the publication as an EPUB; the same arguments give the same bytes.

    Args:
        publication: The HTML intermediate; it is left alone.
        page_starts: Where the pages of the PDF begin, in page order; none leaves the page list out.
        cover_png: The cover that is drawn where the publication brings none.
        claim: Who attests that the file conforms, where it may say so.
        jobs: Does the work.
    """
    metadata = publication.metadata
    words = find_words(metadata.language)
    chunks = _with_contents(split_chunks(publication), metadata.form, words)
    homes = {identifier: c.file_name for c in chunks for identifier in ids_of(c.root)}
    cover = _cover(publication, cover_png)
    sources = _place_resources(publication.resources, cover)
    language = Language(metadata.language, metadata.direction)

    cover_body = _cover_body(cover)
    bodies = [_body(chunk) for chunk in chunks]
    names = [_COVER, *(chunk.file_name for chunk in chunks)]
    breaks = place_page_breaks([cover_body, *bodies], _send_to_cover(page_starts, words))
    inflect(cover_body)
    for body, chunk in zip(bodies, chunks, strict=True):
        inflect(body, chunk)
    nav_body = bodies[[chunk.kind for chunk in chunks].index("contents")]
    if breaks:
        hrefs = [(names[b.document], b) for b in breaks]
        nav_body.append(make_page_list(hrefs, words))
    landmarks = [Landmark("cover", words.cover, _COVER), *find_landmarks(chunks, words)]
    nav_body.append(make_landmarks(landmarks, words))

    place = _cover_place(cover)
    title = f"{words.cover} – {metadata.title}"
    documents = [write_content_document(_COVER, title, cover_body, language, {place: place})]
    heads = [(chunk.file_name, chunk.title, chunk.kind == "contents") for chunk in chunks]
    del chunks, body, chunk, nav_body, landmarks  # each tree goes when it is written
    bodies.reverse()
    for name, title, is_nav in heads:
        properties = ("nav",) if is_nav else ()
        documents.append(
            write_content_document(name, title, bodies.pop(), language, sources, properties)
        )
    document = publication.document
    accessibility = describe(
        document, publication.resources, page_breaks=bool(breaks), contents=True
    )
    items = _items(publication, document, sources, cover, jobs)
    del document
    source = metadata.edition_identifier("pdf") if breaks else None
    return pack(
        write_metadata(metadata, accessibility, source, homes, claim),
        documents,
        items,
        metadata.language,
        metadata.direction,
    )


def read_drawn_cover(data: bytes) -> bytes:
    """Return the cover that was drawn for an EPUB of ours, so that it need not be drawn again."""
    return read_item(data, f"{_COVER_STEM}.png")


def _with_contents(chunks: Sequence[Chunk], form: Form, words: Words) -> list[Chunk]:
    """Return the chunks with contents made from their headings, in the place of their own."""
    headings = list_headings(chunks)
    result = list(chunks)
    for index, chunk in enumerate(chunks):
        if chunk.kind == "contents":
            nav = make_contents(chunk.root, select_headings(headings, chunk.root, form), words)
            result[index] = dataclasses.replace(chunk, name="nav", root=nav)
            return result
    nav = make_contents(None, select_headings(headings, None, form), words)
    first = next((i for i, c in enumerate(chunks, 1) if c.kind == "title"), 0)
    title = f"{words.contents} – {chunks[0].title}"
    result.insert(first, Chunk("nav", "contents", "front", title, nav))
    return result


def _body(chunk: Chunk) -> Element:
    body = etree.Element("body")
    body.set("data-epub-type", f"{chunk.matter}matter")
    body.append(chunk.root)
    return body


def _cover(publication: Publication, drawn_png: bytes) -> Cover:
    """Return the publication's own cover, or the one that was drawn."""
    if publication.cover is not None:
        return publication.cover
    drawn = Resource(f"{_COVER_STEM}.png", "image/png", drawn_png, 0, 0)
    return Cover(drawn, describe_cover(publication.metadata))


def _cover_place(cover: Cover) -> str:
    suffix = cover.resource.path.rpartition(".")[2].lower()
    return f"{_COVER_STEM}.{suffix}"


def _cover_body(cover: Cover) -> Element:
    body = etree.Element("body", {"data-epub-type": "cover", "class": "cover"})
    holder = etree.SubElement(body, "div", {"data-node": str(_COVER_NODE)})
    image = etree.SubElement(holder, "img", src=_cover_place(cover), role="doc-cover")
    image.set("data-epub-type", "cover")
    image.set("alt", cover.alt)
    return body


def _send_to_cover(page_starts: Sequence[PageStart], words: Words) -> list[PageStart]:
    """Return the page starts; a printed cover, which no text stands on, is this edition's cover."""
    starts = list(page_starts)
    if starts and starts[0].label == words.cover:
        starts[0] = PageStart(words.cover, _COVER_NODE, 0)
    return starts


def _place_resources(resources: Sequence[Resource], cover: Cover) -> dict[str, str]:
    """Return a path in the container for each resource: plain ASCII, none twice."""
    taken = {_cover_place(cover)}
    places = {}
    for resource in resources:
        stem, _, suffix = resource.path.rpartition("/")[2].rpartition(".")
        plain = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-").lower() or "image"
        place, number = f"images/{plain}.{suffix.lower()}", 1
        while place in taken:
            number += 1
            place = f"images/{plain}-{number}.{suffix.lower()}"
        taken.add(place)
        places[resource.path] = place
    return places


def _items(
    publication: Publication,
    document: Element,
    sources: dict[str, str],
    cover: Cover,
    jobs: Jobs,
) -> tuple[Item, ...]:
    fonts, style = bring_fonts(publication.fonts, publication.templates[STYLESHEET], document, jobs)
    picture = cover.resource
    data = _resource_data(picture, publication.fonts, jobs)
    return (
        Item(_cover_place(cover), picture.media_type, data, ("cover-image",)),
        *(
            Item(sources[r.path], r.media_type, _resource_data(r, publication.fonts, jobs))
            for r in publication.resources
        ),
        Item(STYLESHEET, "text/css", style.encode()),
        *fonts,
    )


def _resource_data(resource: Resource, fonts: Sequence[Font], jobs: Jobs) -> bytes:
    if resource.media_type == "image/svg+xml":
        return embed_in_drawing(resource.data, fonts, jobs)
    return resource.data
