"""Run pandoc, which sets citations by CSL and reads BibTeX; the only home of it.

It comes as a wheel (`pypandoc-binary`). It is called in its sandbox: it reads the files that its
command line names, and no network.

Why pandoc: its CSL processor disambiguates ("2020a", "A. Smith"), reads locators, knows all locales,
and returns structured text; citeproc-py 0.11 does not disambiguate at all.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Sequence
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

TIMEOUT_S = 300
"""A thousand works by fifty authors take ten to twenty seconds."""


class PandocMissingError(Exception):
    """There is no pandoc to run."""


class PandocError(Exception):
    """What pandoc says about its input."""


def read_bibtex(data: bytes) -> object:
    """Return the works of a `.bib` file as CSL-JSON."""
    with TemporaryDirectory(prefix="everyleaf-") as folder:
        path = Path(folder) / "works.bib"
        path.write_bytes(data)
        output = _run(["--from=biblatex", "--to=csljson", path.name], b"", folder)
    # pandoc 3.9 leaves the i of \\'{\\i} without its dot, beside the accent
    return json.loads(re.sub("ı([\u0300-\u036f])", _dotted, output.decode()))


def _dotted(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", f"i{match[1]}")


def set_citations(document: object, works: Sequence[object], style: bytes) -> object:
    """Set the citations of a document in pandoc's JSON, and list the works cited at its end."""
    with TemporaryDirectory(prefix="everyleaf-") as folder:
        (Path(folder) / "works.json").write_bytes(json.dumps(works).encode())
        (Path(folder) / "style.csl").write_bytes(style)
        arguments = ["--from=json", "--to=json", "--citeproc"]
        arguments += ["--bibliography=works.json", "--csl=style.csl"]
        return json.loads(_run(arguments, json.dumps(document).encode(), folder))


def _run(arguments: list[str], data: bytes, folder: str) -> bytes:
    """Run pandoc in a folder with nothing of the caller's environment."""
    try:
        done = subprocess.run(  # a list of our own words: no shell reads it
            [_executable(), "--sandbox", f"--data-dir={folder}", *arguments],
            input=data,
            capture_output=True,
            cwd=folder,
            env={"LANG": "C.UTF-8"},
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PandocError(f"it took more than {TIMEOUT_S} seconds") from error
    except OSError as error:
        raise PandocMissingError(str(error)) from error
    if done.returncode:
        raise PandocError(done.stderr.decode("utf-8", "replace").strip())
    return done.stdout


def _executable() -> str:
    """Return the program that the wheel brings, or else the machine's own."""
    if find_spec("pypandoc") is not None:
        for name in ("pandoc", "pandoc.exe"):
            path = Path(str(resources.files("pypandoc"))) / "files" / name
            if path.is_file():
                return str(path)
    found = shutil.which("pandoc")
    if found is None:
        raise PandocMissingError("pandoc is not installed")
    return found
