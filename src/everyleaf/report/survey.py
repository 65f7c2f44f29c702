"""Look through a publication for what its report says of the text, and its manifest of the fonts.

Why apart: whoever writes the report in the end has the document as text alone; those who judge it
have its tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyleaf.accessibility import describe
from everyleaf.elements import full_text
from everyleaf.fonts import optional_versions
from everyleaf.model import Accessibility, Publication
from everyleaf.report.review import Review, gather_review


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found in a publication."""

    accessibility: Accessibility
    """As that of the edition that has page numbers."""
    review: Review
    optional_fonts: Mapping[str, str]
    """Packages of fonts that its text needs beside those that are always there → version."""


def survey_publication(publication: Publication) -> Survey:
    """Return what is found in a publication; a task."""
    document = publication.document
    return Survey(
        describe(document, publication.resources, page_breaks=True),
        gather_review(document),
        optional_versions([full_text(document)]),
    )
