"""Judge finished files of any maker: EPUB, PDF, HTML.

1. `kind_of` looks at the bytes, not at the name.
2. Our own readers find what the field's judges do not see (`epub`, `pdf`, `html`).
"""

from __future__ import annotations

from typing import Literal

FileKind = Literal["epub", "pdf", "html"]


def kind_of(data: bytes, name: str) -> FileKind | None:
    """Return what a file is, by its first bytes and then by its name; None if it is neither."""
    if data.startswith(b"PK"):
        return "epub"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    suffix = name.lower().rsplit(".", 1)[-1]
    kinds: dict[str, FileKind] = {
        "epub": "epub", "pdf": "pdf", "html": "html", "htm": "html", "xhtml": "html"
    }  # fmt: skip
    return kinds.get(suffix)
