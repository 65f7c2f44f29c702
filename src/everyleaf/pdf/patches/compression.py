"""Compress streams at zlib's level 6.

pydyf 0.13.0 always asks for level 9. Drop when pydyf lets its caller choose.
"""

from __future__ import annotations

import types
import zlib
from collections.abc import Iterator
from typing import Any

from everyleaf.pdf.patches.patch import PYDYF, Patch, Replacement

_LEVEL = 6


def _find() -> Iterator[Replacement]:
    import pydyf

    def compressobj(level: int = _LEVEL) -> Any:
        return zlib.compressobj(min(level, _LEVEL))

    stand_in = types.SimpleNamespace(compress=zlib.compress, compressobj=compressobj)
    yield Replacement(pydyf, "zlib", stand_in)


PATCH = Patch("compression", PYDYF, _find)
