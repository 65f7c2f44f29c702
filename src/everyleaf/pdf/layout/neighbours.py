"""Check that what begins a page looks the same without what stands before and behind it.

A rule such as `section + section` or `:last-child` sees other chapters. Units are laid out apart, so
that they would miss it: for every element that decides about page breaks (`page_flow`), the rules
that match in its unit must be those that match in the document.
"""

from __future__ import annotations

from lxml import etree

from everyleaf.elements import local_name
from everyleaf.pdf.layout import weasy
from everyleaf.pdf.layout.unit_layout import UnitMaterial
from everyleaf.pdf.layout.units import NODE, cut_stretches


def find_neighbour_rule(
    skeleton: bytes, starts: tuple[int, ...], material: UnitMaterial
) -> str | None:
    """Return an element on which a rule sees its neighbours in other units, if there is one.

    Args:
        skeleton: of the document.
        starts: places of the elements with which units begin, among all of the skeleton.
        material: what the document is laid out with.
    """
    root = etree.fromstring(skeleton)
    elements = list(root.iter(etree.Element))
    for number, el in enumerate(elements):
        el.set(NODE, str(number))
    with weasy.working(material.layout.patched):
        whole = weasy.match_rules(root, material.layout)
        for stretch in cut_stretches(root, [elements[start] for start in starts]):
            matched = weasy.match_rules(stretch, material.layout)
            for el, rules in zip(stretch.iter(etree.Element), matched, strict=True):
                number = int(el.get(NODE, "").split()[-1])
                if rules != whole[number]:
                    return el.get("data-chunk") or local_name(el)
    return None
