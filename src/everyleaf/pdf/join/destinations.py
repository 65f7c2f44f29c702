"""Write where links and bookmarks lead.

1. A place on a page (ISO 32000-1 12.3.2).
2. In PDF 2.0 also the structure element (SD), as ISO 14289-2:2024 8.8 asks: in each named
   destination, and in a GoTo action for each link and each bookmark.

Why both: a reader that does not know structure destinations goes to the place on the page.
"""

from __future__ import annotations

from dataclasses import dataclass

from everyleaf.pdf.file.syntax import write_number, write_string


@dataclass(frozen=True, slots=True)
class Destination:
    """A place in a file."""

    page: int
    """Number of the page object."""
    x_pt: float
    y_pt: float
    """From the lower edge of the page."""
    element: int | None
    """Number of the structure element; None in PDF 1.7."""

    def write_named(self) -> bytes:
        """Return what a name tree says of it."""
        if self.element is None:
            return self._at(self.page)
        return b"<</D %s/SD %s>>" % (self._at(self.page), self._at(self.element))

    def write_link(self, name: str) -> bytes:
        """Return the entries of an annotation that leads to it by name."""
        return self._lead(write_string(name))

    def write_bookmark(self) -> bytes:
        """Return the entries of an item of the outline."""
        return self._lead(self._at(self.page))

    def _lead(self, place: bytes) -> bytes:
        if self.element is None:
            return b"/Dest " + place
        action = b"/A <</Type /Action/S /GoTo/D %s/SD %s>>"
        return action % (place, self._at(self.element))

    def _at(self, number: int) -> bytes:
        x, y = write_number(self.x_pt), write_number(self.y_pt)
        return b"[%d 0 R /XYZ %s %s 0]" % (number, x, y)
