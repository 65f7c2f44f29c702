"""Write the editions that quote the pages of the print edition.

Why apart from `build`, and why each edition is loaded when it is written: the process that writes
one needs neither those who read and judge, nor the other edition.
"""

from __future__ import annotations

from collections.abc import Sequence

from everyleaf.jobs import Jobs, Task
from everyleaf.model import Attestation, Format, PageStart, Publication


def get_ready() -> None:
    """Load what those need who lay out pages and then write the other editions."""
    from everyleaf.fonts import packaged_fonts
    from everyleaf.pdf.layout import weasy
    from everyleaf.template import packaged_templates

    with weasy.working(patched=True):
        weasy.make_ready(weasy.Material(packaged_templates()["print.css"], {}, packaged_fonts()))
    get_ready_to_write()


def get_ready_to_write() -> None:
    """Load what those need who write the other editions alone."""
    from everyleaf import epub, web  # noqa: F401  # to have them
    from everyleaf.check import carried  # noqa: F401
    from everyleaf.pdf.layout import cover  # noqa: F401
    from everyleaf.wording import learn_words

    learn_words()


def write_edition(
    suffix: Format,
    publication: Publication,
    page_starts: Sequence[PageStart],
    jobs: Jobs,
    claim: Attestation | None = None,
) -> bytes:
    """Return an edition that quotes the pages of the print edition; a task."""
    if suffix == "html":
        from everyleaf import web

        return web.write(publication, page_starts, claim, jobs=jobs)
    from everyleaf import epub

    drawn = draw_cover(publication, jobs) if publication.cover is None else b""
    return epub.write(publication, page_starts, drawn, claim, jobs=jobs)


def draw_cover(publication: Publication, jobs: Jobs) -> bytes:
    """Return the cover of a publication that brings none, as it is remembered or drawn now."""
    from everyleaf.pdf.layout.cover import cover_material, draw_cover

    return jobs.map_memo(draw_cover, [Task((cover_material(publication),))])[0]
