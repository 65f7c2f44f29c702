"""An article with one of each kind of element, each on a line of its own that can be found."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from everyleaf.model import Publication
from everyleaf.sources import prepare

ARTICLE = """\
---
title: The Tides
lang: en-GB
date: 2026-11-01
authors: [Ada Example]
publisher: Example Press
license: CC-BY-4.0
attribution:
  - {role: author, name: Ada Example}
  - {role: illustrator, name: Tove Test}
---

## The heading

A paragraph of its own, which says nothing else.

- The first item
- The second item

The pages of the [harbour board](https://example.org/board) are kept.

What they say is true.[^1]

[^1]: The note about it.

> A quotation of somebody.

```python
print("a block of code")
```

A line with `inline code` in it.

![A chart of two ports](chart.png "Heights, drawn")

The energy is $E = mc^2$.

| Port  | High |
|-------|------|
| Brest | 6.9  |
| Dover | 6.8  |

: Heights at two ports

Spring tide
: The high one.

The last words, in *emphasis*.

The port keeps to the <abbr title="Coordinated Universal Time">UTC</abbr> of the year.

The French say [la marée monte]{lang=fr} of it.

The high water is **very** high.
"""


def prepare_article(folder: Path) -> Publication:
    """Return the article, made in a folder."""
    (folder / "tides.md").write_text(ARTICLE, "utf-8")
    Image.new("L", (300, 200), 200).save(folder / "chart.png")
    (prepared,) = prepare([folder / "tides.md"], lambda name, step: None)
    assert prepared.findings == (), prepared.findings
    return prepared.publication


def line_of(words: str) -> int:
    """Return the line of the article that has these words; no other has them."""
    (line,) = [n for n, text in enumerate(ARTICLE.splitlines(), 1) if words in text]
    return line
