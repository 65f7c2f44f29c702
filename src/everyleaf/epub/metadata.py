"""Write the metadata of the package document: what is true of this publication, no more.

Step 7 of `epub.write` (EPUB 3.3 §5.5; EPUB Accessibility 1.1 §2).

- Authors are `dc:creator`, other contributors and everyone credited `dc:contributor`, each with
  its MARC relator; a source is a `dc:source` as well.
- A credit keeps every part that the author gave as a statement that refines its contributor:
  `schema:roleName` (the author's own word), `dcterms:title`, `dcterms:spatial`, `dcterms:date`,
  `dcterms:license` and `dcterms:description` (what was changed), with `dcterms:source` and
  `cc:license` as links. Where it is about a chapter or an image, `dcterms:isPartOf` says where
  that stands: `chapter-02-winter.xhtml#fig:heights`.
- The accessibility properties are computed (`accessibility.describe`).

- That the file conforms is said only where a reviewer attests it and the judges have passed the file
  without the claim: `dcterms:conformsTo` and who certifies it (EPUB Accessibility 1.1 §3.5).

Why the modification date is the publication's own: the file is a function of its source, and the
same source must give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from everyleaf.conformance import epub_claim
from everyleaf.elements import XML_LANG
from everyleaf.model import (
    Accessibility,
    Attestation,
    Attribution,
    Contributor,
    Element,
    License,
    Metadata,
)

OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
PREFIXES = "cc: http://creativecommons.org/ns#"
"""Prefixes that the metadata use and EPUB 3.3 does not reserve."""

IDENTIFIER_ID = "pub-id"
COVER_ID = "cover-image"
_CLAIM_ID = "conformance"
_CERTIFIER_ID = "certifier"


def write_metadata(
    metadata: Metadata,
    accessibility: Accessibility,
    page_break_source: str | None,
    homes: Mapping[str, str],
    claim: Attestation | None = None,
) -> Element:
    """Return the package document's `<metadata>`.

    Args:
        metadata: Of the publication.
        accessibility: Of this edition.
        page_break_source: Identifier of the edition whose pages are marked, or None.
        homes: Id of an element → file name of its content document.
        claim: Who attests that the file conforms, where it may say so.
    """
    root = etree.Element(f"{{{OPF}}}metadata", nsmap={None: OPF, "dc": DC})
    _dc(root, "identifier", metadata.identifier, IDENTIFIER_ID)
    _titles(root, metadata)
    _dc(root, "language", metadata.language)
    for number, contributor in enumerate(metadata.contributors, 1):
        _contributor(root, contributor, f"contributor-{number}")
    for number, credit in enumerate(metadata.attributions, 1):
        _credit(root, credit, f"credit-{number}", homes)
    if metadata.publisher:
        _dc(root, "publisher", metadata.publisher)
    _dc(root, "date", metadata.date.isoformat())
    if metadata.rights:
        _dc(root, "rights", metadata.rights)
    if metadata.license:
        _license(root, metadata.license, None)
    if metadata.description:
        _dc(root, "description", metadata.description)
    for subject in metadata.subjects:
        _dc(root, "subject", subject)
    for source in _sources(metadata.attributions):
        _dc(root, "source", source)
    _meta(root, "dcterms:modified", f"{metadata.date.isoformat()}T00:00:00Z")
    _accessibility(root, accessibility)
    if claim is not None:
        _conformance(root, claim)
    if page_break_source:
        _meta(root, "pageBreakSource", page_break_source)
    etree.SubElement(root, f"{{{OPF}}}meta", name="cover", content=COVER_ID)
    return root


def _titles(root: Element, metadata: Metadata) -> None:
    _dc(root, "title", metadata.title, "title")
    _meta(root, "title-type", "main", "title")
    if metadata.subtitle:
        _dc(root, "title", metadata.subtitle, "subtitle")
        _meta(root, "title-type", "subtitle", "subtitle")


def _contributor(root: Element, contributor: Contributor, identifier: str) -> None:
    name = "creator" if contributor.role == "aut" else "contributor"
    _dc(root, name, contributor.name, identifier)
    _meta(root, "role", contributor.role, identifier, scheme="marc:relators")
    if contributor.sort_name:
        _meta(root, "file-as", contributor.sort_name, identifier)
    if contributor.identifier:
        _meta(root, "dcterms:identifier", contributor.identifier, identifier)


def _credit(root: Element, credit: Attribution, identifier: str, homes: Mapping[str, str]) -> None:
    _dc(root, "contributor", credit.name, identifier)
    _meta(root, "role", credit.relator, identifier, scheme="marc:relators")
    _meta(root, "schema:roleName", credit.role, identifier)
    if credit.title:
        _meta(root, "dcterms:title", credit.title, identifier)
    if credit.place:
        _meta(root, "dcterms:spatial", credit.place, identifier)
    if credit.url:
        _link(root, "dcterms:source", credit.url, identifier)
    if credit.date:
        _meta(root, "dcterms:date", credit.date.isoformat(), identifier)
    if credit.license:
        _license(root, credit.license, identifier)
    if credit.changes:
        _meta(root, "dcterms:description", credit.changes, identifier)
    if credit.part is not None and credit.part in homes:
        place = f"{homes[credit.part]}#{credit.part}"
        _meta(root, "dcterms:isPartOf", place, identifier)


def _license(root: Element, terms: License, refines: str | None) -> None:
    """Append a licence's name, its SPDX expression if that says more, and its address."""
    _meta(root, "dcterms:license", terms.name, refines)
    if terms.spdx and terms.spdx != terms.name:
        _meta(root, "schema:license", terms.spdx, refines)
    if terms.url:
        _link(root, "cc:license", terms.url, refines)


