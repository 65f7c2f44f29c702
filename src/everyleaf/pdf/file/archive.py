"""Make a PDF fit for archiving: what PDF/A asks of the file besides its metadata.

ISO 19005-3:2012 (PDF/A-3) and ISO 19005-4:2020 (PDF/A-4).

1. The output intent says which colours are meant: sRGB (6.2.2 and 6.2.3).
2. No image asks to be smoothed by the viewer (6.2.8).
3. The publication's sources are embedded as associated files (6.8 and 6.9).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from everyleaf.pdf.file.associated_files import add_associated_file
from everyleaf.pdf.file.objects import PdfFile, array, dictionary, entries, string
from everyleaf.pdf.structure.elements import AssociatedFile


def mend_colours(pdf: PdfFile) -> None:
    """Mend the output intent that layout drew for, and the images, in a PDF that is being made."""
    for intent in _output_intents(pdf):
        intent["S"] = "/GTS_PDFA1"  # WeasyPrint 70.0 writes PDF/X's name unless it writes PDF/A
    for object_ in pdf.objects:
        extra = getattr(object_, "extra", {})
        if extra.get("Interpolate") == "true":
            extra["Interpolate"] = "false"


def write_archive(pdf: PdfFile, sources: Sequence[AssociatedFile], date: datetime.date) -> None:
    """Write sources into a PDF that is being made.

    Args:
        pdf: its catalog is changed.
        sources: the files that the publication was made from, each of another name.
        date: the publication's.
    """
    embedded = [(s.name, add_associated_file(pdf, s, date).reference) for s in sources]
    # ISO 32000-1 7.9.6: a name tree is sorted
    named = sorted(embedded, key=lambda item: item[0])
    files = dictionary({"Names": array([v for n, r in named for v in (string(n), r)])})
    pdf.add_object(files)
    entries(pdf.catalog, "Names")["EmbeddedFiles"] = files.reference
    pdf.catalog["AF"] = array([reference for _, reference in embedded])


def _output_intents(pdf: PdfFile) -> list[dict[str, object]]:
    intents = pdf.catalog["OutputIntents"]
    assert isinstance(intents, list)
    return intents
