"""Change objects of a PDF and keep every number: an incremental update (ISO 32000-1 7.5.6).

Why not saved by pikepdf, as the other mutants are: qpdf numbers all objects anew, and then nothing
leads from an object to the element that it was made from.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from typing import Any

import pikepdf


def rewrite(data: bytes, alter: Callable[[pikepdf.Pdf], Iterable[Any]]) -> bytes:
    """Return a PDF with the indirect objects that `alter` changes and returns."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        changed = {item.objgen[0]: item.unparse(resolved=True) for item in alter(pdf)}
        size = int(pdf.trailer.Size)
        root = pdf.Root.objgen[0]
        identifier = b"".join(part.unparse() for part in pdf.trailer.ID)
    previous = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    body = bytearray(data.rstrip() + b"\n")
    rows, index = b"", []
    for number, text in sorted(changed.items()):
        rows += b"\x01" + len(body).to_bytes(4) + b"\0"
        index.append(f"{number} 1")
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(body)
    rows += b"\x01" + start.to_bytes(4) + b"\0"
    body += (
        f"{size} 0 obj\n<< /Type /XRef /Size {size + 1} /W [1 4 1] /Index [{' '.join(index)} "
        f"{size} 1] /Prev {previous} /Root {root} 0 R /Length {len(rows)} "
    ).encode()
    body += b"/ID [%s] >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
        identifier,
        rows,
        start,
    )
    return bytes(body)
