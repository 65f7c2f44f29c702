"""Tell whether each edition shows every credit, by reading what was written.

1. Take the words that a reader sees: of each page of the PDF (PDFium), of each content document of
   the EPUB, of the web page.
2. Look in them for the name, the work and the licence of each attribution.

Why at all: all editions are made from one document, which `html/` holds to name every credit, but a
stylesheet can hide them from print, and whatever else goes wrong between the two shows here.

Spaces and hyphens are not compared, because lines break at both. PDFium gives right-to-left text as
it is seen and not as it is read: on such pages only the letters are compared, in any order.
"""

from __future__ import annotations

import functools
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import pypdfium2
from lxml import etree, html

from everyleaf.diagnostics import Diagnostic
from everyleaf.model import Attribution, Element, Format, Metadata

T = TypeVar("T")

_EDITIONS: Mapping[Format, str] = {"pdf": "PDF", "epub": "EPUB", "html": "web edition"}
_LOST = re.compile(r"[\s\u00ad\u2010-\u2015\-\u2060\u200b-\u200f\u2066-\u2069]+")
_SEMITIC = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The blocks of all signs that run from right to left, and of a few others."""
_UNSEEN = ("script", "style", "template", "noscript")


def find_lost_credits(
    files: Mapping[Format, bytes], metadata: Metadata, name: str
) -> list[Diagnostic]:
    """Return a finding for each credit that an edition does not show.

    Args:
        files: Format → the file as written.
        metadata: the publication's.
        name: The stem by which findings call the files.
    """
    return [
        _lost(credit, words, f"the {_EDITIONS[suffix]} ({name}.{suffix})", metadata)
        for suffix, data in files.items()
        for credit, words in _missing(metadata.attributions, _READERS[suffix](data))
    ]


def _missing(credits: Sequence[Attribution], texts: Iterator[str]) -> list[tuple[Attribution, str]]:
    """Return the credits of which the texts lack some words, with the first such words.

    Texts are read until all is found: credits mostly stand in the first ones or in the last.
    """
    wanted = {words: _bare(words) for credit in credits for words in _words(credit)}
    for text in texts:
        if not wanted:
            break
        bare = _bare(text)
        signs = sorted(bare) if _is_right_to_left(bare) else []
        for words, looked_for in list(wanted.items()):
            if looked_for in bare or _holds(signs, sorted(looked_for)):
                del wanted[words]
    found = []
    for credit in credits:
        lost = next((words for words in _words(credit) if words in wanted), None)
        if lost is not None:
            found.append((credit, lost))
    return found


def _words(credit: Attribution) -> Iterator[str]:
    yield credit.name
    if credit.title:
        yield credit.title
    if credit.license is not None:
        yield credit.license.name


def _lost(credit: Attribution, words: str, where: str, metadata: Metadata) -> Diagnostic:
    whose = f"{credit.name} ({credit.role})"
    lacking = "" if words == credit.name else f": “{words}” is lost"
    return Diagnostic(
        "credit-not-shown",
        "error",
        f"{where} does not show the credit of {whose}{lacking}",
        "Let your stylesheet show the section of credits; what is under a licence such as CC BY may "
        "not be published without.",
        credit.position or metadata.position,
    )


def _bare(text: str) -> str:
    return _LOST.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in _SEMITIC.findall(text))


def _holds(signs: Sequence[str], wanted: Sequence[str]) -> bool:
    """Tell whether sorted letters hold others, each as often as it is wanted."""
    rest = iter(signs)
    return all(sign in rest for sign in wanted)


def _seen(root: Element) -> str:
    """Return the text under an element, without what no reader is shown."""
    parts: list[str] = []

    def walk(el: Element) -> None:
        if isinstance(el.tag, str):
            hidden = etree.QName(el).localname in _UNSEEN or "hidden" in el.attrib
            if not hidden:
                parts.append(el.text or "")
                for child in el:
                    walk(child)
        parts.append(el.tail or "")

    walk(root)
    return "".join(parts)


def _from_both_ends(things: Sequence[T]) -> Iterator[T]:
    """Yield the first thing, the last, the second, the last but one, and so on."""
    for index in range((len(things) + 1) // 2):
        yield things[index]
        if (other := len(things) - 1 - index) != index:
            yield things[other]


def _read_pdf(data: bytes) -> Iterator[str]:
    """Yield the text of each page, with that of the next one, where a credit may go on."""
    pdf = pypdfium2.PdfDocument(data)

    @functools.lru_cache(maxsize=4)
    def read(index: int) -> str:
        page = pdf[index]
        text_page = page.get_textpage()
        text: str = text_page.get_text_range()
        text_page.close()
        page.close()
        return text

    try:
        count = len(pdf)
        for index in _from_both_ends(range(count)):
            yield read(index) + (read(index + 1) if index + 1 < count else "")
    finally:
        pdf.close()


def _read_epub(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        for name in _from_both_ends(names):
            yield _seen(etree.fromstring(archive.read(name)))


def _read_html(data: bytes) -> Iterator[str]:
    """Yield the text of each chapter, and last of the whole page, whatever it consists of."""
    root = html.document_fromstring(data, html.HTMLParser(encoding="utf-8"))
    yield from map(
        _seen, _from_both_ends(root.xpath("//main[not(ancestor-or-self::*[@hidden])]/*"))
    )
    yield _seen(root)


_READERS = {"pdf": _read_pdf, "epub": _read_epub, "html": _read_html}
