"""Read an article: one Markdown file with its front matter."""

from __future__ import annotations

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.jobs import Jobs
from everyleaf.model import Division
from everyleaf.read.anchors import Page, give_ids
from everyleaf.read.chapter_text import read_text
from everyleaf.read.front_matter import cut_front_matter, read_front_matter
from everyleaf.read.markdown import Dialect
from everyleaf.read.project import Source
from everyleaf.read.text import Text


def read_article(source: Source, jobs: Jobs) -> Text:
    """Return what the file says; `jobs` remembers what came of its text."""
    yaml_text, markdown = cut_front_matter(source.text)
    front_matter = read_front_matter(yaml_text, source.path)
    tree = read_text(jobs, markdown, source.path, Dialect())
    findings = [*front_matter.findings, *tree.findings]
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
    roots = (tree.body,) if tree.notes is None else (tree.body, tree.notes)
    pages = (Page(source.name, roots),)
    findings += give_ids(pages, form_is_book=False, own_names=False)
    return Text(
        source.path,
        front_matter.metadata,
        front_matter.settings,
        front_matter.materials,
        (Division("text", "", tree.body, tree.notes),),
        pages,
        (),
        tuple(findings),
    )
