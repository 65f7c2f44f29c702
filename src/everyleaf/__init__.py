"""Publish one Markdown source as a web edition, a tagged PDF and an EPUB that everyone can read."""

from __future__ import annotations

__version__ = "0.1.0"
