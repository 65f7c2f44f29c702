"""Read the Markdown of one file into a tree: all that the file decides by itself.

It is a task: what comes of a file is remembered, so that after an edit only the files that were
changed are read again. What one file has to do with others (ids, links, citations, the index) is
done later, on the trees of all.
"""

from __future__ import annotations

from everyleaf.jobs import Jobs, Task
from everyleaf.read.markdown import Dialect, Stretch, parse_markdown
from everyleaf.read.mdbook import tidy
from everyleaf.read.tree import Tree, build_tree


def read_text(
    jobs: Jobs,
    markdown: str,
    path: str,
    dialect: Dialect,
    origins: tuple[Stretch, ...] = (),
) -> Tree:
    """Return the tree of a file, as it is remembered or else made now.

    Args:
        jobs: Does the work.
        markdown: The text, without front matter; its line numbers are those of the file.
        path: The file as the user named it.
        dialect: What it may hold.
        origins: Where the lines come from, if others were put in.
    """
    return jobs.map_memo(grow_tree, [Task((markdown, path, dialect, origins))])[0]


def grow_tree(markdown: str, path: str, dialect: Dialect, origins: tuple[Stretch, ...]) -> Tree:
    """Return the tree of a file; a task."""
    tree = build_tree(parse_markdown(markdown, path, dialect, origins))
    if dialect.mdbook:
        for root in (tree.body, tree.notes):
            if root is not None:
                tidy(root)
    return tree
