"""The smallest files worth judging, made to wake the judges: nobody reads their verdicts.

The EPUB holds one of each kind of part whose schema EPUBCheck would otherwise load while the
author waits: package, navigation, content document, style sheet, SVG.
"""

from __future__ import annotations

import io
import zipfile

_CONTAINER = """<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""

_PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">urn:x:1</dc:identifier>
<dc:title>Specimen</dc:title><dc:language>en</dc:language>
<meta property="dcterms:modified">2026-11-01T00:00:00Z</meta></metadata>
<manifest><item id="n" href="n.xhtml" media-type="application/xhtml+xml" properties="nav svg"/>
<item id="c" href="c.css" media-type="text/css"/>
<item id="s" href="s.svg" media-type="image/svg+xml"/></manifest>
<spine><itemref idref="n"/></spine></package>"""

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)

_NAVIGATION = f"""<html xmlns="http://www.w3.org/1999/xhtml"
xmlns:epub="http://www.idpf.org/2007/ops" lang="en"><head><title>Specimen</title>
<link rel="stylesheet" href="c.css"/></head><body><nav epub:type="toc" role="doc-toc"><ol>
<li><a href="n.xhtml">Specimen</a></li></ol></nav><p><img src="s.svg" alt="A square"/>{_SVG}</p>
</body></html>"""


_PDF_OBJECTS = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>/Contents 4 0 R>>",
    b"<</Length 12>>stream\n0 0 9 9 re f\nendstream",
)


def pdf() -> bytes:
    """Return the specimen PDF: one page with a square."""
    data = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    table = b"0000000000 65535 f \n"
    for number, content in enumerate(_PDF_OBJECTS, start=1):
        table += b"%010d 00000 n \n" % len(data)
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    size = len(_PDF_OBJECTS) + 1
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))
    return data + b"xref\n0 %d\n" % size + table + trailer


def epub() -> bytes:
    """Return the specimen EPUB."""
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        "p.opf": _PACKAGE,
        "n.xhtml": _NAVIGATION,
        "c.css": "p { margin: 0 }",
        "s.svg": _SVG,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return buffer.getvalue()
