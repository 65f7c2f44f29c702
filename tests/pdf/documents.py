"""Small publications made from a few lines of HTML, without our reader."""

from __future__ import annotations

import dataclasses
import io
import warnings

from lxml import etree
from PIL import Image

from everyleaf.model import Document, Element, PdfStandard, Publication, Resource, Settings
from everyleaf.pdf import write
from tests.conftest import make_publication
from tests.readers.pdf import TaggedPdf, read_pdf

STYLE = """
@page { size: A5; margin: 18mm 15mm;
  @top-left { content: "Running head" } @bottom-center { content: counter(page) } }
html { font-family: "Source Serif 4", "Noto Sans", Amiri, "Frank Ruhl Libre"; font-size: 10pt;
  hyphens: auto; orphans: 2; widows: 2 }
pre, code { font-family: "Source Code Pro" }
.skip-link { display: none }
table { border-collapse: collapse; width: 100% }
"""


def picture() -> bytes:
    """Return a small PNG."""
    data = io.BytesIO()
    Image.new("RGB", (20, 20), (30, 90, 60)).save(data, "PNG")
    return data.getvalue()


def parse(body: str, language: str = "en") -> Element:
    """Return the document of a body, each element numbered."""
    html = f'<html lang="{language}"><head><title>Test</title></head><body>{body}</body></html>'
    document = etree.fromstring(html)
    main = document.find("body")
    assert main is not None
    for number, el in enumerate(e for e in main.iter() if isinstance(e.tag, str)):
        el.set("data-node", str(number))
        el.set("data-source", f"content/test.md:{number + 1}")
    return document


def publication(
    body: str, style: str = "", language: str = "en", standard: PdfStandard = "ua-1"
) -> Publication:
    """Return a publication of a body, set with our small style and the given one."""
    made = make_publication()
    images = Resource("img/p.png", "image/png", picture(), 20, 20)
    return dataclasses.replace(
        made,
        name="test",
        kept=Document(parse(body, language)),
        metadata=dataclasses.replace(made.metadata, language=language),
        settings=Settings(pdf_standard=standard),
        resources=(*made.resources, images),
        templates={"print.css": STYLE + style},
    )


def render(
    body: str, style: str = "", language: str = "en", standard: PdfStandard = "ua-1"
) -> bytes:
    """Return the PDF of a body."""
    output, findings = write(publication(body, style, language, standard))
    assert findings == ()
    return output.data


def tagged(body: str, style: str = "", language: str = "en") -> TaggedPdf:
    """Return the structure of the PDF of a body."""
    return read_pdf(render(body, style, language))


_IN_LINE = set(
    "a abbr b bdi bdo cite code del em i img ins kbd mark q s samp small span strong sub sup "
    "time u".split()
)


def document_text(document: Element) -> str:
    """Return what the HTML says: no hidden elements, no text drawn in pictures."""
    parts: list[str] = []

    def walk(el: Element) -> None:
        hidden = el.get("aria-hidden") == "true" or el.get("class") == "skip-link"
        space = " " * (el.tag not in _IN_LINE)
        if isinstance(el.tag, str) and not hidden and not el.tag.endswith("}svg"):
            parts.append(space + (el.text or ""))
            for child in el:
                walk(child)
        parts.append(space + (el.tail or ""))

    body = document.find("body")
    assert body is not None
    walk(body)
    return "".join(parts)


def squeeze(text: str) -> str:
    """Return a text without white space and soft hyphens."""
    return "".join(text.split()).replace("\u00ad", "")


def page_texts(data: bytes) -> list[str]:
    """Return the text of each page as MuPDF reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # PyMuPDF: types without __module__
        import pymupdf
    with pymupdf.open(stream=data, filetype="pdf") as pdf:  # type: ignore[no-untyped-call]
        return [str(page.get_text()) for page in pdf]


def paragraph(words: int, start: int = 0) -> str:
    """Return words that are all different, so that a place can be told by its word."""
    return " ".join(f"word{number}" for number in range(start, start + words))
