"""What is measured on a long book, and the book: it is not part of this repository."""

from __future__ import annotations

from pathlib import Path

RUST_BOOK = Path(__file__).parents[3] / "shared" / "corpora" / "rust-book"
"""The Rust Programming Language, as mdBook keeps it in 112 files; beside the checkout."""
