"""Know the habits of mdBook that are not Markdown: hidden lines, and HTML around Markdown.

1. Rust code hides its lines that begin with `# `.
2. `<Listing>` numbers code and gives it a caption; `<figure>`, `<div>`, `<section>` and others stand
   around Markdown; `<a id=…>` names a place.
3. What HTML says only about looks is left out; what can be said in our elements is said in them.
4. At last, a caption in a paragraph of its own goes to its figure or table, and names of places go
   to what they stand before.

`raw_html` asks here what an element becomes; `book` calls `tidy` when a file is a tree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from everyleaf.elements import full_text
from everyleaf.model import Element
from everyleaf.read.anchors import ALIASES
from everyleaf.read.tree_moves import drop

AROUND: Mapping[str, str] = {
    "article": "div",
    "aside": "aside",
    "blockquote": "blockquote",
    "center": "div",
    "details": "div",
    "div": "div",
    "figcaption": "figcaption",
    "figure": "figure",
    "li": "li",
    "listing": "figure",
    "ol": "ol",
    "section": "div",
    "summary": "p",
    "ul": "ul",
}
"""HTML element that may stand around Markdown → ours."""

RENAMED: Mapping[str, str] = {
    "acronym": "abbr",
    "big": "span",
    "font": "span",
    "strike": "del",
    "tt": "code",
}
"""HTML element of old → ours."""

VOID = frozenset({"img", "hr", "wbr"})

OWN: Mapping[str, tuple[str, ...]] = {
    "a": ("href", "rel", "download"),
    "img": ("src", "srcset", "sizes"),
    "listing": ("number", "file-name", "caption"),
    "ol": ("start",),
}
"""HTML element → attributes that it has of its own."""

LOOKS = frozenset(
    "align alt aria-hidden aria-label aria-role bgcolor border cellpadding cellspacing color "
    "decoding face frame height hspace loading name nowrap open role rules size style tabindex "
    "target title type valign vspace width".split()
)
"""Attributes that say nothing to a reader, or nothing that every edition can show."""

ASIDES = frozenset({"note", "warning", "tip", "info", "caution", "important"})
"""Classes of a box that stands beside the text."""

PLACE = "data-place"
"""Attribute of an element that only names a place."""

_HIDDEN = re.compile(r"(\s*)#(?:$|\s.*$)")
_NUMBERED = re.compile(r"\s*[^\W\d]+\s+([0-9A-Z]+[-.][0-9]+)[:.]\s+")
_BLOCKS = ("article", "aside", "blockquote", "div", "figure", "li", "dd", "td", "th")


def shown_code(text: str, language: str) -> str:
    """Return code without the lines that mdBook hides from readers."""
    if language != "rust" or "#" not in text:
        return text
    kept = [line for line in text.split("\n") if not _HIDDEN.fullmatch(line)]
    return "\n".join(line.replace("##", "#", 1) for line in kept)


def attributes_of(tag: str, given: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return what an element around Markdown becomes, and its attributes."""
    made = AROUND[tag]
    kept = {k: v for k, v in given.items() if k in ("id", "class", "lang", "dir")}
    classes = kept.get("class", "").split()
    if made == "div" and ASIDES.intersection(classes):
        made = "aside"
    if tag in ("details", "summary", "center"):
        kept["class"] = " ".join([tag, *classes])
    if tag == "listing":
        kept["class"] = "listing"
        if number := given.get("number", "").strip():
            kept["data-number"] = number
    return made, kept


def tidy(body: Element) -> None:
    """Put captions and names of places where they belong; changes the tree."""
    for place in [e for e in body.iter("span") if PLACE in e.attrib][::-1]:
        _move_name(place)
    for image in [e for e in body.iter("img") if _stands_alone(e)]:
        _make_figure(image)
    for span in [e for e in body.iter("span") if "caption" in e.get("class", "").split()]:
        _move_caption(span)
    for caption in list(body.iter("figcaption", "caption")):
        _cut_number(caption)


def _stands_alone(image: Element) -> bool:
    """Tell whether an image is alone between blocks or in its paragraph."""
    parent = image.getparent()
    if parent is None or parent.tag == "figure":
        return False
    if parent.tag == "p":
        words = (parent.text or "") + (image.tail or "")
        return len(parent) == 1 and not words.strip() and not parent.get("class")
    return parent.tag in _BLOCKS[:5]


def _make_figure(image: Element) -> None:
    parent = image.getparent()
    assert parent is not None
    if parent.tag == "p":
        parent.tag = "figure"
        parent.text = image.tail = None
    else:
        figure = image.makeelement("figure", {"data-source": image.get("data-source", "")})
        figure.tail, image.tail = image.tail, None
        parent.replace(image, figure)
        figure.append(image)
        parent = figure
    if not image.get("alt"):
        parent.tag = "p"
        parent.set("class", "decoration")


def _move_name(place: Element) -> None:
    """Let the element that follows answer to a name, if the name stands between blocks."""
    parent = place.getparent()
    assert parent is not None
    words = full_text(parent).strip()
    alone = parent.tag == "p" and not words and all(PLACE in e.attrib for e in parent)
    if parent.tag not in _BLOCKS and not alone:
        del place.attrib[PLACE]
        return
    block = parent if alone else place
    following = next((e for e in block.itersiblings() if PLACE not in e.attrib), None)
    if following is None:
        del place.attrib[PLACE]
        if parent.tag in ("article", "aside", "blockquote"):
            place.tag = "p"
        return
    names = [*following.get(ALIASES, "").split(), place.get("id", "")]
    following.set(ALIASES, " ".join(names))
    drop(place)
    if alone and not len(parent):
        drop(parent)


def _move_caption(span: Element) -> None:
    """Make a paragraph that is a caption that of the figure or table beside it."""
    paragraph = span.getparent()
    if paragraph is None or paragraph.tag != "p" or len(paragraph) != 1:
        return
    if ((paragraph.text or "") + (span.tail or "")).strip():
        return
    before, behind = paragraph.getprevious(), paragraph.getnext()
    words = full_text(span)
    if before is not None and before.tag == "figure" and before.find("figcaption") is None:
        target, tag = before, "figcaption"
    elif behind is not None and behind.tag == "table" and behind.find("caption") is None:
        target, tag = behind, "caption"
    elif before is not None and before.tag == "table" and before.find("caption") is None:
        target, tag = before, "caption"
    else:
        return
    if not words.strip():
        return
    drop(paragraph)
    span.tag, span.tail = tag, None
    del span.attrib["class"]
    target.insert(len(target) if tag == "figcaption" else 0, span)


def _cut_number(caption: Element) -> None:
    """Take `Figure 4-1: ` off a caption and keep the number; changes the tree."""
    parent = caption.getparent()
    match = _NUMBERED.match(caption.text or "")
    if parent is None or match is None:
        return
    caption.text = (caption.text or "")[match.end() :]
    if not parent.get("data-number"):
        parent.set("data-number", match[1])
