"""The habits of mdBook: includes, hidden lines, listings, and HTML around Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from everyleaf.read.mdbook import shown_code
from tests.read.books import SUMMARY, read_book, read_chapter, told

CODE = """// ANCHOR: here
fn main() {
    // ANCHOR: inside
    let a = 1;
    // ANCHOR_END: inside
}
// ANCHOR_END: here
"""


@pytest.mark.parametrize(
    ("mark", "lines"),
    [
        ("{{#include a.rs}}", "fn main() {\n    let a = 1;\n}\n"),
        ("{{#rustdoc_include a.rs:here}}", "fn main() {\n    let a = 1;\n}\n"),
        ("{{ #include a.rs:inside }}", "    let a = 1;\n"),
        ("{{#include a.rs:4}}", "    let a = 1;\n"),
        ("{{#include a.rs:4:}}", "    let a = 1;\n}\n"),
        ("{{#include a.rs::2}}", "fn main() {\n"),
        ("{{#include ./sub/../a.rs:2:4}}", "fn main() {\n    let a = 1;\n"),
        ("// {{#include a.rs:inside}} // {{#include b.rs}}!", "//     let a = 1; // b!\n"),
        (r"\{{#include a.rs}}", "{{#include a.rs}}\n"),
        ("{{#title Words}}x", "x\n"),
    ],
)
def test_includes(tmp_path: Path, mark: str, lines: str) -> None:
    text = f"# One\n\n```c\n{mark}\n```\n"
    made = read_chapter(tmp_path, text, **{"a.rs": CODE, "b.rs": "b\n"})
    assert made.endswith(f'<pre><code class="language-c">{lines}</code></pre>')


def test_an_included_file_includes_from_its_own_folder(tmp_path: Path) -> None:
    files = {"sub/b.md": "Two {{#include c.md}}\n", "sub/c.md": "three.\n"}
    made = read_chapter(tmp_path, "# One\n\nOne.\n{{#include sub/b.md}}\nFour.\n", **files)
    assert made.endswith("<p>One.\nTwo three.\nFour.</p>")


def test_places_are_those_of_the_file_that_is_edited(tmp_path: Path) -> None:
    files = {
        **SUMMARY,
        "a.md": "# One\n\n> {{#include b.md}}\n\n![](gone.png)\n",
        "b.md": "See [this](nowhere.md).\nOr [that](#nothing).\n",
    }
    manuscript, findings = read_book(tmp_path, files)
    assert told(findings) == [
        ("image-alt-missing", "a.md:5:1"),
        ("link-file-missing", "b.md:1:5"),
        ("link-target-missing", "b.md:2:4"),
        ("image-not-found", "a.md:5:1"),
    ]
    assert [s.path for s in manuscript.sources] == ["book.yaml", "SUMMARY.md", "a.md", "b.md"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("# use a;\nlet b;\n", "let b;\n"),
        ("    # hidden\n#\n#[derive(A)]\n#![allow]\n", "#[derive(A)]\n#![allow]\n"),
        ("## shown\n", "# shown\n"),
    ],
)
def test_hidden_lines(given: str, shown: str) -> None:
    assert shown_code(given, "rust") == shown
    assert shown_code(given, "python") == given


@pytest.mark.parametrize("info", ["rust,ignore", "rust, ignore,does_not_compile", "rust ignore"])
def test_what_else_stands_behind_a_fence(tmp_path: Path, info: str) -> None:
    made = read_chapter(tmp_path, f"# One\n\n```{info}\n# hidden\nx\n```\n")
    assert made.endswith('<pre><code class="language-rust">x\n</code></pre>')


LISTING = """# One

<Listing number="1-1" file-name="src/main.rs"
caption="A `Box<T>` & *more*">

```rust
x
```

