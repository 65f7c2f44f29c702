"""Compose the accessible HTML intermediate: `Manuscript` in, `Publication` out.

1. `divisions` makes sections of what the author wrote: role, place, rank; `headings` nests them.
2. `numbering` numbers what is numbered; `references` writes the words that refer to it.
3. `notes` names references and adds the ways back.
4. `book_index`, `lists` and `contents` say where things are; `collation` sorts.
5. `credits` says who is credited for what, `bylines` who wrote it; `languages` marks what is not
   in the language around it.
6. `compose` fills `templates/publication.html` and numbers the elements.
7. `json_ld` says the metadata to machines.
"""

from __future__ import annotations

from everyleaf.diagnostics import Diagnostic
from everyleaf.html.compose import compose_document
from everyleaf.model import Document, Manuscript, Publication

__all__ = ["compose"]


def compose(
    manuscript: Manuscript, *, consume: bool = False
) -> tuple[Publication, tuple[Diagnostic, ...]]:
    """Return the publication, and warnings for the author.

    With `consume`, the manuscript's trees become the publication's, and it is of no use afterwards;
    without it is left alone, and twice as much is in memory.

    Raises:
        PublishError: if a template cannot be used.
    """
    document, findings = compose_document(manuscript, consume=consume)
    publication = Publication(
        name=manuscript.name,
        sources=manuscript.sources,
        source_path=manuscript.source_path,
        metadata=manuscript.metadata,
        settings=manuscript.settings,
        cover=manuscript.cover,
        kept=Document(document),
        resources=manuscript.resources,
        fonts=manuscript.fonts,
        templates=manuscript.templates,
    )
    return publication, findings
