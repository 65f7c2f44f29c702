"""What WeasyPrint says of a unit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """Something WeasyPrint logged."""

    level: int
    text: str
