"""Read a source into a `Manuscript`.

1. `project` finds and reads the files: text, templates, fonts.
2. `front_matter` reads the metadata.
3. `markdown` parses the body into tokens that know their place.
4. `tree` builds elements from them; `raw_html` lets a safe set of HTML through.
5. `resources` reads the images, after making sure that each is safe.

Every problem of a source is found in one run: a step that fails does not hide the next one's.
"""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from everyleaf.diagnostics import Diagnostic, Position, PublishError
from everyleaf.fonts import packaged_fonts
from everyleaf.model import Manuscript
from everyleaf.read.front_matter import cut_front_matter, read_metadata
from everyleaf.read.markdown import parse_markdown
from everyleaf.read.project import find_sources, read_fonts, read_source, read_templates
from everyleaf.read.resources import read_resources
from everyleaf.read.tree import build_tree

__all__ = ["find_sources", "read_manuscript"]


def read_manuscript(file: Path) -> Manuscript:
    """Read one Markdown file with everything that it uses.

    Raises:
        PublishError: with every problem found.
    """
    source = read_source(file)
    yaml_text, markdown = cut_front_matter(source.text)
    metadata, problems = read_metadata(yaml_text, source.path)
    findings: list[Diagnostic] = list(problems)
    tree = build_tree(parse_markdown(markdown, source.path))
    findings += tree.findings
    if not len(tree.body):
        findings.append(
            Diagnostic(
                "text-missing",
                "error",
                "there is no text after the front matter",
                "Write the text below the closing ---.",
                Position(source.path, 1, 1),
            )
        )
    whole = etree.Element("div")
    whole.extend([tree.body] if tree.notes is None else [tree.body, tree.notes])
    resources, problems_of_images = read_resources(whole, source.folder)
    findings += problems_of_images
    if findings or metadata is None:
        raise PublishError(findings)
    return Manuscript(
        name=source.name,
        source=source.data,
        source_path=source.path,
        metadata=metadata,
        body=tree.body,
        notes=tree.notes,
        resources=resources,
        fonts=(*read_fonts(source.folder), *packaged_fonts()),
        templates=read_templates(source.folder),
    )
