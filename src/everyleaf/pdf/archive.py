"""Make a PDF fit for archiving: what PDF/A asks of the file besides its metadata.

ISO 19005-3:2012 (PDF/A-3) and ISO 19005-4:2020 (PDF/A-4).

1. The output intent says which colours are meant: sRGB (6.2.2 and 6.2.3).
2. No image asks to be smoothed by the viewer (6.2.8).
3. The publication's source is embedded as an associated file (6.8 and 6.9).
"""

from __future__ import annotations

import datetime

from everyleaf.pdf.associated_files import add_associated_file
from everyleaf.pdf.elements import AssociatedFile
from everyleaf.pdf.objects import PdfFile, array, dictionary, entries, string


def write_archive(pdf: PdfFile, source: AssociatedFile, date: datetime.date) -> None:
    """Write output intent and source into a PDF that is being made, and mend its images.

    Args:
        pdf: its catalog has the output intent that layout drew for.
        source: the file that the publication was made from.
        date: the publication's.
    """
    for intent in _output_intents(pdf):
        intent["S"] = "/GTS_PDFA1"  # WeasyPrint 70.0 writes PDF/X's name unless it writes PDF/A
    for object_ in pdf.objects:
        extra = getattr(object_, "extra", {})
        if extra.get("Interpolate") == "true":
            extra["Interpolate"] = "false"
    specification = add_associated_file(pdf, source, date)
    files = dictionary({"Names": array([string(source.name), specification.reference])})
    pdf.add_object(files)
    entries(pdf.catalog, "Names")["EmbeddedFiles"] = files.reference
    pdf.catalog["AF"] = array([specification.reference])


def _output_intents(pdf: PdfFile) -> list[dict[str, object]]:
    intents = pdf.catalog["OutputIntents"]
    assert isinstance(intents, list)
    return intents
