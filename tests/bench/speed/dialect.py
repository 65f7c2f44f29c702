"""What Pandoc is told to read."""

DIALECT = "commonmark_x-raw_html"
"""The quickest of Pandoc's readers of Markdown that knows notes, tables and attributes."""
