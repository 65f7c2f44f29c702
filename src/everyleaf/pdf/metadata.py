"""Write what the file says about itself: document information, catalog entries, page labels, XMP.

1. XMP is our own packet (`xmp`); the document information dictionary repeats it.
2. The catalog gets the language and the wish to show the title (ISO 14289-1:2014 7.1, 7.2).
3. Page labels count from 1 (ISO 32000-1 12.4.2).

All dates are the publication's own, so that the same input gives the same bytes.
"""

from __future__ import annotations

from everyleaf import __version__
from everyleaf.model import Metadata
from everyleaf.pdf.objects import Dictionary, PdfFile, array, dictionary, stream, string
from everyleaf.pdf.xmp import write_xmp

PRODUCER = f"Everyleaf {__version__}"


def write_metadata(pdf: PdfFile, metadata: Metadata) -> None:
    """Write all metadata into a PDF that is being made."""
    packet = stream(
        write_xmp(metadata, PRODUCER), {"Type": "/Metadata", "Subtype": "/XML"}, compress=False
    )
    pdf.add_object(packet)
    catalog = pdf.catalog
    catalog["Metadata"] = packet.reference
    catalog["Lang"] = string(metadata.language)
    preferences: Dictionary = dictionary({"DisplayDocTitle": "true"})
    if metadata.direction == "rtl":
        preferences["Direction"] = "/R2L"
    catalog["ViewerPreferences"] = preferences
    labels = [0, dictionary({"S": "/D"})]
    catalog["PageLabels"] = dictionary({"Nums": array(labels)})
    _write_information(pdf.info, metadata)


def page_labels(count: int) -> tuple[str, ...]:
    """Return what is printed on each page as its number."""
    return tuple(str(number) for number in range(1, count + 1))


def _write_information(info: Dictionary, metadata: Metadata) -> None:
    """Replace the document information dictionary (ISO 32000-1 14.3.3)."""
    date = f"D:{metadata.date:%Y%m%d}"
    authors = ", ".join(c.name for c in metadata.contributors if c.role == "aut")
    entries = {
        "Title": metadata.title,
        "Author": authors,
        "Subject": metadata.description,
        "Keywords": ", ".join(metadata.subjects),
        "Creator": PRODUCER,
        "Producer": PRODUCER,
        "CreationDate": date,
        "ModDate": date,
    }
    for key, text in entries.items():
        if text:
            info[key] = string(text)
        elif key in info:
            del info[key]
