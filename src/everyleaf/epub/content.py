"""Write content documents: our elements in the XHTML namespace, as bytes that nobody changes.

Step 5 of `epub.write`:

1. Repeat `lang` as `xml:lang`, write `data-epub-type` as `epub:type`, point `src` at the resource's
   place in the container.
2. Serialise, without `data-*`, in a document whose namespace is that of XHTML: elements of none are
   written as elements of that; SVG and MathML keep theirs. Every element that is not void has a
   start and an end tag: some reading systems parse XHTML as HTML, where `<span/>` would open a span
   that nothing closes.

Why not a namespace for each element: a book has tens of thousands, and they read the same.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from everyleaf.elements import MATH, MATHML, SVG, VOID_ELEMENTS, XHTML, XML_LANG, local_name
from everyleaf.model import Element

OPS = "http://www.idpf.org/2007/ops"

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
    """Return a content document; the body becomes a part of it.

    Args:
        name: Its file name.
        title: For `<title>`.
        body: A `<body>` without a namespace.
        language: Of the publication.
        sources: Path of each resource as in `src` → its path in the container.
        properties: Manifest properties beside those that the content asks for.
    """
    html = etree.fromstring(_EMPTY_DOCUMENT)
    html.set("lang", language.tag)
    html.set(XML_LANG, language.tag)
    html.set("dir", language.direction)
    html[0][1].text = title
    html.append(body)
    etree.strip_tags(body, etree.Comment, etree.ProcessingInstruction)
    kinds = [word for word, name in _KINDS if next(html.iter(name), None) is not None]
    if kinds:
        _drop_prefixes(html)
    for element in _WITH_LANGUAGE(body):
        element.set(XML_LANG, element.get("lang", ""))
    for element in _WITH_TERM(body):
        element.set(f"{{{OPS}}}type", element.get("data-epub-type", ""))
    for image in body.iter("{*}img"):
        image.set("src", sources[image.get("src", "")])
    for element in _WITHOUT_CONTENT(html):
        if local_name(element) not in VOID_ELEMENTS:
            element.text = ""
    text = _OWN_ATTRIBUTE.sub("", etree.tostring(html, encoding="unicode"))
    data = f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{text}\n'.encode()
    return ContentDocument(name, data, (*properties, *kinds))


_EMPTY_DOCUMENT = f"""\
<html xmlns="{XHTML}" xmlns:epub="{OPS}" lang="" xml:lang="" dir=""><head><meta charset="utf-8"/>\
<title/><link rel="stylesheet" type="text/css" href="{STYLESHEET}"/></head></html>"""
_WITH_LANGUAGE = etree.XPath("descendant-or-self::*/@lang/..")
_WITH_TERM = etree.XPath("descendant-or-self::*/@data-epub-type/..")
_WITHOUT_CONTENT = etree.XPath("//*[not(node())]")
_OWN_ATTRIBUTE = re.compile(r' data-[^\s="<>]+="[^"]*"(?=[^<>]*>)')
"""In serialised XML, where text and values have neither < nor >: nowhere but in a tag."""
_KINDS = (("mathml", f"{{{MATHML}}}*"), ("svg", f"{{{SVG}}}*"))
"""Manifest property → what a document has that must say so."""


def _drop_prefixes(html: Element) -> None:
    """Write SVG and MathML without prefixes, and XHTML in them as such; changes the tree.

    Why: reading systems that parse XHTML as HTML would not know their elements.
    """
    for drawing in list(html.iter(MATH, f"{{{SVG}}}svg")):
        parent = drawing.getparent()
        assert parent is not None  # it stands in a body
        if "}" in str(parent.tag):
            continue  # in another drawing
        if all(e.prefix is None and "}" in str(e.tag) for e in drawing.iter("*")):
            continue
        plain = _transform()(drawing).getroot()
        plain.tail = drawing.tail
        parent.replace(drawing, plain)


@functools.cache
def _transform() -> etree.XSLT:
    return etree.XSLT(
        etree.XML(f"""
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="{XHTML}">
  <xsl:template match="*">
    <xsl:element name="{{local-name()}}">
      <xsl:copy-of select="@*"/><xsl:apply-templates/>
    </xsl:element>
  </xsl:template>
  <xsl:template match="*[namespace-uri()]">
    <xsl:element name="{{local-name()}}" namespace="{{namespace-uri()}}">
      <xsl:copy-of select="@*"/><xsl:apply-templates/>
    </xsl:element>
  </xsl:template>
</xsl:stylesheet>""")
    )
