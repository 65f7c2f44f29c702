"""Read the success criteria out of axe's rule tags: `wcag111` → `WCAG 2.2 SC 1.1.1`."""

from __future__ import annotations

import re
from collections.abc import Iterable


def success_criteria(tags: Iterable[str]) -> str | None:
    """Return the success criteria that the tags name, or None: best practices name none."""
    matches = (re.fullmatch(r"wcag(\d)(\d)(\d{1,2})", tag) for tag in sorted(tags))
    numbers = [".".join(match.groups()) for match in matches if match]
    return f"WCAG 2.2 SC {', '.join(numbers)}" if numbers else None
