"""Write content documents: our elements in the XHTML namespace, as bytes that nobody changes.

Step 5 of `epub.write`:

1. Copy the elements into the XHTML namespace; SVG and MathML keep theirs.
2. Leave out `data-*`, repeat `lang` as `xml:lang`, write `data-epub-type` as `epub:type`, point
   `src` at the resource's place in the container.
3. Serialise with a start and an end tag for every element that is not void: some reading systems
   parse XHTML as HTML, where `<span/>` would open a span that nothing closes.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from everyleaf.elements import MATHML, SVG, VOID_ELEMENTS, XHTML
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
    """Return a content document; the body is left alone.

    Args:
        name: Its file name.
        title: For `<title>`.
        body: A `<body>` without a namespace.
        language: Of the publication.
        sources: Path of each resource as in `src` → its path in the container.
        properties: Manifest properties beside those that the content asks for.
    """
    quote = etree.XSLT.strparam
    html = _transform()(
        body,
        title=quote(title),
        language=quote(language.tag),
        direction=quote(language.direction),
    ).getroot()
    for image in html.iter(f"{{{XHTML}}}img"):
        image.set("src", sources[image.get("src", "")])
    for element in _EMPTY(html):
        if etree.QName(element).localname not in VOID_ELEMENTS:
            element.text = ""
    kinds = [word for word, name in _KINDS if next(html.iter(name), None) is not None]
    text = etree.tostring(html, encoding="unicode")
    data = f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{text}\n'.encode()
    return ContentDocument(name, data, (*properties, *kinds))


_EMPTY = etree.XPath("//*[not(node())]")
_KINDS = (("mathml", f"{{{MATHML}}}*"), ("svg", f"{{{SVG}}}*"))
"""Manifest property → what a document has that must say so."""


@functools.cache
def _transform() -> etree.XSLT:
    """Return what makes a content document of a body.

    Why by XSLT: it copies a book's elements in a tenth of the time that Python takes. Elements of
    SVG and MathML have no prefix: reading systems that parse XHTML as HTML would not know them.
    """
    return etree.XSLT(
        etree.XML(f"""
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns="{XHTML}" xmlns:epub="{OPS}">
  <xsl:param name="title"/>
  <xsl:param name="language"/>
  <xsl:param name="direction"/>
  <xsl:template match="/">
    <html lang="{{$language}}" xml:lang="{{$language}}" dir="{{$direction}}">
      <head>
        <meta charset="utf-8"/>
        <title><xsl:value-of select="$title"/></title>
        <link rel="stylesheet" type="text/css" href="{STYLESHEET}"/>
      </head>
      <xsl:apply-templates/>
    </html>
  </xsl:template>
  <xsl:template match="*">
    <xsl:element name="{{local-name()}}"><xsl:call-template name="content"/></xsl:element>
  </xsl:template>
  <xsl:template match="*[namespace-uri()]">
    <xsl:element name="{{local-name()}}" namespace="{{namespace-uri()}}">
      <xsl:call-template name="content"/>
    </xsl:element>
  </xsl:template>
  <xsl:template name="content">
    <xsl:copy-of select="@*[not(starts-with(name(), 'data-'))]"/>
    <xsl:if test="@lang">
      <xsl:attribute name="xml:lang"><xsl:value-of select="@lang"/></xsl:attribute>
    </xsl:if>
    <xsl:if test="@data-epub-type">
      <xsl:attribute name="epub:type"><xsl:value-of select="@data-epub-type"/></xsl:attribute>
    </xsl:if>
    <xsl:apply-templates/>
  </xsl:template>
  <xsl:template match="comment() | processing-instruction()"/>
</xsl:stylesheet>""")
    )
