"""Let a small safe set of HTML through as elements; report everything else.

Nothing is passed on as text: each tag and attribute is named here, or it is a finding.
"""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Protocol

from everyleaf.diagnostics import Diagnostic, Position

_GLOBAL = frozenset({"id", "class", "lang", "dir"})
_CELL = _GLOBAL | {"colspan", "rowspan", "scope", "headers", "abbr"}

SAFE_TAGS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        "bdi bdo br cite del dfn em i ins kbd mark p "
        "q s samp small span strong sub sup u var b code div".split(),
        _GLOBAL,
    ),
    "abbr": _GLOBAL | {"title"},
    "time": _GLOBAL | {"datetime"},
    **dict.fromkeys(["table", "caption", "thead", "tbody", "tfoot", "tr"], _GLOBAL),
    **dict.fromkeys(["td", "th"], _CELL),
}
"""Tag → attributes that may stand on it."""

VOID_TAGS = frozenset({"br"})


class Sink(Protocol):
    """What receives the elements: the tree builder."""

    def open(self, tag: str, position: Position, attributes: dict[str, str]) -> None: ...  # noqa: D102
    def close_tag(self, tag: str) -> bool: ...  # noqa: D102
    def text(self, text: str) -> None: ...  # noqa: D102


class SafeHtml(HTMLParser):
    """Feed raw HTML to a sink, tag by tag.

    State that lives between calls: where the fragment stands, for positions.
    """

    def __init__(
        self, sink: Sink, place: Callable[[int, int], Position], findings: list[Diagnostic]
    ) -> None:
        super().__init__(convert_charrefs=True)
        self._sink, self._place, self._findings = sink, place, findings

    def _error(self, code: str, message: str, remedy: str) -> None:
        line, column = self.getpos()
        self._findings.append(
            Diagnostic(code, "error", message, remedy, self._place(line - 1, column))
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element of the safe set."""
        if tag not in SAFE_TAGS:
            self._error(
                "html-not-allowed",
                f"the HTML element <{tag}> is not passed through",
                "Use Markdown for it, or remove it. HTML that may be used: "
                f"{', '.join(sorted(SAFE_TAGS))}.",
            )
            return
        kept: dict[str, str] = {}
        for name, value in attrs:
            if name in SAFE_TAGS[tag]:
                kept[name] = value or ""
            else:
                self._error(
                    "html-attribute-not-allowed",
                    f"the attribute {name} on <{tag}> is not passed through",
                    f"Remove it. Attributes that may be used: {', '.join(sorted(SAFE_TAGS[tag]))}.",
                )
        line, column = self.getpos()
        self._sink.open(tag, self._place(line - 1, column), kept)
        if tag in VOID_TAGS:
            self._sink.close_tag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element; a stray end tag is a finding."""
        if tag not in SAFE_TAGS or tag in VOID_TAGS:
            return
        if not self._sink.close_tag(tag):
            self._error(
                "html-unbalanced",
                f"</{tag}> closes nothing",
                f"Open <{tag}> before it in the same paragraph or table, or remove it.",
            )

    def handle_data(self, data: str) -> None:
        """Pass text on."""
        self._sink.text(data)

    def handle_pi(self, data: str) -> None:
        """Report a processing instruction."""
        self._error(
            "html-not-allowed", "processing instructions are not passed through", "Remove it."
        )

    def handle_decl(self, decl: str) -> None:
        """Report a declaration."""
        self._error("html-not-allowed", "declarations are not passed through", "Remove it.")

    def unknown_decl(self, data: str) -> None:
        """Report a CDATA section."""
        self._error("html-not-allowed", "CDATA sections are not passed through", "Remove it.")
