"""Pass over boxes that can have no background.

WeasyPrint 70.0: `layout_box_backgrounds` looks at corners, border images, masks and backgrounds of
each box of each page, although most styles have none of them. What a style says is read once. Gain:
0.5 % of a chapter's calls of functions. Drop when WeasyPrint does so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from everyleaf.pdf.patches.patch import WEASYPRINT, Patch, Replacement

_CORNERS = tuple(f"border_{y}_{x}_radius" for y in ("top", "bottom") for x in ("left", "right"))
_PLAIN = {name: (0, 0) for name in _CORNERS} | {"background": None}


def _find() -> Iterator[Replacement]:
    from weasyprint.draw.color import get_color
    from weasyprint.layout import background

    original = background.layout_box_backgrounds

    def is_plain(style: Any) -> bool:
        return (
            all((0, "px") in style[name] for name in _CORNERS)
            and style["border_image_source"][0] == "none"
            and style["mask_border_source"][0] == "none"
            and all(image == ("none", None) for image in style["background_image"])
            and not style["box_shadow"]
            and get_color(style, "background_color").alpha == 0
        )

    def layout_box_backgrounds(
        page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
    ) -> None:
        own = box.style
        plain = own.__dict__.get("everyleaf_plain")
        if plain is None:
            plain = own.everyleaf_plain = is_plain(own)
        if not plain or style is not None or box is page:
            original(page, box, get_image, layout_children, style)
            return
        if layout_children:
            for child in box.all_children():
                background.layout_box_backgrounds(page, child, get_image)
        getattr(box, "_box", box).__dict__.update(_PLAIN)  # not that of an AbsolutePlaceholder

    yield Replacement(background, original.__name__, layout_box_backgrounds)


PATCH = Patch("plain-boxes", WEASYPRINT, _find)
