"""Write what the file says about itself: document information, catalog entries, page labels, XMP.

1. XMP is our own packet (`xmp`). In PDF 1.7 the document information dictionary repeats it and says
   every credit in readable text; PDF/A-4 wants none (ISO 19005-4:2020 6.1.3), so that a PDF 2.0
   file says all of it in XMP alone.
2. The catalog gets the language and the wish to show the title (ISO 14289-1:2014 7.1, 7.2).
3. Page labels are what is printed (`folios`); the join knows them.

A reviewed publication's file gets the claim that it conforms when it is finished and judged:
`write_claim` exchanges the packet.

All dates are the publication's own, so that the same input gives the same bytes.
"""

from __future__ import annotations

from everyleaf import __version__
from everyleaf.accessibility import describe_print
from everyleaf.model import Accessibility, Attribution, License, Metadata, Publication
from everyleaf.pdf.file.folios import page_labels_tree
from everyleaf.pdf.file.objects import Dictionary, PdfFile, dictionary, stream, string
from everyleaf.pdf.file.profiles import PROFILES
from everyleaf.pdf.file.xmp import write_packets

PRODUCER = f"Everyleaf {__version__}"


def write_metadata(pdf: PdfFile, publication: Publication, accessibility: Accessibility) -> None:
    """Write all metadata into a PDF that is being made, and that no page has a number yet."""
    metadata = publication.metadata
    profile = PROFILES[publication.settings.pdf_standard]
    packet = stream(
        _packets(publication, accessibility)[0],
        {"Type": "/Metadata", "Subtype": "/XML"},
        compress=False,
    )
    pdf.add_object(packet)
    catalog = pdf.catalog
    catalog["Metadata"] = packet.reference
    catalog["Lang"] = string(metadata.language)
    preferences: Dictionary = dictionary({"DisplayDocTitle": "true"})
    if metadata.direction == "rtl":
        preferences["Direction"] = "/R2L"
    catalog["ViewerPreferences"] = preferences
    catalog["PageLabels"] = page_labels_tree(())
    for key in list(pdf.info):
        del pdf.info[key]
    if not profile.pdf_2_0:
        _write_information(pdf.info, metadata)


def write_claim(data: bytes, publication: Publication) -> bytes:
    """Return a finished PDF of ours with the claim that it conforms, as its reviewer attests.

    Only the XMP packet changes, and its length does not.
    """
    mathml = PROFILES[publication.settings.pdf_standard].pdf_2_0
    accessibility = describe_print(publication.document, publication.resources, mathml=mathml)
    plain, claiming = _packets(publication, accessibility)
    assert data.count(plain) == 1, "the metadata of the file are not those of the publication"
    return data.replace(plain, claiming)


def _packets(publication: Publication, accessibility: Accessibility) -> tuple[bytes, bytes]:
    """Return the XMP packet without the claim and with it."""
    settings = publication.settings
    profile = PROFILES[settings.pdf_standard]
    return write_packets(publication.metadata, profile, PRODUCER, accessibility, settings.reviewed)


def _write_information(info: Dictionary, metadata: Metadata) -> None:
    """Write the document information dictionary (ISO 32000-1 14.3.3)."""
    date = f"D:{metadata.date:%Y%m%d}"
    texts = {
        "Title": metadata.title,
        "Author": ", ".join(c.name for c in metadata.contributors if c.role == "aut"),
        "Subject": metadata.description,
        "Keywords": ", ".join(metadata.subjects),
        "Creator": PRODUCER,
        "Producer": PRODUCER,
        "CreationDate": date,
        "ModDate": date,
        "Credits": "\n".join(map(_describe_credit, metadata.attributions)),
        "Rights": metadata.rights,
        "License": _describe_license(metadata.license),
    }
    for key, text in texts.items():
        if text:
            info[key] = string(text)


def _describe_credit(credit: Attribution) -> str:
    """Return every part of an attribution in one readable line."""
    parts = [
        credit.name,
        credit.title,
        credit.place,
        credit.date.isoformat() if credit.date else None,
        credit.url,
        _describe_license(credit.license),
        f"changes: {credit.changes}" if credit.changes else None,
    ]
    return f"{credit.role}: " + "; ".join(part for part in parts if part)


def _describe_license(license: License | None) -> str | None:
    if license is None:
        return None
    return f"{license.name} ({license.url})" if license.url else license.name
