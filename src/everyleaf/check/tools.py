"""Find the programs that the judges from outside Python need: Node, Chromium, packages of npm.

Why the environment is an argument: only `cli.py` reads it.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from everyleaf.check.verdict import JudgeMissingError

MODULES_VARIABLE = "EVERYLEAF_NODE_MODULES"
CHROMIUM_VARIABLE = "EVERYLEAF_CHROMIUM"
_CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass(frozen=True, slots=True)
class Tools:
    """Where this machine keeps what the judges need; None is what it does not have."""

    node: Path | None
    """The Node program."""
    chromium: Path | None
    """The Chromium program; any browser of that family will do."""
    module_folders: tuple[Path, ...]
    """The `node_modules` folders, in the order in which they are searched."""

    def require_node(self) -> Path:
        """Return the Node program or raise `JudgeMissingError`."""
        if self.node is None:
            raise JudgeMissingError("Node", "Install Node 20 or newer with your system's packages.")
        return self.node

    def require_chromium(self) -> Path:
        """Return the Chromium program or raise `JudgeMissingError`."""
        if self.chromium is None:
            raise JudgeMissingError(
                "Chromium",
                "Install Chromium (Debian: apt-get install chromium), or name the program in "
                f"{CHROMIUM_VARIABLE}.",
            )
        return self.chromium

    def require_module(self, package: str, file: str) -> Path:
        """Return a file of an npm package or raise `JudgeMissingError`."""
        for folder in self.module_folders:
            path = folder / package / file
            if path.is_file():
                return path
        raise JudgeMissingError(
            f"the npm package {package}",
            f"Install it with PUPPETEER_SKIP_DOWNLOAD=1 npm install {package}, and name the "
            f"node_modules folder in {MODULES_VARIABLE} if it is not in the current folder.",
        )


def find_tools(environment: Mapping[str, str], folder: Path) -> Tools:
    """Look for the tools.

    Packages of npm are searched in the folder that `EVERYLEAF_NODE_MODULES` names, in
    `folder/node_modules`, and where `npm install --global` puts them.

    Args:
        environment: The environment variables: `PATH` and the two of ours.
        folder: The folder in which the command runs.
    """
    search = environment.get("PATH", "")
    node = shutil.which("node", path=search)
    named = environment.get(CHROMIUM_VARIABLE)
    found = (shutil.which(name, path=search) for name in ([named] if named else _CHROMIUM_NAMES))
    chromium = next((name for name in found if name), None)
    folders = [folder / "node_modules"]
    if environment.get(MODULES_VARIABLE):
        folders.insert(0, Path(environment[MODULES_VARIABLE]))
    if node:
        folders.append(Path(node).resolve().parents[1] / "lib" / "node_modules")
    return Tools(Path(node) if node else None, Path(chromium) if chromium else None, tuple(folders))
