"""Move elements in a tree without losing the text behind them."""

from __future__ import annotations

from everyleaf.model import Element


def drop(element: Element) -> None:
    """Remove an element; the text after it stays. Changes its parent."""
    parent = element.getparent()
    assert parent is not None
    _add_before(parent, element, element.tail or "")
    parent.remove(element)


def unwrap(element: Element) -> None:
    """Put an element's content into its place; changes its parent."""
    parent = element.getparent()
    assert parent is not None
    _add_before(parent, element, element.text or "")
    index = parent.index(element)
    children = list(element)
    tail = element.tail or ""
    parent.remove(element)
    for offset, child in enumerate(children):
        parent.insert(index + offset, child)
    if children:
        children[-1].tail = (children[-1].tail or "") + tail
    elif index:
        parent[index - 1].tail = (parent[index - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def _add_before(parent: Element, element: Element, text: str) -> None:
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