</Listing>
"""


def test_a_listing(tmp_path: Path) -> None:
    made = read_chapter(tmp_path, LISTING)
    assert made.endswith(
        '<figure class="listing" data-number="1-1"><p class="file-name"><code>src/main.rs</code></p>'
        '<pre><code class="language-rust">x\n</code></pre><figcaption>A <code>Box&lt;T&gt;</code> '
        "&amp; <em>more</em></figcaption></figure>"
    )


IMAGE = '<img src="x.svg" class="center" style="width: 50%" alt="Nine">'
CASES = [
    # HTML in Markdown, elements
    (f"{IMAGE}\n\n<span class='caption'>Figure 4-1: All `nine`</span>",
     '<figure data-number="4-1"><img class="center" src="x.svg" alt="Nine"/>'
     "<figcaption>All <code>nine</code></figcaption></figure>"),
    (f"<figure>\n\n{IMAGE}\n\n<figcaption>All *nine*</figcaption>\n\n</figure>",
     '<figure>\n<img class="center" src="x.svg" alt="Nine"/>\n<figcaption>All *nine*</figcaption>\n'
     "</figure>"),
    ('<img src="x.svg" alt="">', '<p class="decoration"><img src="x.svg" alt=""/></p>'),
    (f"Words {IMAGE} words", '<p>Words <img class="center" src="x.svg" alt="Nine"/> words</p>'),
    ("<span class='caption'>Table B-1: Ports</span>\n\n| A |\n|---|\n| 1 |",
     '<table data-number="B-1"><caption>Ports</caption><thead><tr><th scope="col">A</th></tr>'
     "</thead><tbody><tr><td>1</td></tr></tbody></table>"),
    ('<section class="note" aria-role="note">\n\nA *note*.\n\n</section>',
     '<aside class="note">\n<p>A <em>note</em>.</p></aside>'),
    ('<div class="wide">\n\n- A\n\n</div>', '<div class="wide">\n<ul><li>A</li></ul></div>'),
    ("<details>\n<summary>More</summary>\n\nWords.\n\n</details>",
     '<div class="details">\n<p class="summary">More</p>\n<p>Words.</p></div>'),
    ("<pre>\n<code>let <em>A</em>;</code>\n</pre>",
     "<pre><code>let <em>A</em>;</code>\n</pre>"),
    ("<!-- Nobody reads this -->\n\nA <!-- nor this --> b", "<p>A  b</p>"),
    ("A <tt>b</tt> <font color='red'>c</font><wbr>d", "<p>A <code>b</code> <span>c</span>d</p>"),
    ('<a id="x"></a>\n<a name="y"></a>\n\nWords [a](#x), [b](#y)',
     '<p id="y">Words <a href="#y">a</a>, <a href="#y">b</a></p>'),
    ('Words <a id="x"></a>and <a href="#x">back</a>',
     '<p>Words <span id="x"/>and <a href="#x">back</a></p>'),
]  # fmt: skip


@pytest.mark.parametrize(("given", "made"), CASES, ids=[given[:30] for given, _ in CASES])
def test_html(tmp_path: Path, given: str, made: str) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    assert read_chapter(tmp_path, f"# One\n\n{given}\n", **{"x.svg": svg}).split("\n", 1)[1] == made


@pytest.mark.parametrize(
    ("given", "code", "place"),
    [
        ('<div class="a">\n\nWords.', "html-unbalanced", "a.md:3:1"),
        ("- <div>\n\n  Words.\n\nBehind.\n\n</div>", "html-unbalanced", "a.md:3:3"),
        ("Words.\n\n</Listing>", "html-unbalanced", "a.md:5:1"),
        ("<video>Words</video>", "html-not-allowed", "a.md:3:1"),
        ('<a href="javascript:x()">Words</a>', "link-target-invalid", "a.md:3:1"),
        ('<div onclick="x()">\n\nWords.\n\n</div>', "html-attribute-not-allowed", "a.md:3:1"),
        ('<img src="https://example.org/x.png" alt="X">', "image-remote", "a.md:3:1"),
        ('<img src="x.png">', "image-alt-missing", "a.md:3:1"),
    ],
)
def test_html_with_faults(tmp_path: Path, given: str, code: str, place: str) -> None:
    _, findings = read_book(tmp_path, {**SUMMARY, "a.md": f"# One\n\n{given}\n"})
    assert (code, place) in told(findings)
