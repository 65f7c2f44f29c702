"""Replace slow functions of WeasyPrint and pydyf while a document is made.

Each module is one patch: it says which tool and version has which symptom, what was gained, and
when to drop it. All of them save time and memory only: tests/pdf/test_patches.py makes documents
with and without them and compares. Patches that are worth sending to their authors are in
`upstream` as diffs.

Gains are of chapters of the Rust Book on a machine that others used too: CPU time, as the median
of runs in turn, or calls of functions, which do not depend on the machine. All patches together:
24 to 31 % of CPU time, 32 % of calls. `python -m tests.bench.patches` measures them again.

Why not a fork, nor our own copy of the tool: each patch is small, is guarded by the version it was
proved with, and is dropped when its author mends the cause.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager

from everyleaf.pdf.patches import (
    descendants,
    glyph_kerns,
    inherited_values,
    kept_lines,
    leader_runs,
    lengths,
    line_drafts,
    line_places,
    normal_flow,
    operands,
    page_references,
    page_styles,
    plain_boxes,
    pseudo_elements,
    struts,
    text_contexts,
    type_names,
    upright_images,
)
from everyleaf.pdf.patches.patch import Patch

PATCHES: tuple[Patch, ...] = (
    pseudo_elements.PATCH,
    inherited_values.PATCH,
    page_styles.PATCH,
    lengths.PATCH,
    struts.PATCH,
    text_contexts.PATCH,
    type_names.PATCH,
    line_drafts.PATCH,
    line_places.PATCH,
    normal_flow.PATCH,
    descendants.PATCH,
    plain_boxes.PATCH,
    kept_lines.PATCH,
    leader_runs.PATCH,
    glyph_kerns.PATCH,
    operands.PATCH,
    upright_images.PATCH,
    page_references.PATCH,
)
_LOCK = threading.RLock()
"""Held while patches are applied: another thread may want to do without them."""
_applied: list[str] = []
"""Names of the patches that are applied now."""


def misfits() -> dict[str, str]:
    """Return the patches that are never applied here: name → the tool and version installed."""
    found = {patch.name: patch.misfits() for patch in PATCHES}
    return {
        name: ", ".join(f"{tool} {version}" for tool, version in tools.items())
        for name, tools in found.items()
        if tools
    }


def names(wanted: bool = True) -> tuple[str, ...]:
    """Return the names of the patches that `applied` applies."""
    return tuple(patch.name for patch in PATCHES if wanted and not patch.misfits())


@contextmanager
def applied(wanted: bool = True, only: Collection[str] | None = None) -> Iterator[None]:
    """Apply the patches that fit the installed versions, and put everything back afterwards.

    WeasyPrint must have been imported. Nested, it adds nothing; other threads of the process wait.

    Args:
        wanted: False applies none.
        only: the names of those to apply, to measure one or to look for a fault.
    """
    with _LOCK, ExitStack() as stack:
        if not _applied:
            chosen = [name for name in names(wanted) if only is None or name in only]
            _applied.extend(chosen)
            stack.callback(_applied.clear)
            for patch in PATCHES:
                if patch.name in chosen:
                    _replace(patch, stack)
        yield


def _replace(patch: Patch, stack: ExitStack) -> None:
    for new in patch.replacements():
        stack.callback(setattr, new.owner, new.name, getattr(new.owner, new.name))
        setattr(new.owner, new.name, new.value)
