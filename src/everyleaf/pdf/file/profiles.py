"""The two sets of standards that a PDF can keep, and what each asks of the file.

Why two: a file is PDF 1.7 or PDF 2.0, and each generation has its own standards. `ua-1` is the
default, because it is what assistive technology reads best today; `ua-2` says more (notes that
point back, structure destinations, MathML), to the readers that listen.

Why archiving (PDF/A) comes with accessibility: it costs nothing here, keeps fonts and colours in
the file, and lets the file carry its source, so that the book and its source never part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyleaf.model import PdfStandard


@dataclass(frozen=True, slots=True)
class Profile:
    """The standards that one file keeps."""

    name: PdfStandard
    pdf_version: str
    """`1.7` or `2.0`."""
    ua_part: int
    """The part of ISO 14289."""
    ua_revision: str | None
    """Its year, where the standard asks for it."""
    a_part: int
    """The part of ISO 19005."""
    a_conformance: str
    """The conformance level within it."""
    a_revision: str | None
    """Its year, where the standard asks for it."""
    declarations: tuple[str, ...] = ()
    """What the file declares besides (PDF Declarations, PDF Association 2019)."""

    @property
    def pdf_2_0(self) -> bool:
        """Whether the file is PDF 2.0 (ISO 32000-2)."""
        return self.pdf_version == "2.0"


UA_1 = Profile("ua-1", "1.7", 1, None, 3, "A", None)
UA_2 = Profile(
    "ua-2",
    "2.0",
    2,
    "2024",
    4,
    "F",
    "2020",
    ("http://pdfa.org/declarations/wtpdf#accessibility1.0",),
)
PROFILES: Mapping[PdfStandard, Profile] = {profile.name: profile for profile in (UA_1, UA_2)}
