"""Write content documents: our elements in the XHTML namespace, as bytes that nobody changes.

Step 5 of `epub.write`:

1. Copy the elements into the XHTML namespace; SVG and MathML keep theirs.
2. Leave out `data-*`, repeat `lang` as `xml:lang`, write `data-epub-type` as `epub:type`, point
   `src` at the resource's place in the container.
3. Serialise with a start and an end tag for every element that is not void: some reading systems
   parse XHTML as HTML, where `<span/>` would open a span that nothing closes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from everyleaf.elements import MATHML, SVG, VOID_ELEMENTS, XHTML, XML_LANG
from everyleaf.model import Element

OPS = "http://www.idpf.org/2007/ops"
EPUB_TYPE = f"{{{OPS}}}type"

STYLESHEET = "epub.css"
"""The name of the one stylesheet, beside the content documents."""


@dataclass(frozen=True, slots=True)
class ContentDocument:
    """A file of the container that has text."""

    name: str
    """Its file name; all content documents are in one folder."""
    data: bytes = field(repr=False)
    properties: tuple[str, ...] = ()
    """Manifest properties: `nav`, `svg`, `mathml` (EPUB 3.3 §5.6.1)."""


@dataclass(frozen=True, slots=True)
class Language:
    """Language and direction of the whole publication."""

    tag: str
    """BCP 47."""
    direction: str
    """`ltr` or `rtl`."""


def write_content_document(
    name: str,
    title: str,
    body: Element,
    language: Language,
    sources: Mapping[str, str],
    properties: tuple[str, ...] = (),
) -> ContentDocument:
    """Return a content document; the body is left alone.

    Args:
        name: Its file name.
        title: For `<title>`.
        body: A `<body>` without a namespace.
        language: Of the publication.
        sources: Path of each resource as in `src` → its path in the container.
        properties: Manifest properties beside those that the content asks for.
    """
    html = etree.Element(f"{{{XHTML}}}html", nsmap={None: XHTML, "epub": OPS})
    html.set("lang", language.tag)
    html.set(XML_LANG, language.tag)
    html.set("dir", language.direction)
    head = etree.SubElement(html, f"{{{XHTML}}}head")
    etree.SubElement(head, f"{{{XHTML}}}meta", charset="utf-8")
    etree.SubElement(head, f"{{{XHTML}}}title").text = title
    etree.SubElement(head, f"{{{XHTML}}}link", rel="stylesheet", type="text/css", href=STYLESHEET)
    _copy(body, html, sources)
    for element in html.iter(etree.Element):
        if etree.QName(element).localname not in VOID_ELEMENTS and element.text is None:
            element.text = ""
    found = {etree.QName(e).namespace for e in html.iter(etree.Element)}
    kinds = [word for word, space in (("mathml", MATHML), ("svg", SVG)) if space in found]
    text = etree.tostring(html, encoding="unicode")
    data = f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{text}\n'.encode()
    return ContentDocument(name, data, (*properties, *kinds))


def _copy(element: Element, parent: Element, sources: Mapping[str, str]) -> None:
    """Append a copy of an element to its parent, in the XHTML namespace where it had none."""
    name = etree.QName(element)
    space = name.namespace or XHTML
    # With a prefix, reading systems that parse XHTML as HTML would not know SVG and MathML.
    new = etree.SubElement(parent, f"{{{space}}}{name.localname}", nsmap={None: space})
    for key, value in sorted(element.attrib.items()):
        if not str(key).startswith("data-"):
            new.set(key, value)
    if (language := element.get("lang")) is not None:
        new.set(XML_LANG, language)
    if element.tag == "img":
        new.set("src", sources[element.get("src", "")])
    if (term := element.get("data-epub-type")) is not None:
        new.set(EPUB_TYPE, term)
    new.text = element.text
    for child in element:
        if isinstance(child.tag, str):
            _copy(child, new, sources)
        elif len(new):
            new[-1].tail = (new[-1].tail or "") + (child.tail or "")
        else:
            new.text = (new.text or "") + (child.tail or "")
    new.tail = element.tail
