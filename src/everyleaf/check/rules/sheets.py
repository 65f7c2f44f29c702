"""Judge the style sheets on what the publication holds, and remember what was found.

The sheets see a document that is reduced to what they tell apart (`skeleton`), which an edit of the
text seldom changes: then nothing is judged again.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from everyleaf.check.rules import contrast, print_page, theme
from everyleaf.check.rules.contrast import Contrast
from everyleaf.check.rules.skeleton import SHEETS, reduce_publication
from everyleaf.diagnostics import Diagnostic
from everyleaf.jobs import Jobs
from everyleaf.model import Document, Publication


@dataclass(frozen=True, slots=True)
class JudgedSheets:
    """What the rules say of the style sheets."""

    findings: tuple[Diagnostic, ...]
    pairs: tuple[Contrast, ...]
    """The colours in which text is shown."""


def judge_sheets(publication: Publication, jobs: Jobs) -> JudgedSheets:
    """Return what is found in the style sheets, as it is remembered or else found now."""
    bare = dataclasses.replace(
        publication,
        kept=Document(reduce_publication(publication)),
        templates={name: publication.templates.get(name, "") for name in SHEETS},
        sources=(),
        resources=(),
        fonts=(),
        cover=None,
    )
    return jobs.do(judge_bare_sheets, bare)


def judge_bare_sheets(bare: Publication) -> JudgedSheets:
    """Return what is found in the style sheets of a publication whose document is reduced; a task."""
    pairs = contrast.measure_contrast(bare, bare.document)
    return JudgedSheets(
        (
            *print_page.text_not_justified(bare),
            *theme.settings_kept(bare),
            *theme.order_kept(bare),
            *contrast.texts_stand_out(bare, pairs),
            *print_page.printed_text_readable(bare, bare.document),
        ),
        pairs,
    )
