"""Read a source into a `Manuscript`.

1. `project` finds and reads the files: text, templates, fonts.
2. `front_matter` reads the metadata, out of `yaml_fields`; `credits`, `licenses` and `languages`
   judge their own.
3. `markdown` parses the body into tokens that know their place.
4. `tree` builds elements from them, block by block, in a `growth` that remembers the place; a
   module for each subject adds its own: `inline`, `links`, `notes`, `images`, `figures`, `tables`,
   `formulas` (`math` makes MathML of TeX), and `raw_html`, which lets a safe set of HTML through.
5. `math_words` says the formulas in words.
6. `resources` reads the images, after making sure that each is safe.

Every problem of a source is found in one run: a step that fails does not hide the next one's.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.fonts import packaged_fonts
from everyleaf.model import Division, Manuscript, Metadata, SourceFile
from everyleaf.read.front_matter import cut_front_matter, read_front_matter
from everyleaf.read.markdown import parse_markdown
from everyleaf.read.math_words import add_words
from everyleaf.read.project import (
    default_source,
    find_sources,
    read_fonts,
    read_source,
    read_templates,
)
from everyleaf.read.resources import read_resources
from everyleaf.read.tree import build_tree

__all__ = ["Reading", "default_source", "find_sources", "read_manuscript"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a source: a manuscript to check further, and what is wrong so far."""

    manuscript: Manuscript
    """Usable for writing only if no finding is an error."""
    findings: tuple[Diagnostic, ...]


def read_manuscript(file: Path) -> Reading:
    """Read one Markdown file with everything that it uses.

    Raises:
        PublishError: if the file, a font or a template cannot be read at all.
    """
    source = read_source(file)
    yaml_text, markdown = cut_front_matter(source.text)
    front_matter = read_front_matter(yaml_text, source.path)
    metadata = front_matter.metadata
    findings = list(front_matter.findings)
    tree = build_tree(parse_markdown(markdown, source.path))
    findings += tree.findings
    roots = [root for root in (tree.body, tree.notes) if root is not None]
    findings += add_words(roots, metadata.language if metadata else "en")
    if not len(tree.body) and not tree.findings:
        findings.append(
            Diagnostic(
                "text-missing",
                "error",
                "there is no text after the front matter",
                "Write the text below the closing ---.",
                Position(source.path, 1, 1),
            )
        )
    resources, problems_of_images = read_resources((tree.body, tree.notes), source.folder)
    findings += problems_of_images
    manuscript = Manuscript(
        name=source.name,
        sources=(SourceFile(file.name, "text/markdown", source.data),),
        source_path=source.path,
        metadata=metadata or _stand_in(source.path),
        settings=front_matter.settings,
        divisions=(Division("text", "", tree.body, tree.notes),),
        bibliography=None,
        cover=None,
        resources=resources,
        fonts=(*read_fonts(source.folder), *packaged_fonts()),
        templates=read_templates(source.folder),
    )
    return Reading(manuscript, tuple(findings))


def _stand_in(path: str) -> Metadata:
    """Return metadata that lets the text be checked where the author's cannot be used."""
    return Metadata(
        identifier="urn:uuid:00000000-0000-4000-8000-000000000000",
        title="(no title)",
        language="en",
        direction="ltr",
        date=datetime.date(1970, 1, 1),
        position=Position(path, 1, 1),
    )
