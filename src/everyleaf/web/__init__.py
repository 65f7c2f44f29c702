"""Write the web edition: one HTML file that needs nothing from anywhere else.

1. Copy the document.
2. Put a marker where each printed page begins, and a list of the pages before the contents
   (`pages`).
3. Say in the JSON-LD that it has them, and that it conforms where a reviewer attests it and the
   judges have proved it.
4. Put the images in as data addresses; drawings with the fonts of their text.
5. Give wide things a box of their own to scroll in, which the keyboard can reach
   (WCAG 2.2 SC 1.4.10 and 2.1.1).
6. Say how long chapters are.
7. Put the stylesheet and the fonts that it names into the head (`everyleaf.typefaces`).
8. Leave out `data-*`, and serialise as HTML (`serialize`).

Why the images stay images, SVG too: an `<img>` runs no script and loads nothing, whatever is in it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence

from lxml import etree

from everyleaf.accessibility import describe, schema_properties
from everyleaf.conformance import web_claim
from everyleaf.elements import MATH, copy_for_readers
from everyleaf.jobs import InProcess, Jobs
from everyleaf.model import Attestation, Element, Font, PageStart, Publication, Resource
from everyleaf.typefaces import embed_fonts, embed_in_drawing, embed_math_font
from everyleaf.web.pages import mark_pages
from everyleaf.web.serialize import serialize_html
from everyleaf.words import find_words

_HERE = InProcess()
STYLESHEET = "web.css"
_LONG_CHAPTER = 8000
"""Characters from which on a chapter's layout is put off until a reader is near."""


def write(
    publication: Publication,
    page_starts: Sequence[PageStart] = (),
    claim: Attestation | None = None,
    jobs: Jobs = _HERE,
) -> bytes:
    """Return the publication as one HTML file; the same arguments give the same bytes.

    Args:
        publication: The HTML intermediate; it is left alone.
        page_starts: Where the pages of the PDF begin, in page order; none leaves their list out.
        claim: Who attests that the page conforms, where it may say so.
        jobs: Does the work.
    """
    document = copy_for_readers(publication.kept)
    mark_pages(document, page_starts, find_words(publication.metadata.language))
    _claim(document, publication.resources, claim, page_breaks=bool(page_starts))
    _embed_images(document, {r.path: r for r in publication.resources}, publication.fonts, jobs)
    _make_boxes(document)
    _measure_chapters(document)
    stylesheet = publication.templates[STYLESHEET]
    faces = embed_fonts(publication.fonts, stylesheet, document, jobs)
    faces = "\n".join(filter(None, (faces, embed_math_font(document, jobs))))
    _fill_head(document, f"{faces}\n{stylesheet}")
    return serialize_html(document)


def _claim(
    document: Element,
    resources: Sequence[Resource],
    attestation: Attestation | None,
    *,
    page_breaks: bool,
) -> None:
    """Say in the JSON-LD what is accessible about this edition, its pages too; changes the tree."""
    script = document.find("head/script[@type='application/ld+json']")
    if script is None or not script.text:
        return
    claims = schema_properties(describe(document, resources, page_breaks=page_breaks))
    data = json.loads(script.text) | claims
    if attestation is not None:
        # schema.org has no word for it; the Dublin Core has.
        word = {"conformsTo": {"@id": "http://purl.org/dc/terms/conformsTo", "@type": "@id"}}
        data |= {"@context": [data["@context"], word], **web_claim(attestation)}
    script.text = json.dumps(data, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def _embed_images(
    document: Element, resources: Mapping[str, Resource], fonts: Sequence[Font], jobs: Jobs
) -> None:
    """Replace each `src` by the image itself; changes the tree."""
    for image in document.iter("img"):
        resource = resources[image.get("src", "")]
        picture = resource.data
        if resource.media_type == "image/svg+xml":
            picture = embed_in_drawing(picture, fonts, jobs)
        data = base64.b64encode(picture).decode("ascii")
        image.set("src", f"data:{resource.media_type};base64,{data}")


def _make_boxes(document: Element) -> None:
    """Make code focusable; put tables and displayed formulas into focusable boxes.

    Changes the tree.
    """
    for pre in document.iter("pre"):
        pre.set("tabindex", "0")
    for math in list(document.iter(MATH)):
        if math.get("display") == "block":
            _box_formula(math)
    taken = {e.get("id") for e in document.iter(etree.Element)}
    for number, table in enumerate(list(document.iter("table")), 1):
        parent = table.getparent()
        assert parent is not None
        if parent.get("class") == "table-scroll":
            continue
        box = etree.Element("div", {"class": "table-scroll", "tabindex": "0"})
        caption = table.find("caption")
        if caption is not None:
            if caption.get("id") is None:
                name = f"table-{number}-caption"
                while name in taken:
                    name += "-"
                caption.set("id", name)
            box.set("role", "region")
            box.set("aria-labelledby", caption.get("id", ""))
        box.tail, table.tail = table.tail, None
        parent.replace(table, box)
        box.append(table)


def _box_formula(math: Element) -> None:
    """Put a displayed formula into a box that scrolls if it is too wide; changes the tree.

    The box is a `<span>`, since a formula may stand inside a paragraph.
    """
    parent = math.getparent()
    assert parent is not None  # a formula is in the body
    box = etree.Element("span", {"class": "formula-scroll", "tabindex": "0", "role": "group"})
    box.set("aria-label", math.get("alttext", ""))
    box.tail, math.tail = math.tail, None
    parent.replace(math, box)
    box.append(math)


def _measure_chapters(document: Element) -> None:
    """Tell the stylesheet which chapters are long, and how long; changes the tree.

    It lets the browser put off their layout, for which it must know about how high they will be.
    """
    for chapter in document.iter("section"):
        if chapter.get("data-chunk") not in ("chapter", "appendix"):
            continue
        characters = sum(len(text) for text in chapter.itertext())
        if characters >= _LONG_CHAPTER:
            chapter.set("class", f"{chapter.get('class', '')} long-chapter".strip())
            chapter.set("style", f"--characters: {characters}")


def _fill_head(document: Element, stylesheet: str) -> None:
    """Put character set, viewport and stylesheet where they belong; changes the tree."""
    head = document.find("head")
    assert head is not None
    for meta in list(head.iter("meta")):
        if meta.get("charset") is not None or meta.get("name") == "viewport":
            head.remove(meta)
    head.insert(0, etree.Element("meta", charset="utf-8"))
    viewport = {"name": "viewport", "content": "width=device-width, initial-scale=1"}
    head.insert(1, etree.Element("meta", viewport))
    style = etree.Element("style")
    style.text = f"\n{stylesheet}\n"
    head.append(style)
