"""What is claimed is what is there."""

from __future__ import annotations

import dataclasses

import pytest
from lxml import etree

from everyleaf.accessibility import describe, describe_cover, schema_properties
from everyleaf.model import Accessibility, Publication, Resource


def described(body: str, *resources: Resource, page_breaks: bool = False) -> Accessibility:
    document = etree.fromstring(f"<html><body>{body}</body></html>")
    return describe(document, resources, page_breaks=page_breaks)


PLAIN = {"displayTransformability", "readingOrder", "unlocked"}

FEATURES = {
    "<p>a</p>": set(),
    "<h1>a</h1><h2>b</h2>": {"structuralNavigation"},
    "<h1>a</h1><h3>b</h3>": set(),
    "<img src='a' alt='A dog'/>": {"alternativeText"},
    "<img src='a' alt='A dog'/><img src='b' alt=''/>": {"alternativeText"},
    "<img src='a' alt='Image'/>": set(),
    "<img src='a' alt='IMG_2041'/>": set(),
    "<img src='a' alt='Image without a description'/>": set(),
    "<img src='a' alt='A dog'/><img src='b'/>": set(),
    "<img src='a' alt=''/>": set(),
    "<svg xmlns='http://www.w3.org/2000/svg'><title>A dog</title></svg>": {"alternativeText"},
    "<svg xmlns='http://www.w3.org/2000/svg'><path/></svg>": set(),
    "<svg xmlns='http://www.w3.org/2000/svg' aria-hidden='true'/>": {"ARIA"},
    "<math xmlns='http://www.w3.org/1998/Math/MathML'><mi>x</mi></math>": {"MathML"},
    "<section role='doc-index'>a</section>": {"ARIA", "index"},
    "<nav role='doc-toc'>a</nav>": {"ARIA", "tableOfContents"},
    "<img src='a' alt='A' aria-details='d'/><p id='d'>long</p>": {
        "ARIA", "alternativeText", "longDescription",
    },
    "<img src='a' alt='A' aria-details='e'/><p id='d'>long</p>": {"ARIA", "alternativeText"},
}  # fmt: skip


@pytest.mark.parametrize("body", FEATURES)
def test_features(body: str) -> None:
    assert set(described(body).features) == PLAIN | FEATURES[body]


def test_reading_order_is_not_claimed_where_the_keyboard_goes_another_way() -> None:
    assert "readingOrder" not in described("<a tabindex='2' href='#a'>a</a>").features
    assert "readingOrder" in described("<pre tabindex='0'>a</pre>").features


def test_pages_of_print() -> None:
    features = described("<p>a</p>", page_breaks=True).features
    assert {"pageBreakMarkers", "pageNavigation"} <= set(features)


@pytest.mark.parametrize(
    ("body", "modes", "sufficient"),
    [
        ("<p>a</p>", ("textual",), ("textual",)),
        ("<img src='a' alt=''/>", ("textual",), ("textual",)),
        ("<img src='a' alt='A'/>", ("textual", "visual"), ("textual", "textual,visual")),
        ("<img src='a'/>", ("textual", "visual"), ("textual,visual",)),
    ],
)
def test_modes(body: str, modes: tuple[str, ...], sufficient: tuple[str, ...]) -> None:
    accessibility = described(body)
    assert (accessibility.access_modes, accessibility.sufficient) == (modes, sufficient)


def picture(media_type: str, data: bytes) -> Resource:
    return Resource("a", media_type, data, 1, 1)


@pytest.mark.parametrize(
    ("resource", "still"),
    [
        (picture("image/png", b"\x89PNG IHDR IDAT"), True),
        (picture("image/png", b"\x89PNG IHDR acTL IDAT"), False),
        (picture("image/gif", b"GIF89a\x21\xf9\x04 one"), True),
        (picture("image/gif", b"GIF89a\x21\xf9\x04 one \x21\xf9\x04 two"), False),
        (picture("image/jpeg", b"\xff\xd8"), True),
        (picture("image/webp", b"RIFF    WEBPVP8 "), True),
        (picture("image/webp", b"RIFF    WEBPVP8X ANIM"), False),
        (picture("image/svg+xml", b"<svg><rect/></svg>"), True),
        (picture("image/svg+xml", b"<svg><rect><animate/></rect></svg>"), False),
        (picture("image/svg+xml", b"<svg><style>@keyframes a {}</style></svg>"), False),
    ],
)
def test_hazards_of_pictures(resource: Resource, still: bool) -> None:
    hazards = described("<p>a</p>", resource).hazards
    assert (hazards == ("none",)) is still
    assert still or "noSoundHazard" in hazards


def test_hazards_are_never_mixed_with_none() -> None:
    assert described("<video/>").hazards == (
        "unknownFlashingHazard",
        "unknownMotionSimulationHazard",
        "unknownSoundHazard",
    )
    assert described("<script type='application/ld+json'>{}</script>").hazards == ("none",)


def test_summary_says_what_is_there(tides: Publication) -> None:
    assert describe(tides.document).summary == (
        "Tables have header cells, passages in other languages are marked with their language "
        "and notes link back to the place that refers to them."
    )
    assert described("<table><tr><td>a</td></tr></table>").summary == (
        "All of the text can be read aloud or in braille."
    )
    assert "not described" in described("<img src='a'/>").summary


def test_json_ld(tides: Publication) -> None:
    properties = schema_properties(describe(tides.document))
    assert properties["accessMode"] == ["textual", "visual"]
    assert properties["accessModeSufficient"] == [
        {"@type": "ItemList", "itemListElement": ["textual"]},
        {"@type": "ItemList", "itemListElement": ["textual", "visual"]},
    ]


def test_cover(tides: Publication) -> None:
    assert describe_cover(tides.metadata) == (
        "The Tides. A short report for testing. Ada Example, Tove Test. Example Press."
    )
    bare = dataclasses.replace(
        tides.metadata, title="Why?", subtitle=None, contributors=(), publisher=None
    )
    assert describe_cover(bare) == "Why?"