def _sources(credits: Sequence[Attribution]) -> list[str]:
    """Return each source that is credited, as an address or in words (EPUB 3.3 §5.5.3.3)."""
    found = []
    for credit in credits:
        if credit.relator == "ant" or credit.role == "source":
            date = credit.date.isoformat() if credit.date else None
            words = ", ".join(filter(None, (credit.name, credit.title, credit.place, date)))
            found.append(credit.url or words)
    return list(dict.fromkeys(found))


def _accessibility(root: Element, accessibility: Accessibility) -> None:
    for mode in accessibility.access_modes:
        _meta(root, "schema:accessMode", mode)
    for modes in accessibility.sufficient:
        _meta(root, "schema:accessModeSufficient", modes)
    for feature in accessibility.features:
        _meta(root, "schema:accessibilityFeature", feature)
    for hazard in accessibility.hazards:
        _meta(root, "schema:accessibilityHazard", hazard)
    summary = _meta(root, "schema:accessibilitySummary", accessibility.summary)
    summary.set(XML_LANG, "en")


def _conformance(root: Element, claim: Attestation) -> None:
    """Append the claim, and who certifies it, when, by what authority and in which report."""
    _meta(root, "dcterms:conformsTo", epub_claim(claim)).set("id", _CLAIM_ID)
    _meta(root, "a11y:certifiedBy", claim.by, _CLAIM_ID).set("id", _CERTIFIER_ID)
    _meta(root, "dcterms:date", claim.date.isoformat(), _CERTIFIER_ID)
    if claim.credential:
        _meta(root, "a11y:certifierCredential", claim.credential, _CERTIFIER_ID)
    if claim.report:
        _link(root, "a11y:certifierReport", claim.report, _CERTIFIER_ID)


def _dc(root: Element, name: str, text: str, identifier: str | None = None) -> Element:
    element = etree.SubElement(root, f"{{{DC}}}{name}")
    element.text = text
    if identifier is not None:
        element.set("id", identifier)
    return element


def _meta(
    root: Element, prop: str, text: str, refines: str | None = None, scheme: str | None = None
) -> Element:
    element = etree.SubElement(root, f"{{{OPF}}}meta")
    if refines is not None:
        element.set("refines", f"#{refines}")
    element.set("property", prop)
    if scheme is not None:
        element.set("scheme", scheme)
    element.text = text
    return element


def _link(root: Element, rel: str, href: str, refines: str | None = None) -> None:
    element = etree.SubElement(root, f"{{{OPF}}}link")
    if refines is not None:
        element.set("refines", f"#{refines}")
    element.set("rel", rel)
    element.set("href", href)
