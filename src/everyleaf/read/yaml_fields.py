"""Read values out of YAML, each problem with its line and column.

1. Compose the YAML into nodes, which know where they stand.
2. Take a mapping apart by its keys; report those that are unknown or repeated.
3. Read a node as what it must be: a text, a list of texts, one of some words, a date, a web
   address.

Why nodes and not plain values: a node keeps its position, and `no`, `1.10` and dates stay the
words that the author typed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

import yaml

from everyleaf.diagnostics import Diagnostic, Position, suggest

FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document may hold (XML 1.0 §2.2), and other controls."""

_Choice = TypeVar("_Choice", bound=str)


@dataclass
class Context:
    """Where we read, and what we found so far."""

    path: str
    first_line: int
    """The line of the file in which the YAML begins."""
    findings: list[Diagnostic] = field(default_factory=list)

    @property
    def start(self) -> Position:
        """Where the file begins, for what is missing."""
        return Position(self.path, 1, 1)

    def at(self, mark: yaml.Mark) -> Position:
        """Return the place in the file of a place in the YAML."""
        return Position(self.path, mark.line + self.first_line, mark.column + 1)

    def error(
        self,
        code: str,
        message: str,
        remedy: str,
        place: yaml.Node | Position,
        reference: str | None = None,
    ) -> None:
        """Add a finding."""
        position = place if isinstance(place, Position) else self.at(place.start_mark)
        self.findings.append(Diagnostic(code, "error", message, remedy, position, reference))


def compose_mapping(context: Context, text: str) -> yaml.MappingNode | None:
    """Return the keys and values of a YAML text as nodes; None, and a finding, where it is none."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        context.error(
            "front-matter-syntax",
            f"the front matter is not valid YAML: {error.problem or error.context}",
            "Put values that contain a colon, a quote or a leading symbol in quotation marks.",
            context.at(mark) if mark else context.start,
        )
        return None
    except (yaml.YAMLError, RecursionError) as error:
        deep = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
        context.error(
            "front-matter-syntax",
            f"the front matter is not valid YAML: {deep}",
            "Remove characters that YAML does not allow.",
            context.start,
        )
        return None
    if not isinstance(node, yaml.MappingNode):
        context.error(
            "front-matter-syntax",
            "the front matter is not a list of keys and values",
            "Write one `key: value` a line, for example `title: The Tides`.",
            context.start,
        )
        return None
    return node


def read_mapping(
    context: Context, node: yaml.Node, known: tuple[str, ...], where: str
) -> dict[str, yaml.Node]:
    """Return the values of a mapping by key; report unknown and repeated keys."""
    if not isinstance(node, yaml.MappingNode):
        context.error(
            "front-matter-value",
            f"{where} needs keys and values here",
            f"Write it as keys: {', '.join(known)}.",
            node,
        )
        return {}
    fields: dict[str, yaml.Node] = {}
    for key_node, value in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "a list or keys"
        if key not in known:
            context.error(
                "front-matter-key-unknown",
                f"unknown key in {where}: {key}",
                f"Remove it or use one of: {', '.join(known)}.{suggest(key, known)}",
                key_node,
            )
        elif key in fields:
            context.error(
                "front-matter-key-repeated",
                f"the key {key} is given twice",
                "Keep one of them.",
                key_node,
            )
        else:
            fields[key] = value
    return fields


def read_text(context: Context, node: yaml.Node | None) -> str | None:
    """Return a scalar as one line of text; None for nothing."""
    if node is None:
        return None
    if not isinstance(node, yaml.ScalarNode):
        context.error(
            "front-matter-value",
            "this value must be plain text, not a list or keys",
            "Write the text on one line, in quotation marks if it has a colon.",
            node,
        )
        return None
    if node.style is None and node.value in ("", "~", "null"):
        return None
    if (character := FORBIDDEN.search(node.value)) is not None:
        context.error(
            "character-control",
            f"the value holds a control character, U+{ord(character[0]):04X}",
            "Remove it; it has no meaning in a text.",
            node,
        )
        return None
    return " ".join(node.value.split()) or None


def read_texts(context: Context, node: yaml.Node | None) -> list[str]:
    """Return a list of texts; one text alone counts as a list of one."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return [text for item in items if (text := read_text(context, item))]


def require_text(
    context: Context, fields: Mapping[str, yaml.Node], key: str, example: str
) -> str | None:
    """Return a text that must be there; report where it is missing."""
    node = fields.get(key)
    before = len(context.findings)
    text = read_text(context, node)
    if text is None and len(context.findings) == before:
        context.error(
            {"lang": "language-missing"}.get(key, f"{key}-missing"),
            f"the front matter has no {key}",
            f"Add a line such as `{example}`.",
            node or context.start,
            {"lang": "WCAG 2.2 SC 3.1.1", "title": "WCAG 2.2 SC 2.4.2"}.get(key),
        )
    return text


def read_date(context: Context, node: yaml.Node, text: str) -> datetime.date | None:
    """Return the day that a text names, written year-month-day."""
    try:
        # fromisoformat alone would accept 20261101 and 2026-W45-7
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return datetime.date.fromisoformat(text)
        raise ValueError(text)
    except ValueError:
        context.error(
            "date-invalid",
            f"{text} is not a date",
            "Write year-month-day, such as 2026-11-01.",
            node,
            "EPUB 3.3 §5.5",
        )
        return None


def read_choice(
    context: Context, fields: Mapping[str, yaml.Node], key: str, choices: Sequence[_Choice]
) -> _Choice:
    """Return which of some words a key has; the first of them where it is missing or wrong."""
    node = fields.get(key)
    text = read_text(context, node)
    if node is None or text is None:
        return choices[0]
    return choose(context, node, text, key, choices) or choices[0]


def choose(
    context: Context, node: yaml.Node, text: str, key: str, choices: Sequence[_Choice]
) -> _Choice | None:
    """Return which of some words a text is, whatever its case; report where it is none."""
    found = next((c for c in choices if c.casefold() == text.casefold()), None)
    if found is None:
        context.error(
            "setting-unknown",
            f"{key} cannot be {text}",
            f"Write one of: {', '.join(choices)}.{suggest(text.casefold(), choices)}",
            node,
        )
    return found


def read_url(context: Context, node: yaml.Node | None) -> str | None:
    """Return the address of a web page."""
    text = read_text(context, node)
    if text is None or node is None:
        return None
    if not _is_web_address(text):
        context.error(
            "url-invalid",
            f"{text} is not a web address",
            "Write the whole address, beginning with https:// or http://.",
            node,
        )
        return None
    return text


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and all(host.removesuffix(".").split("."))
        and not re.search(r'[\s<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})', text)
    )
