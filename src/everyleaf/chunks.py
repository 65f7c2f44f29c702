"""Split the one document into the content documents that it is read in.

A chunk is an element that carries `data-chunk`: the title, the contents, a chapter, the notes,
the credits. They stand in the order of the printed book, so the pages of the PDF follow one
another through them.

1. Copy the document and cut out each chunk. Chunks nest: a chapter is cut out of its part, which
   keeps its heading and its own words and stays a document, even if nothing else is left of it.
2. Cut what is too long at its sections (`_divide`).
3. Repair links between chunks, once: `#fn-1` becomes `notes.xhtml#fn-1` where the note lives in
   another chunk.
4. Give each a file name from its kind and its heading's id, which stays as long as they do, and
   a title that no other has.

Why headings keep their rank: the h1 is the publication's title, and a section is an h2 in the
PDF, in the web edition and here, so one outline is true of all three (EPUB Accessibility
Techniques 1.1, TITLES-002: numbered headings reflect the hierarchy of the publication, not of
the file that they happen to be in). A chunk of text that starts at h2 is therefore right.

Why a limit: a reading system lays out a whole content document before it shows any of it, and
some (Adobe's, older ones of Amazon) refuse more than 300 kB.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from everyleaf.elements import HEADINGS, copy_for_readers, ids_of
from everyleaf.model import Element, Metadata, Publication

LIMIT_BYTES = 260_000
"""What a content document may hold before it is divided."""

_NAMED = frozenset(("part", "chapter", "subchapter", "appendix"))
"""Kinds of which a book has several: their file names say which one it is."""
_FRONT = frozenset(("half-title", "title", "contents"))
_MATTERS = ("front", "body", "back")


@dataclass(frozen=True, slots=True)
class Chunk:
    """One content document's worth of the document."""

    name: str
    """The stem of its file name: `chapter-02-summer`, and `nav` for the contents."""
    kind: str
    """The value of `data-chunk`: `title`, `contents`, `chapter`, `notes`, `credits`, …"""
    matter: str
    """`front`, `body` or `back`."""
    title: str
    """What its `<title>` says; no two chunks say the same."""
    root: Element
    """A copy of the element; it keeps `data-node`, and has no tail."""

    @property
    def file_name(self) -> str:
        """The name that links between chunks use."""
        return f"{self.name}.xhtml"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the contents list."""

    rank: int
    """1 to 6."""
    href: str
    """Where it stands: `chapter-02-summer.xhtml#low`."""
    element: Element
    """The heading itself, in its chunk."""


def split_chunks(publication: Publication) -> tuple[Chunk, ...]:
    """Return the chunks of a publication in document order; the document is left alone.

    Raises:
        ValueError: if a link points at an id that no chunk has, or the document has no chunk.
            The reader and `html/` report dead links to the author; here it is a bug.
    """
    cut = _cut_out(copy_for_readers(publication.kept))
    if not cut:
        raise ValueError("the document has no element with data-chunk")
    pieces = [(chunk, piece) for chunk in cut for piece in _divide(chunk)]
    roots = [piece for _, piece in pieces]
    names = _unique([_stem(chunk) for chunk, _ in pieces], "-{}")
    homes = _homes(roots, names)
    for root, name in zip(roots, names, strict=True):
        _repair_links(root, name, homes)
    _repair_descriptions(roots, names, homes)
    titles = _unique([_title(*piece, publication.metadata) for piece in pieces], " ({})")
    return tuple(
        Chunk(name, chunk.get("data-chunk", ""), _matter(chunk), title, root)
        for name, title, (chunk, root) in zip(names, titles, pieces, strict=True)
    )


def list_headings(chunks: Sequence[Chunk]) -> tuple[Heading, ...]:
    """Return the headings that contents must list: all but the title's and the contents' own.

    Raises:
        ValueError: if a heading has no id; `html/` gives every heading one.
    """
    found = []
    for chunk in chunks:
        if chunk.kind in _FRONT:
            continue
        for element in chunk.root.iter(*HEADINGS):
            identifier = element.get("id")
            if not identifier:
                raise ValueError(f"a heading without an id in {chunk.file_name}")
            rank = HEADINGS.index(element.tag) + 1
            found.append(Heading(rank, f"{chunk.file_name}#{identifier}", element))
    return tuple(found)


def plain_text(element: Element) -> str:
    """Return an element's text with runs of white space as one space."""
    return " ".join("".join(_words(element)).split())


