"""Read which findings the author has looked at and lets stand, each with a reason."""

from __future__ import annotations

from collections.abc import Iterable

import yaml

from everyleaf.model import Acceptance
from everyleaf.read.yaml_fields import Context, read_mapping, read_text

_KEYS = ("code", "place", "reason")


def read_acceptances(context: Context, node: yaml.Node | None) -> Iterable[Acceptance]:
    """Yield the complete entries of `accept`; report the others."""
    if node is None:
        return
    for item in node.value if isinstance(node, yaml.SequenceNode) else [node]:
        fields = read_mapping(context, item, _KEYS, "accept")
        code = read_text(context, fields.get("code"))
        reason = read_text(context, fields.get("reason"))
        if not isinstance(item, yaml.MappingNode):
            continue  # reported already
        if code is None or reason is None:
            context.error(
                "accept-incomplete",
                "an entry of accept has no " + ("code" if code is None else "reason"),
                "Add it: `code:` names the kind of finding, `reason:` says why it may stand.",
                item,
            )
            continue
        place = read_text(context, fields.get("place"))
        yield Acceptance(code, reason, place, context.at(item.start_mark))
