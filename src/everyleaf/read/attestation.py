"""Read who has reviewed the publication and attests that it conforms to WCAG 2.2.

Why the review may not be later than the publication: the claim is written into files that say
when they were made, and nobody can have reviewed what they will be. `date` is the only clock here.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import yaml

from everyleaf.model import Attestation, ConformanceLevel
from everyleaf.read.yaml_fields import (
    Context,
    read_choice,
    read_date,
    read_mapping,
    read_text,
    read_url,
)

_KEYS = ("by", "date", "level", "credential", "report")
_LEVELS: tuple[ConformanceLevel, ...] = ("AA", "A", "AAA")
"""The usual one first."""
_EXAMPLE = "`reviewed: {by: Example Access Centre, date: 2026-11-01, level: AA}`"


def read_attestation(
    context: Context, node: yaml.Node | None, published: yaml.Node | None
) -> Attestation | None:
    """Return what `reviewed` says; None if nobody attests, or not as a whole.

    Args:
        context: Where we read.
        node: The value of `reviewed`.
        published: The value of `date`.
    """
    if node is None:
        return None
    before = len(context.findings)
    fields = read_mapping(context, node, _KEYS, "reviewed")
    by = read_text(context, fields.get("by"))
    day = read_text(context, fields.get("date"))
    date = read_date(context, fields["date"], day) if day else None
    level = read_choice(context, fields, "level", _LEVELS)
    credential = read_text(context, fields.get("credential"))
    report = read_url(context, fields.get("report"))
    if len(context.findings) > before:
        return None
    if by is None or not any(map(str.isalpha, by)):
        _lack(
            context, fields.get("by", node), "does not say who reviewed it: the key by has no name"
        )
    if date is None:
        _lack(context, fields.get("date", node), "does not say when: the key date is missing")
    if by is None or date is None or len(context.findings) > before:
        return None
    _compare_dates(context, fields, date, published)
    return Attestation(by, date, level, credential, report, context.at(node.start_mark))


def _lack(context: Context, place: yaml.Node, what: str) -> None:
    context.error(
        "review-incomplete",
        f"reviewed {what}",
        f"Write it as {_EXAMPLE}.",
        place,
        "EPUB Accessibility 1.1 §3.5.3",
    )


def _compare_dates(
    context: Context,
    fields: Mapping[str, yaml.Node],
    date: datetime.date,
    published: yaml.Node | None,
) -> None:
    try:
        latest = datetime.date.fromisoformat(str(published.value) if published else "")
    except ValueError:
        return  # reported where the publication's own date is read
    if date > latest:
        context.error(
            "review-date-late",
            f"the review is of {date}, and the publication of {latest}, which is earlier",
            "Mend the date of the review, or give the publication the day on which it is published "
            "with the review.",
            fields["date"],
        )