def _words(element: Element) -> Iterator[str]:
    """Yield the text of an element without note references, comments and instructions."""
    if not isinstance(element.tag, str) or element.get("role") == "doc-noteref":
        return
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""


def _cut_out(document: Element) -> list[Element]:
    """Return the chunks in document order, each without those inside it; changes the tree."""
    roots: list[Element] = _CHUNKS(document)
    for root in roots:  # before anything is cut, while each still knows what surrounds it
        _inherit_language(root, document)
    for root in reversed(roots):
        _detach(root)
    return roots


_CHUNKS = etree.XPath("descendant-or-self::*/@data-chunk/..")


def _inherit_language(root: Element, document: Element) -> None:
    """Give a chunk the language and direction that it has from what surrounds it."""
    for name in ("lang", "dir"):
        above = next((e for e in (root, *root.iterancestors()) if e.get(name) is not None), None)
        if above is not None and above not in (root, document):
            root.set(name, above.get(name, ""))


def _detach(element: Element) -> None:
    """Take an element out of its parent, which keeps the text after it; changes the tree."""
    parent = element.getparent()
    if parent is None:
        return
    previous, tail = element.getprevious(), element.tail or ""
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)


def _divide(root: Element) -> list[Element]:
    """Return a chunk and what was cut from its end so that each is short enough; changes the tree.

    It is cut before sections; before any block where it has no sections, but not behind a
    heading. A single list or table is never cut, however long.
    """
    if _is_short(root) or _size_bytes(root) <= LIMIT_BYTES:
        return [root]
    pieces, size = [root], 0
    has_sections = root.find("section") is not None
    for child in list(root):
        previous, added = child.getprevious(), _size_bytes(child)
        behind_heading = previous is not None and previous.tag in HEADINGS
        may_cut = child.tag == "section" or not (has_sections or behind_heading)
        if may_cut and size and size + added > LIMIT_BYTES:
            pieces.append(_wrapper(root))
            size = 0
        inner = _divide(child) if child.tag == "section" else [child]
        if pieces[-1] is not root:
            pieces[-1].append(child)
        pieces += inner[1:]
        size = size + added if len(inner) == 1 else _size_bytes(inner[-1])
    return pieces


def _wrapper(root: Element) -> Element:
    """Return an empty element for what is cut from the end of another."""
    wrapper = etree.Element("div")
    for name in ("class", "lang", "dir"):
        owners = (root, *root.iterancestors()) if name != "class" else (root,)
        value = next((v for e in owners if (v := e.get(name)) is not None), None)
        if value is not None:
            wrapper.set(name, value)
    return wrapper


def _is_short(root: Element) -> bool:
    """Tell at once of most elements that they are no longer than the limit.

    Nothing counts for more than twice what it takes as XML: `<br/>` is counted with an end tag.
    """
    return 2 * len(etree.tostring(root)) <= LIMIT_BYTES


def _size_bytes(root: Element) -> int:
    """Return about how long an element is as XHTML."""
    size = 0
    for element in root.iter(etree.Element):
        size += 5 + 2 * len(str(element.tag).rpartition("}")[2])
        size += len((element.text or "").encode()) + len((element.tail or "").encode())
        for key, value in element.attrib.items():
            if not str(key).startswith("data-"):
                size += 4 + len(key) + len(value.encode())
    return size


