"""Turn an SPDX licence expression into words and an address that a reader can use."""

from __future__ import annotations

import functools
import re

from license_expression import ExpressionError, Licensing, get_spdx_licensing

from everyleaf.model import License

_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-ND|-SA)?)-(\d\.\d)(?:-([A-Z]{2,3}))?")


@functools.cache
def _licensing() -> Licensing:
    return get_spdx_licensing()


def license_from_expression(expression: str) -> License | None:
    """Return the licence that an SPDX expression names, or None if it is not one.

    A single licence gets its address: the deed for Creative Commons, the text on spdx.org for
    others. An expression of several has no single address, so it gets none.
    """
    try:
        parsed = _licensing().parse(expression, validate=True)
    except ExpressionError:
        return None
    if parsed is None:
        return None
    spdx = str(parsed)
    if " " in spdx:
        return License(spdx, None, spdx)
    if match := _CREATIVE_COMMONS.fullmatch(spdx):
        terms, version, country = match.groups()
        path = f"{terms.lower()}/{version}/" + (f"{country.lower()}/" if country else "")
        name = f"CC {terms} {version}" + (f" {country}" if country else "")
        return License(name, f"https://creativecommons.org/licenses/{path}", spdx)
    if spdx == "CC0-1.0":
        return License("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/", spdx)
    return License(spdx, f"https://spdx.org/licenses/{spdx}.html", spdx)
