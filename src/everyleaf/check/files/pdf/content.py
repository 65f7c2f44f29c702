"""Read the content streams of a PDF: what is painted outside the tags, and in which fonts.

A painting operator is covered if a marked-content sequence around it is an artifact, or has an
MCID that the structure tree owns (ISO 14289-1:2014 7.1).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from everyleaf.check.files.pdf.reading import (
    Object,
    OpenPdf,
    broken,
    get,
    is_array,
    is_dictionary,
    is_too_large,
    items_of,
    key_of,
    name_of,
    number_of,
)

MAX_FORM_DEPTH = 12

_TEXT = frozenset({"Tj", "TJ", "'", '"'})
_PATHS = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh"})
_OPERATORS = "BDC BMC EMC Tj TJ ' \" Tf Do f F f* B B* b b* S s sh BI ID EI INLINE IMAGE"
_OPAQUE_GLYPH = re.compile(r"(?:g|G|c|C|a|A|f|F|cid|glyph|index|char)[_.]?\d+")
_BASE_FONTS = re.compile(r"(?:Times|Helvetica|Courier|Symbol|ZapfDingbats|Arial|CourierNew)\b.*")
_KNOWN_COLLECTIONS = frozenset({"GB1", "CNS1", "Japan1", "Japan2", "Korea1", "KR", "Manga1"})


@dataclass(slots=True)
class PageContent:
    """What a page shows, and how much of it is tagged."""

    number: int
    """From 1."""
    text: int = 0
    """Text operators."""
    pictures: int = 0
    tagged: int = 0
    """Painting operators in content that the structure tree owns."""
    artifacts: int = 0
    untagged_text: int = 0
    untagged_other: int = 0
    lost: int = 0
    """Painting operators whose MCID the structure tree does not own."""
    unmapped_fonts: set[str] = field(default_factory=set)
    too_large: bool = False
    broken: bool = False


def read_content(open_pdf: OpenPdf, owned: Collection[tuple[int, int]]) -> list[PageContent]:
    """Read the content of every page.

    Args:
        open_pdf: The file.
        owned: What the structure tree owns, as `StructureTree.owned`.
    """
    fonts: dict[tuple[int, int], bool] = {}
    pages = []
    for number, page in enumerate(open_pdf.pdf.pages, 1):
        content = PageContent(number)
        pages.append(content)
        try:
            streams = items_of(get(page.obj, "/Contents"))
            if any(is_too_large(stream) for stream in streams if is_dictionary(stream)):
                content.too_large = True
                continue
            _Reader(content, owned, fonts).read(page.obj, page.resources, number, 0, False)
        except broken():
            content.broken = True
    return pages


class _Reader:
    """Reads one page and the form XObjects that it shows."""

    def __init__(
        self,
        content: PageContent,
        owned: Collection[tuple[int, int]],
        fonts: dict[tuple[int, int], bool],
    ) -> None:
        self._content = content
        self._owned = owned
        self._fonts = fonts
        self._shown: set[tuple[tuple[int, int], bool]] = set()

    def read(
        self, stream: Object, resources: Object, owner: int, depth: int, covered: bool
    ) -> None:
        """Read a page's or a form's operators; `owner` as in `StructureTree.owned`."""
        import pikepdf

        stack: list[str] = []
        font = False
        for instruction in pikepdf.parse_content_stream(stream, _OPERATORS):
            operands, name = instruction.operands, str(instruction.operator)
            if name in ("BDC", "BMC"):
                stack.append(self._mark(list(operands), resources, owner))
            elif name == "EMC":
                if stack:
                    stack.pop()
            elif name == "Tf":
                font = self._is_unmapped(operands, resources)
            elif name == "Do":
                self._show(operands, resources, owner, depth, covered or _covers(stack), stack)
            elif name in _TEXT:
                self._content.text += 1
                self._paint(stack, covered, True)
                if font and "artifact" not in stack:
                    self._content.unmapped_fonts.add(self._font_name)
            elif name in _PATHS or name == "INLINE IMAGE":
                self._content.pictures += name == "INLINE IMAGE"
                self._paint(stack, covered, False)

    _font_name = ""

    def _mark(self, operands: list[Object], resources: Object, owner: int) -> str:
        if name_of(operands[0]) == "Artifact":
            return "artifact"
        properties = operands[1] if len(operands) > 1 else None
        if properties is not None and name_of(properties):
            properties = get(get(resources, "/Properties"), f"/{name_of(properties)}")
        mcid = number_of(get(properties, "/MCID"))
        if mcid is None:
            return "other"
        return "tagged" if (owner, mcid) in self._owned else "lost"

    def _paint(self, stack: list[str], covered: bool, is_text: bool) -> None:
        content = self._content
        if "artifact" in stack:
            content.artifacts += 1
        elif "tagged" in stack or covered:
            content.tagged += 1
        elif "lost" in stack:
            content.lost += 1
        elif is_text:
            content.untagged_text += 1
        else:
            content.untagged_other += 1

    def _show(
        self,
        operands: Object,
        resources: Object,
        owner: int,
        depth: int,
        covered: bool,
        stack: list[str],
    ) -> None:
        shown = get(get(resources, "/XObject"), f"/{name_of(operands[0])}")
        if not is_dictionary(shown):
            return
        if name_of(get(shown, "/Subtype")) != "Form":
            self._content.pictures += 1
            self._paint(stack, covered, False)
            return
        key = (key_of(shown), covered)
        if depth >= MAX_FORM_DEPTH or key in self._shown or is_too_large(shown):
            return
        self._shown.add(key)
        inner = get(shown, "/Resources")
        own = -key_of(shown)[0] if get(shown, "/StructParents") is not None else owner
        self.read(shown, inner if inner is not None else resources, own, depth + 1, covered)

    def _is_unmapped(self, operands: Object, resources: Object) -> bool:
        font = get(get(resources, "/Font"), f"/{name_of(operands[0])}")
        if not is_dictionary(font):
            return False
        key = key_of(font)
        if key not in self._fonts or key == (0, 0):
            self._fonts[key] = not _has_unicode(font)
        self._font_name = (
            name_of(get(font, "/BaseFont")).split("+")[-1].strip(" ,") or "a Type 3 font"
        )
        return self._fonts[key]


def _covers(stack: list[str]) -> bool:
    return "artifact" in stack or "tagged" in stack


def _has_unicode(font: Object) -> bool:
    """Tell whether the codes of a font can become characters (ISO 32000-1 9.10.2)."""
    if get(font, "/ToUnicode") is not None:
        return True
    kind = name_of(get(font, "/Subtype"))
    encoding = get(font, "/Encoding")
    if kind == "Type0":
        if name_of(encoding) and not name_of(encoding).startswith("Identity"):
            return True
        descendant = next(iter(items_of(get(font, "/DescendantFonts"))), None)
        system = get(get(descendant, "/CIDSystemInfo"), "/Ordering")
        return str(system or "") in _KNOWN_COLLECTIONS
    if name_of(encoding) in ("WinAnsiEncoding", "MacRomanEncoding", "StandardEncoding"):
        return kind != "Type3"
    names = [name_of(n) for n in items_of(get(encoding, "/Differences")) if name_of(n)]
    if names:
        return not any(_OPAQUE_GLYPH.fullmatch(n) for n in names)
    if is_array(get(encoding, "/Differences")) or is_dictionary(encoding):
        return kind != "Type3"
    if _BASE_FONTS.fullmatch(name_of(get(font, "/BaseFont")).split("+")[-1]):
        return True
    flags = number_of(get(get(font, "/FontDescriptor"), "/Flags")) or 0
    return kind == "Type1" or (kind == "TrueType" and bool(flags & 32))
