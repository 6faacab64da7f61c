"""Print the figures of the house: how much there is to read, and where modules and folders lean on each other.

Usage: scripts/figures.py [--all]. ``--all`` names the modules and protocols that are counted, not only how many.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1] / "src"
LONGEST, SHORT = 600, 120


@dataclass(frozen=True, slots=True)
class Module:
    """A module by its dotted name, and the names of the modules of readtui that it imports, also for types only."""

    name: str
    lines: int
    tree: ast.Module
    is_folder: bool

    @property
    def folder(self) -> str:
        return self.name if self.is_folder else self.name.rpartition(".")[0]

    @property
    def protocols(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases):
                yield f"{self.name}.{node.name}"


def modules() -> dict[str, Module]:
    """All modules, by name."""
    found = {}
    for path in sorted((ROOT / "readtui").rglob("*.py")):
        text = path.read_text("utf-8")
        is_folder = path.name == "__init__.py"
        name = ".".join((path.parent if is_folder else path.with_suffix("")).relative_to(ROOT).parts)
        found[name] = Module(name, text.count("\n"), ast.parse(text), is_folder)
    return found


def imports(every: Mapping[str, Module]) -> dict[str, set[str]]:
    """For each module, the modules that it imports anywhere."""
    found: dict[str, set[str]] = {name: set() for name in every}
    for name, module in every.items():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                wanted = (f"{node.module}.{one.name}" for one in node.names)
                found[name] |= {one if one in every else node.module for one in wanted}
            elif isinstance(node, ast.Import):
                found[name] |= {one.name for one in node.names}
        found[name] = (found[name] & every.keys()) - {name}
    return found


def imported_late(importer: Module, name: str) -> str:
    """The function of ``importer`` that imports the module ``name``, if only a function does; "" otherwise."""
    late = ""
    for node in ast.walk(importer.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            late = late or (node.name if name in _imported_in(node) else "")
    at_once = [one for one in importer.tree.body if isinstance(one, ast.Import | ast.ImportFrom)]
    return "" if any(name in _imported_in(one) for one in at_once) else late


def _imported_in(tree: ast.AST) -> set[str]:
    """The names that a part of a module imports: of modules, and of what is in them."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
    return found


def folder_circles(every: Mapping[str, Module], needs: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of folders that import each other; a module beside folders counts for itself."""
    outer = {module.name.rpartition(".")[0] for module in every.values() if module.is_folder} | {"readtui"}

    def room(name: str) -> str:
        return name if every[name].folder in outer else every[name].folder

    edges: dict[str, set[str]] = defaultdict(set)
    for name, needed in needs.items():
        edges[room(name)] |= {room(one) for one in needed} - {room(name)}
    reached = {one: _reached(one, edges) for one in list(edges)}
    circles = {
        tuple(sorted(other for other in reached[one] if one in reached.get(other, ())))
        for one in reached
        if one in reached[one]
    }
    return sorted(map(list, circles), key=len, reverse=True)


def _reached(start: str, edges: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(edges.get(start, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(edges.get(one, ()))
    return found


def main(arguments: Sequence[str]) -> None:
    """Print them."""
    every = modules()
    needs = imports(every)
    # The names for programs are imported when they are asked for.
    needs["readtui"] = set()
    importers: dict[str, set[str]] = defaultdict(set)
    for name, needed in needs.items():
        for one in needed:
            importers[one].add(name)
    alone: list[str] = []
    late: list[str] = []
    for name, module in every.items():
        importer = next(iter(importers[name]), "") if len(importers[name]) == 1 else ""
        if module.is_folder or module.lines >= SHORT or not importer or every[importer].folder != module.folder:
            continue
        loads = imported_late(every[importer], name)
        (late if loads else alone).append(f"{name} ({module.lines}) <- {importer}" + (f", in {loads}" if loads else ""))
    lists = {
        "protocols": [one for module in every.values() for one in module.protocols],
        f"modules over {LONGEST} lines": [f"{one.name} ({one.lines})" for one in every.values() if one.lines > LONGEST],
        f"modules under {SHORT} lines whose one importer is in their folder": alone,
        "such modules that their importer loads in a function, because most runs do without them": late,
        "circles of folders": [" ".join(circle) for circle in folder_circles(every, needs)],
    }
    print(f"{sum(module.lines for module in every.values()):7,} lines")
    print(f"{len(every):7,} modules")
    for what, found in lists.items():
        print(f"{len(found):7,} {what}")
        if "--all" in arguments:
            print("".join(f"          {one}\n" for one in found), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
