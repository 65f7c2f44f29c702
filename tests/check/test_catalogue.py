"""What the command says of a code is what the guide says."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from everyleaf.check import catalogue
from everyleaf.check.catalogue import explanations
from everyleaf.cli import main

GUIDE = """\
# Findings

### `a-b` {#code:a-b .unnumbered}

*Error.* Wrong ([@sec:x]).

```markdown
# No heading
```

## More {#sec:more}

Not of a code.

### `c` {#code:c}

Last.
"""


def test_an_entry_ends_where_the_next_heading_begins() -> None:
    entries = catalogue._read_entries(GUIDE)
    assert list(entries) == ["a-b", "c"]
    assert catalogue._tidy("a-b", entries["a-b"]) == (
        "# a-b\n\n*Error.* Wrong.\n\n```markdown\n# No heading\n```"
    )
    assert catalogue._tidy("c", entries["c"]) == "# c\n\nLast."


def test_codes_are_explained() -> None:
    result = CliRunner().invoke(main, ["explain", "image-alt-missing"])
    assert result.exit_code == 0
    assert result.output.startswith("# image-alt-missing\n\n*Error, WCAG 2.2 SC 1.1.1.*")


@pytest.mark.parametrize(
    ("code", "entry"),
    [
        ("verapdf-7.18.5-1", "verapdf"),
        ("epubcheck-RSC-005", "epubcheck"),
        ("axe-undecided-color-contrast", "axe-undecided"),
        ("axe-tabindex", "axe"),
        ("ace-no-report", "no-report"),
    ],
)
def test_the_code_of_a_judges_rule_is_explained_by_its_beginning(code: str, entry: str) -> None:
    result = CliRunner().invoke(main, ["explain", code])
    assert result.exit_code == 0
    assert result.output.startswith(f"# {entry}\n")


def test_all_codes_are_listed() -> None:
    result = CliRunner().invoke(main, ["explain"])
    assert result.output.split() == list(explanations())


@pytest.mark.parametrize("code", ["image-alt-mising", "Image-Alt-Missing"])
def test_a_near_code_is_suggested(code: str) -> None:
    result = CliRunner().invoke(main, ["explain", code])
    assert result.exit_code == 2
    assert "Did you mean image-alt-missing?" in result.output