def _stem(chunk: Element) -> str:
    """Return the name that a chunk's kind and heading ask for: plain ASCII, lower case."""
    kind = _plain(chunk.get("data-chunk", "")) or "text"
    if kind == "contents":
        return "nav"
    heading = next(chunk.iter(*HEADINGS), None)
    if kind not in _NAMED or heading is None:
        return kind
    identifier = _plain(heading.get("id", ""))
    if not identifier or f"{identifier}-".startswith(f"{kind}-"):
        return identifier or kind
    return f"{kind}-{identifier}"


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", decomposed.lower()).strip("-")[:60].rstrip("-")


def _unique(wanted: Sequence[str], suffix: str) -> list[str]:
    """Return the texts, from the second on numbered by the suffix where one repeats."""
    taken: set[str] = set()
    result = []
    last: dict[str, int] = {}
    for text in wanted:
        candidate, number = text, last.get(text, 1)
        while candidate in taken:
            number += 1
            candidate = text + suffix.format(number)
        last[text] = number
        taken.add(candidate)
        result.append(candidate)
    return result


def _homes(roots: Sequence[Element], names: Sequence[str]) -> dict[str, str]:
    """Map each id to the name of the chunk that has it."""
    return {
        identifier: name
        for root, name in zip(roots, names, strict=True)
        for identifier in ids_of(root)
    }


def _repair_links(root: Element, name: str, homes: Mapping[str, str]) -> None:
    """Point each link within the document at its target's chunk; changes the tree."""
    for link in root.iter("a"):
        href = link.get("href", "")
        if not href.startswith("#"):
            continue
        home = homes.get(href[1:])
        if home is None:
            raise ValueError(f"a link to {href}, which no chunk has, in {name}.xhtml")
        if home != name:
            link.set("href", f"{home}.xhtml{href}")


def _repair_descriptions(
    roots: Sequence[Element], names: Sequence[str], homes: Mapping[str, str]
) -> None:
    """Turn a long description that stands in another chunk into a link; changes the trees.

    Why: `aria-details` reaches no farther than its own document. The link's words are those of
    the heading over the description, so they need no translation.
    """
    for root, name in zip(roots, names, strict=True):
        for image in list(root.iter("img")):
            target = image.get("aria-details")
            if target is None or homes.get(target) == name:
                continue
            del image.attrib["aria-details"]
            if target in homes:
                home = roots[names.index(homes[target])]
                _link_description(image, f"{homes[target]}.xhtml#{target}", target, home)


def _link_description(image: Element, href: str, target: str, home: Element) -> None:
    """Put a link to its description behind an image; changes the tree."""
    (described,) = [e for e in home.iter(etree.Element) if e.get("id") == target]
    above = (described, *described.iterancestors())
    heading = next((h for e in above for h in e.iterchildren(*HEADINGS)), None)
    link = etree.Element("a", {"class": "description", "href": href})
    link.text = plain_text(described if heading is None else heading)[:80]
    figure = next(image.iterancestors("figure"), None)
    caption = None if figure is None else figure.find("figcaption")
    if caption is not None:
        etree.SubElement(caption, "br")
        caption.append(link)
    else:
        link.tail, image.tail = image.tail, " "
        image.addnext(link)


def _matter(chunk: Element) -> str:
    """Return what a chunk is to the whole; an article says it by the kind alone."""
    matter = chunk.get("data-matter")
    if matter in _MATTERS:
        return matter
    kind = chunk.get("data-chunk", "")
    return "front" if kind in _FRONT else "body" if kind in ("text", *_NAMED) else "back"


def _title(chunk: Element, piece: Element, metadata: Metadata) -> str:
    """Return what tells this chunk from the others: `Notes – The Tides`."""
    kind = chunk.get("data-chunk")
    if kind == "title":
        people = ", ".join(c.name for c in metadata.contributors) or metadata.publisher
        second = metadata.subtitle or people
        return f"{metadata.title} – {second}" if second else metadata.title
    heading = next(piece.iter(*HEADINGS), None)
    if heading is None:
        heading = next(chunk.iter(*HEADINGS), None)
    name = chunk.get("aria-label", "") if heading is None else plain_text(heading)
    return f"{name} – {metadata.title}" if name and kind != "text" else metadata.title
