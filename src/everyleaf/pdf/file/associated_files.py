"""Write associated files: the document's source, a formula's MathML (ISO 32000-2 14.13).

1. The file itself becomes an embedded file stream.
2. A file specification names it, says what it is, and how it is related.

Why in PDF 1.7 too: PDF/A-3 (ISO 19005-3:2012 6.8) brought associated files before PDF 2.0 did.
"""

from __future__ import annotations

import datetime
import hashlib

from everyleaf.pdf.file.objects import Dictionary, PdfFile, Value, dictionary, name, stream, string
from everyleaf.pdf.structure.elements import AssociatedFile


def add_associated_file(pdf: PdfFile, file: AssociatedFile, date: datetime.date) -> Dictionary:
    """Embed a file, and return its file specification, which the caller puts into an AF array.

    `date` is the one it was made and changed on, as the file says; no clock is read.
    """
    day = string(f"D:{date:%Y%m%d}")
    checksum = hashlib.md5(file.data, usedforsecurity=False).hexdigest()
    parameters: dict[str, Value] = {
        "Size": len(file.data),
        "CheckSum": f"<{checksum}>",  # ISO 32000-1 table 46 asks for MD5
        "CreationDate": day,
        "ModDate": day,
    }
    embedded = stream(
        file.data,
        {
            "Type": "/EmbeddedFile",
            "Subtype": name(file.media_type),
            "Params": dictionary(parameters),
        },
        compress=True,
    )
    pdf.add_object(embedded)
    specification = dictionary(
        {
            "Type": "/Filespec",
            "F": string(file.name.encode("ascii", "replace").decode().replace("?", "_")),
            "UF": string(file.name),
            "Desc": string(file.description),
            "AFRelationship": name(file.relationship),
            "EF": dictionary({"F": embedded.reference, "UF": embedded.reference}),
        }
    )
    pdf.add_object(specification)
    return specification
