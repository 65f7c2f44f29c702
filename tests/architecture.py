"""Read the imports and the side effects out of a source tree: what `test_architecture` judges.

Every function takes a folder and tables, so that the rules themselves are tested on planted faults.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT_PACKAGE = "everyleaf"


@dataclass(frozen=True, slots=True)
class Import:
    """One module imports another."""

    importer: str
    """Without the root package: `pdf.tags.tagger`; `pdf` for its `__init__`, `` for the root's."""
    imported: str
    """The whole name: `everyleaf.model`, `lxml.etree`."""
    place: str
    """`pdf/tags/tagger.py:12`."""

    @property
    def room(self) -> str:
        return self.importer.split(".")[0]

    @property
    def own(self) -> str | None:
        """The imported module without the root package; None if it is not one of ours."""
        root, _, rest = self.imported.partition(".")
        return rest if root == ROOT_PACKAGE else None


def module_names(source: Path) -> dict[str, Path]:
    """Return the modules below `source` (the root package's folder): dotted name → file."""
    names = {}
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


def read_imports(source: Path) -> list[Import]:
    """Return every import below `source`, wherever in its module it stands."""
    modules = module_names(source)
    found = []
    for importer, path in modules.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            place = f"{path.relative_to(source).as_posix()}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Import):
                found += [Import(importer, alias.name, place) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    name = f"{node.module}.{alias.name}"
                    inside = name.removeprefix(f"{ROOT_PACKAGE}.")
                    is_module = name.startswith(f"{ROOT_PACKAGE}.") and inside in modules
                    is_room = node.module == ROOT_PACKAGE and not alias.name.startswith("__")
                    whole = name if is_module or is_room else node.module
                    found.append(Import(importer, whole, place))
    return found


def wrong_directions(
    imports: Sequence[Import], layers: Sequence[Collection[str]], phases: Collection[str]
) -> Iterator[str]:
    """Yield imports that go up, and imports of one phase by another.

    `layers` are rooms from the top down; within a layer rooms may import each other, but phases
    never do.
    """
    level = {room: number for number, rooms in enumerate(layers) for room in rooms}
    for entry in imports:
        if not entry.own or not entry.importer:
            continue
        room, target = entry.room, entry.own.split(".")[0]
        if room not in level or target not in level:
            unknown = room if room not in level else target
            yield f"{entry.place}: {unknown} has no place in LAYERS"
        elif level[target] < level[room]:
            yield f"{entry.place}: {room} imports {target}, which stands above it"
        elif room != target and room in phases and target in phases:
            yield f"{entry.place}: the phase {room} imports the phase {target}"


def strayed_tools(
    imports: Sequence[Import], homes: Mapping[str, Collection[str]], shared: Collection[str]
) -> Iterator[str]:
    """Yield imports of third-party tools, and of watched standard modules, outside their home.

    A home is a module or a package: `pdf` is home to `pdf.layout.weasy` too.
    """
    for entry in imports:
        top = entry.imported.split(".")[0]
        if entry.own is not None or top in shared or top == ROOT_PACKAGE:
            continue
        if top not in homes:
            if top not in sys.stdlib_module_names:
                yield f"{entry.place}: {top} has no place in HOMES"
        elif not any(entry.importer == h or entry.importer.startswith(f"{h}.") for h in homes[top]):
            allowed = " or ".join(homes[top]) or "nowhere"
            yield f"{entry.place}: {top} belongs in {allowed}"


def cycles(source: Path) -> Iterator[str]:
    """Yield one import cycle among modules, if there is any; what types need does not count."""
    modules = module_names(source)
    edges: dict[str, set[str]] = {name: set() for name in modules}
    for importer, path in modules.items():
        tree = ast.parse(path.read_text("utf-8"))
        for statement in tree.body:  # imports inside functions run later: they cannot cycle
            names: list[str] = []
            if isinstance(statement, ast.Import):
                names = [alias.name for alias in statement.names]
            elif isinstance(statement, ast.ImportFrom) and statement.module:
                whole = [f"{statement.module}.{alias.name}" for alias in statement.names]
                ours = [n for n in whole if n.removeprefix(f"{ROOT_PACKAGE}.") in modules]
                names = ours if len(ours) == len(whole) else [*ours, statement.module]
            for name in names:
                inside = name.removeprefix(f"{ROOT_PACKAGE}.")
                if name.startswith(f"{ROOT_PACKAGE}.") and inside in modules:
                    edges[importer].add(inside)
    done: set[str] = set()
    for start in sorted(edges):
        cycle = _find_cycle(start, edges, [], done)
        if cycle:
            yield " -> ".join(cycle)
            return


def _find_cycle(
    module: str, edges: Mapping[str, set[str]], trail: list[str], done: set[str]
) -> list[str] | None:
    if module in trail:
        return [*trail[trail.index(module) :], module]
    if module in done:
        return None
    for target in sorted(edges[module]):
        cycle = _find_cycle(target, edges, [*trail, module], done)
        if cycle:
            return cycle
    done.add(module)
    return None


def side_effects(
    source: Path, forbidden: Mapping[str, str], allowed: Mapping[str, Collection[str]]
) -> Iterator[str]:
    """Yield uses of forbidden names: `print`, `os.environ`, `datetime.now`, `.read_text`.

    A name that begins with a dot is a method of anything. `allowed` maps a module or package to
    the names that it may use.
    """
    for module, path in module_names(source).items():
        free = {
            name
            for home, names in allowed.items()
            if module == home or module.startswith(f"{home}.")
            for name in names
        }
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for used in _names_used(node):
                if used in forbidden and used not in free:
                    place = f"{path.relative_to(source).as_posix()}:{getattr(node, 'lineno', 0)}"
                    yield f"{place}: {used}: {forbidden[used]}"


def _names_used(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield node.func.id
    elif isinstance(node, ast.Attribute):
        yield f".{node.attr}"
        if isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Import):
        yield from (f"import {alias.name}" for alias in node.names)
