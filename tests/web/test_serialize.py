"""What is serialised is what an HTML parser reads."""

from __future__ import annotations

import pytest
from lxml import etree

from everyleaf.web.serialize import serialize_html

CASES = {
    '<p>a<br/>b<img src="x" alt=""/></p>': '<p>a<br>b<img src="x" alt=""></p>',
    "<td/>": "<td></td>",
    "<p>a &lt; b &amp; c</p>": "<p>a &lt; b &amp; c</p>",
    '<a href="https://example.org/é?a=1&amp;b=2">x</a>': (
        '<a href="https://example.org/é?a=1&amp;b=2">x</a>'
    ),
    '<p title="&quot;a&quot; &lt;">x</p>': '<p title="&quot;a&quot; &lt;">x</p>',
    "<pre>\n\na</pre>": "<pre>\n\n\na</pre>",
    "<style>a &gt; b {}</style>": "<style>a > b {}</style>",
    '<script type="application/ld+json">{"a": "&lt;/script&gt;"}</script>': (
        '<script type="application/ld+json">{"a": "\\u003c/script>"}</script>'
    ),
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>': (
        '<svg viewBox="0 0 1 1"><path d="M0 0"></path></svg>'
    ),
    '<p xmlns:m="http://www.w3.org/1998/Math/MathML"><m:math><m:mi>x</m:mi></m:math></p>': (
        "<p><math><mi>x</mi></math></p>"
    ),
    "<p>a<!-- c -->b</p>": "<p>ab</p>",
}


@pytest.mark.parametrize("source", CASES)
def test_case(source: str) -> None:
    assert (
        serialize_html(etree.fromstring(source)).decode() == f"<!DOCTYPE html>\n{CASES[source]}\n"
    )


def test_line_feed_in_code_survives() -> None:
    written = serialize_html(etree.fromstring("<pre>\n a</pre>")).decode()
    assert written == "<!DOCTYPE html>\n<pre>\n\n a</pre>\n"


def test_style_that_would_end_early() -> None:
    with pytest.raises(ValueError, match="style or script"):
        serialize_html(etree.fromstring("<style>a::before { content: '&lt;/style&gt;' }</style>"))
