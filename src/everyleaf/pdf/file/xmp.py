"""Write the XMP packet: who made the publication, of what, and under which terms.

ISO 16684-1. Which standards the file keeps is said as each asks: ISO 14289-1:2014 and ISO
14289-2:2024 clause 5, ISO 19005-3:2012 6.6.4, ISO 19005-4:2020 6.7.3, and PDF Declarations for
Well-Tagged PDF.

Why a namespace of our own for attributions: Dublin Core has one text for a source and none for
place, date or changes. `dc:source`, `dc:contributor` and `dc:relation` say it for people and
catalogues; `attribution:credits` says every part of each one for machines, and loses nothing.

Why two packets of one length: a claim to conform may be made only of a file that was judged, and
to write the file again would take as long as before. So the claim takes the place of blanks
(ISO 16684-1 has packets padded for this), and no other byte of the file moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree

from everyleaf.conformance import pdf_claim
from everyleaf.elements import XML_LANG
from everyleaf.model import Accessibility, Attestation, Attribution, Element, Metadata
from everyleaf.pdf.file.profiles import Profile
from everyleaf.pdf.file.xmp_schemas import (
    ATTRIBUTION,
    DECLARATIONS,
    PDFUAID,
    PRISM,
    SCHEMA_ORG,
    describe_schemas,
)
from everyleaf.pdf.file.xmp_schemas import NAMESPACES as SCHEMA_NAMESPACES

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "prism": PRISM,
    "pdfuaid": PDFUAID,
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfd": DECLARATIONS,
    "schema": SCHEMA_ORG,
    "attribution": ATTRIBUTION,
}
_XMPMETA = "adobe:ns:meta/"
_HEADER = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_FOOTER = '\n<?xpacket end="r"?>'


def write_packets(
    metadata: Metadata,
    profile: Profile,
    producer: str,
    accessibility: Accessibility,
    attestation: Attestation | None,
) -> tuple[bytes, bytes]:
    """Return the XMP packet without the claim to conform and with it, equally long.

    Where nobody attests it, both are the same.
    """
    plain, claiming = (
        write_xmp(metadata, profile, producer, accessibility, claim)
        for claim in (None, attestation)
    )
    padding = b" " * (len(claiming) - len(plain))
    return plain.replace(_FOOTER.encode(), padding + _FOOTER.encode()), claiming


def write_xmp(
    metadata: Metadata,
    profile: Profile,
    producer: str,
    accessibility: Accessibility,
    claim: Attestation | None = None,
) -> bytes:
    """Return the XMP packet as UTF-8."""
    root = etree.Element(f"{{{_XMPMETA}}}xmpmeta", nsmap={"x": _XMPMETA})
    rdf = etree.SubElement(root, _name("rdf:RDF"), nsmap=NAMESPACES | SCHEMA_NAMESPACES)
    description = etree.SubElement(rdf, _name("rdf:Description"), {_name("rdf:about"): ""})
    _identify(description, profile)
    _declare(description, profile, claim)
    _describe(description, metadata)
    _describe_accessibility(description, accessibility)
    _describe_rights(description, metadata)
    _describe_file(description, metadata, producer)
    _describe_attributions(description, metadata.attributions)
    if not profile.pdf_2_0:
        describe_schemas(description)
    etree.cleanup_namespaces(root, keep_ns_prefixes=["rdf"])
    etree.indent(root)
    packet = _HEADER + etree.tostring(root, encoding="unicode") + _FOOTER
    return packet.encode()


def _identify(parent: Element, profile: Profile) -> None:
    """Say which standards the file keeps."""
    _text(parent, "pdfuaid:part", str(profile.ua_part))
    _text(parent, "pdfuaid:rev", profile.ua_revision)
    _text(parent, "pdfaid:part", str(profile.a_part))
    _text(parent, "pdfaid:conformance", profile.a_conformance)
    _text(parent, "pdfaid:rev", profile.a_revision)


def _declare(parent: Element, profile: Profile, claim: Attestation | None) -> None:
    """Write the PDF Declarations: of the profile, and that a reviewer attests WCAG."""
    if not profile.declarations and claim is None:
        return
    bag = _container(parent, "pdfd:declarations", "Bag")
    for uri in profile.declarations:
        _text(_resource(bag), "pdfd:conformsTo", uri)
    if claim is not None:
        item = _resource(bag)
        _text(item, "pdfd:conformsTo", pdf_claim(claim))
        details = _resource(_container(item, "pdfd:claimData", "Bag"))
        _text(details, "pdfd:claimBy", claim.by)
        _text(details, "pdfd:claimDate", claim.date.isoformat())
        _text(details, "pdfd:claimCredentials", claim.credential)
        _text(details, "pdfd:claimReport", claim.report)


def _describe(parent: Element, metadata: Metadata) -> None:
    """Write Dublin Core: title, people, subjects, source."""
    _alternatives(parent, "dc:title", metadata.title, metadata.language)
    _text(parent, "prism:subtitle", metadata.subtitle)
    authors = [c.name for c in metadata.contributors if c.role == "aut"]
    others = [c.name for c in metadata.contributors if c.role != "aut"]
    sources = [a for a in metadata.attributions if a.role == "source"]
    others += [describe_attribution(a) for a in metadata.attributions if a not in sources]
    _items(parent, "dc:creator", "Seq", authors)
    _items(parent, "dc:contributor", "Bag", others)
    _items(parent, "dc:publisher", "Bag", [metadata.publisher] if metadata.publisher else [])
    _alternatives(parent, "dc:description", metadata.description, metadata.language)
    _items(parent, "dc:subject", "Bag", metadata.subjects)
    _items(parent, "dc:language", "Bag", [metadata.language])
    _items(parent, "dc:date", "Seq", [metadata.date.isoformat()])
    _text(parent, "dc:identifier", metadata.identifier)
    _text(parent, "dc:format", "application/pdf")
    _text(parent, "dc:source", "; ".join(map(describe_attribution, sources)))
    _items(parent, "dc:relation", "Bag", [a.url for a in metadata.attributions if a.url])


def _describe_accessibility(parent: Element, accessibility: Accessibility) -> None:
    """Write what is accessible, in the terms that the EPUB and the web edition use."""
    _items(parent, "schema:accessMode", "Bag", accessibility.access_modes)
    _items(parent, "schema:accessModeSufficient", "Bag", accessibility.sufficient)
    _items(parent, "schema:accessibilityFeature", "Bag", accessibility.features)
    _items(parent, "schema:accessibilityHazard", "Bag", accessibility.hazards)
    _text(parent, "schema:accessibilitySummary", accessibility.summary)


def _describe_rights(parent: Element, metadata: Metadata) -> None:
    """Write the rights statement and the licence."""
    _alternatives(parent, "dc:rights", metadata.rights, metadata.language)
    license = metadata.license
    if metadata.rights or license:
        _text(parent, "xmpRights:Marked", "True")
    if license:
        _alternatives(parent, "xmpRights:UsageTerms", license.name, metadata.language)
        _text(parent, "xmpRights:WebStatement", license.url)


def _describe_file(parent: Element, metadata: Metadata, producer: str) -> None:
    """Write identifier, dates and producer of this edition."""
    date = metadata.date.isoformat()
    _text(parent, "xmpMM:DocumentID", metadata.edition_identifier("pdf"))
    _text(parent, "xmp:CreateDate", date)
    _text(parent, "xmp:ModifyDate", date)
    _text(parent, "xmp:MetadataDate", date)
    _text(parent, "xmp:CreatorTool", producer)
    _text(parent, "pdf:Producer", producer)
    _text(parent, "pdf:Keywords", ", ".join(metadata.subjects))


def _describe_attributions(parent: Element, attributions: Iterable[Attribution]) -> None:
    """Write each attribution as a structure of its own, part by part."""
    attributions = tuple(attributions)
    if not attributions:
        return
    sequence = _container(parent, "attribution:credits", "Seq")
    for attribution in attributions:
        item = _resource(sequence)
        for key, value in attribution_parts(attribution).items():
            _text(item, f"attribution:{key}", value)


def attribution_parts(attribution: Attribution) -> Mapping[str, str]:
    """Return the parts of an attribution that were given, by name."""
    license = attribution.license
    parts = {
        "role": attribution.role,
        "relator": attribution.relator,
        "name": attribution.name,
        "title": attribution.title,
        "place": attribution.place,
        "url": attribution.url,
        "date": attribution.date.isoformat() if attribution.date else None,
        "licenseName": license.name if license else None,
        "licenseUrl": license.url if license else None,
        "licenseSpdx": license.spdx if license else None,
        "changes": attribution.changes,
    }
    return {key: value for key, value in parts.items() if value}


def describe_attribution(attribution: Attribution) -> str:
    """Return an attribution as one readable line."""
    parts = [
        attribution.name,
        attribution.title,
        attribution.place,
        attribution.date.isoformat() if attribution.date else None,
        attribution.url,
        attribution.license.name if attribution.license else None,
        attribution.changes,
    ]
    line = ", ".join(part for part in parts if part)
    return line if attribution.role == "source" else f"{line} ({attribution.role})"


def _name(prefixed: str) -> str:
    prefix, _, name = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{name}"


def _text(parent: Element, name: str, text: str | None) -> None:
    if text:
        etree.SubElement(parent, _name(name)).text = text


def _resource(container: Element) -> Element:
    return etree.SubElement(container, _name("rdf:li"), {_name("rdf:parseType"): "Resource"})


def _container(parent: Element, name: str, kind: str) -> Element:
    return etree.SubElement(etree.SubElement(parent, _name(name)), _name(f"rdf:{kind}"))


def _items(parent: Element, name: str, kind: str, texts: Iterable[str]) -> None:
    texts = tuple(texts)
    if texts:
        container = _container(parent, name, kind)
        for text in texts:
            _text(container, "rdf:li", text)


def _alternatives(parent: Element, name: str, text: str | None, language: str) -> None:
    """Write a text as a language alternative, as default and in its language."""
    if not text:
        return
    container = _container(parent, name, "Alt")
    for lang in ("x-default", language):
        item = etree.SubElement(container, _name("rdf:li"))
        item.set(XML_LANG, lang)
        item.text = text
