"""Read the name of a C type without declaring every other type again.

cffi 2.1.1: the first time that a type is named (`ffi.new("PangoRectangle *")`), its name is parsed
as C, below a declaration of each of WeasyPrint's types. Those alone that the name mentions are
declared here. Gain: 4 ms for each name, of which a process meets one or two dozen. Drop when cffi
keeps what it has declared, or WeasyPrint its types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from everyleaf.pdf.patches.patch import Patch, Replacement

CFFI = {"cffi": ("2.1.1",)}
_WORD = re.compile(r"\w+")


def _find() -> Iterator[Replacement]:
    from cffi.cparser import Parser

    original = Parser._parse

    def parse(self: Any, source: str) -> Any:
        declared, words = self._declarations, set(_WORD.findall(source))
        self._declarations = {
            name: declaration
            for name, declaration in declared.items()
            if name.removeprefix("typedef ") in words
        }
        try:
            return original(self, source)
        finally:
            self._declarations = declared

    yield Replacement(Parser, "_parse", parse)


PATCH = Patch("type-names", CFFI, _find)
