"""Read a licence: an SPDX expression, or an author's own words with an address.

An expression is turned into words and an address that a reader can use.
"""

from __future__ import annotations

import functools
import re

import yaml
from license_expression import ExpressionError, Licensing, get_spdx_licensing

from everyleaf.model import License
from everyleaf.read.yaml_fields import Context, read_mapping, read_text, read_url

_KEYS = ("name", "url", "spdx")

_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-ND|-SA)?)-(\d\.\d)(?:-([A-Z]{2,3}))?")


def read_license(context: Context, node: yaml.Node | None) -> License | None:
    """Return the licence of an SPDX expression, or of a mapping with a name and an address."""
    if node is None:
        return None
    if isinstance(node, yaml.MappingNode):
        fields = read_mapping(context, node, _KEYS, "license")
        name = read_text(context, fields.get("name"))
        url = read_url(context, fields.get("url"))
        spdx = read_text(context, fields.get("spdx"))
        known = _spdx(context, fields["spdx"], spdx) if spdx else None
        if name is None and known is None:
            context.error(
                "license-name-missing",
                "the license has no name",
                "Add `name:` with the words to show.",
                node,
            )
            return None
        return License(
            name or (known.name if known else ""), url or (known.url if known else None), spdx
        )
    text = read_text(context, node)
    return _spdx(context, node, text) if text else None


def _spdx(context: Context, node: yaml.Node, text: str) -> License | None:
    found = license_from_expression(text)
    if found is None:
        context.error(
            "license-unknown",
            f"{text} is not an SPDX licence expression",
            "Use one such as CC-BY-4.0, or write the words and an address: "
            "`license: {name: …, url: …}`.",
            node,
        )
    return found


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
