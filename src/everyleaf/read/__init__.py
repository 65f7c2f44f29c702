"""Read a source into a `Manuscript`.

1. `project` finds and reads the files: text, templates, fonts.
2. `article` reads the one file of an article; `book` those of a book, in the order of `book_file`
   or of mdBook's `summary`, each with its own front matter (`chapter_file`) and what mdBook puts
   into it (`includes`).
3. `front_matter` reads the metadata and `settings` how they are set, out of `yaml_fields`;
   `credits`, `licenses`, `languages` and `acceptances` judge their own.
4. `chapter_text` reads the text of one file, and what came of it is remembered: `markdown` parses it
   into tokens that know their place, with the plugins `dollar_math`, `grid_table`,
   `citation_marks` and `image_attributes`.
5. `tree` builds elements from them, block by block, in a `growth` that remembers the place; a
   module for each subject adds its own: `inline`, `links`, `notes`, `images`, `figures`, `listings`,
   `tables`, `formulas` (`math` makes MathML of TeX), `citations`, `references`, and `raw_html`,
   which lets a safe set of HTML through; `mdbook` knows that of mdBook. `leftovers` finds markup
   that was not understood.
6. `math_words` says the formulas in words.
7. `marks` finishes what concerns the whole: citations (`bibliography`, `works`, `pandoc`),
   references, the index (`index_marks`), the `glossary`, and what images say of their makers
   (`image_credits`).
8. `anchors`, which gave every heading its id, leads the links to ids.
9. `resources` reads the images, after making sure that each is safe.
10. `lenient` mends what it can, if it is asked to.

Every problem of a source is found in one run: a step that fails does not hide the next one's.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.fonts import packaged_fonts
from everyleaf.jobs import InProcess, Jobs
from everyleaf.model import Cover, Division, Form, Manuscript, Metadata
from everyleaf.read.anchors import lead_links
from everyleaf.read.article import read_article
from everyleaf.read.book import read_book
from everyleaf.read.book_file import BOOK_FILE
from everyleaf.read.lenient import mend_article_ranks, mend_trees, soften
from everyleaf.read.marks import finish_marks
from everyleaf.read.math_words import add_words
from everyleaf.read.project import (
    Library,
    find_sources,
    read_fonts,
    read_templates,
    source_name,
)
from everyleaf.read.resources import Pictures
from everyleaf.read.settings import Materials

__all__ = ["Reading", "find_sources", "read_manuscript", "source_name"]

_HERE = InProcess()


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a source: a manuscript to check further, and what is wrong so far."""

    manuscript: Manuscript
    """Usable for writing only if no finding is an error."""
    findings: tuple[Diagnostic, ...]


def read_manuscript(source: Path, *, lenient: bool = False, jobs: Jobs = _HERE) -> Reading:
    """Read an article's Markdown file or a book's folder, with everything that it uses.

    Args:
        source: The file or the folder.
        lenient: Whether faults that can be mended without the author are mended.
        jobs: Remembers what depends on a single file.

    Raises:
        PublishError: if the first file, a font or a template cannot be read at all.
    """
    if source.name == BOOK_FILE:
        source = source.parent
    is_book = source.is_dir()
    library = Library(source if is_book else source.parent)
    text = read_book(library, jobs) if is_book else read_article(library.read(source.name), jobs)
    metadata = text.metadata or _stand_in(text.path, "book" if is_book else "article")
    findings = list(text.findings)
    for division, language in _with_languages(text.divisions, metadata.language):
        roots = [root for root in (division.body, division.notes) if root is not None]
        findings += add_words(roots, language)
    finished = finish_marks(text, library, metadata.language)
    findings += finished.findings
    findings += lead_links(text.pages)
    pictures = Pictures(library.folder, jobs)
    for page in text.pages:
        findings += pictures.read(page.roots, page.file)
    cover, problems_of_cover = _read_cover(text.materials, pictures)
    findings += problems_of_cover
    fonts = (*read_fonts(library.folder), *packaged_fonts())
    if lenient:
        if not is_book:
            findings += mend_article_ranks(text.divisions[0].body)
        findings += mend_trees(text.divisions, metadata.language, fonts, library)
        findings = soften(findings)
    metadata = dataclasses.replace(
        metadata,
        attributions=(*metadata.attributions, *text.attributions, *finished.attributions),
    )
    manuscript = Manuscript(
        name=source_name(source),
        sources=library.sources(),
        source_path=text.path,
        metadata=metadata,
        settings=text.settings,
        divisions=finished.divisions,
        bibliography=finished.bibliography,
        cover=cover,
        resources=pictures.resources(),
        fonts=fonts,
        templates=read_templates(library.folder),
    )
    return Reading(manuscript, tuple(findings))


def _with_languages(
    divisions: tuple[Division, ...], language: str
) -> Iterator[tuple[Division, str]]:
    """Yield each division with its language, children too."""
    for division in divisions:
        own = division.language or language
        yield division, own
        yield from _with_languages(division.children, own)


def _read_cover(materials: Materials, pictures: Pictures) -> tuple[Cover | None, list[Diagnostic]]:
    if materials.cover is None:
        return None, []
    found = pictures.read_one(materials.cover.name, materials.cover.position)
    if isinstance(found, Diagnostic):
        return None, [found]
    return Cover(found, materials.cover_alt), []


def _stand_in(path: str, form: Form) -> Metadata:
    """Return metadata that lets the text be checked where the author's cannot be used."""
    return Metadata(
        identifier="urn:uuid:00000000-0000-4000-8000-000000000000",
        title="(no title)",
        language="en",
        direction="ltr",
        date=datetime.date(1970, 1, 1),
        form=form,
        position=Position(path, 1, 1),
    )
