"""Leave a PNG as it is if its EXIF data do not turn it.

WeasyPrint 70.0: `rotate_pillow_image` copies each image that has EXIF data, as screenshots have,
even where these say nothing of a rotation; the copy is no longer the file, so that it is compressed
once more, only to be decompressed when it is drawn. Gain: 0.15 s for a screenshot of five million
pixels. A JPEG is left to WeasyPrint, which so takes out the EXIF data, the place where a photograph
was taken among them. Drop when WeasyPrint returns the same image.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from everyleaf.pdf.patches.patch import WEASYPRINT, Patch, Replacement

_ORIENTATION = 0x0112
"""The EXIF tag."""
_TURNED = range(2, 9)
"""Its values that mean that an image is turned or mirrored."""


def _find() -> Iterator[Replacement]:
    from weasyprint import images

    original = images.rotate_pillow_image

    def rotate_pillow_image(image: Any, orientation: Any) -> Any:
        described = image.format == "PNG" and orientation == "from-image" and "exif" in image.info
        if described and image.getexif().get(_ORIENTATION, 1) not in _TURNED:
            return image
        return original(image, orientation)

    yield Replacement(images, original.__name__, rotate_pillow_image)


PATCH = Patch("upright-images", WEASYPRINT, _find)
