"""Rules about the layout of the code that import contracts cannot express."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "readtui").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MOST_LINES = 600
FINDS_IMPORT = "python -X importtime -m readtui list shows what imports what"
LOOKED_AT = (ast.Import, ast.ImportFrom, ast.Attribute, ast.Constant)
HEAVY = {"textual", "trafilatura", "lxml", "pypdfium2", "mammoth", "jinja2", "hypothesis"}


@cache
def text_of(module: Path) -> str:
    return module.read_text(encoding="utf-8")


@cache
def nodes_of(source: Path) -> list[ast.AST]:
    return nodes_in(text_of(source))


def nodes_in(text: str) -> list[ast.AST]:
    """The nodes that a rule is about. All nodes of all modules would take 200 MB."""
    found: list[ast.AST] = [ast.parse(text)]
    # As ast.walk does it, in half of its time.
    for node in found:
        for value in vars(node).values():
            # Operators, and whether a name is read or written, have no parts.
            if isinstance(value, ast.AST) and value._fields:
                found.append(value)
            elif isinstance(value, list):
                found += [one for one in value if isinstance(one, ast.AST)]
    return [node for node in found if isinstance(node, LOOKED_AT) or is_for_types(node)]


def is_for_types(node: ast.AST) -> bool:
    """Whether it is a condition under which only types are checked."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def test_each_module_says_its_job() -> None:
    silent = [str(source.relative_to(ROOT)) for source in SOURCES if not re.match(r'r?"""\S', text_of(source))]
    assert not silent, "begin each with one line that says its job"


def test_modules_stay_short() -> None:
    lines = {str(module.relative_to(ROOT)): text_of(module).count("\n") for module in (*SOURCES, *TESTS)}
    long = {name: count for name, count in lines.items() if count > MOST_LINES}
    assert not long, "move a separate job to a separate module"


def test_no_two_widgets_with_a_look_of_their_own_have_one_name() -> None:
    """Style sheets name widgets by their class: the look of one would come to the other once both were shown."""
    with_looks = Counter(
        node.name
        for source in SOURCES
        if "DEFAULT_CSS" in text_of(source)
        for node in ast.walk(ast.parse(text_of(source)))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and "DEFAULT_CSS" in ast.dump(node)
    )
    assert with_looks.most_common(1)[0][1] == 1, with_looks.most_common(3)


def test_the_names_of_the_model_stand_for_nothing_else() -> None:
    """Except what programs get of a library by the same names."""
    classes = [
        (source, node.name)
        for source in SOURCES
        if source.name != "public_values.py"
        for node in ast.parse(text_of(source)).body
        if isinstance(node, ast.ClassDef)
    ]
    model = {name for source, name in classes if source.parent.name == "model"}
    others = [
        f"  {source.relative_to(ROOT)}: {name}"
        for source, name in classes
        if source.parent.name != "model" and name in model
    ]
    assert model, "no classes of the model were found, so this test is broken"
    assert not others, "give these classes other names than those of the model:\n" + "\n".join(others)


# ---------------------------------------------------------------------- circles

Imports = dict[str, dict[str, int]]
"""The modules that each module imports, with the line where it first does."""


def module_name(source: Path) -> str:
    parts = source.relative_to(ROOT / "src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(nodes: list[ast.AST], modules: Mapping[str, object]) -> dict[str, int]:
    """All of ``modules`` that are imported: at the top, in functions, and for types only."""
    found: dict[str, int] = {}
    for node in nodes:
        match node:
            case ast.Import(names=aliases, lineno=line):
                names = [alias.name for alias in aliases]
            case ast.ImportFrom(module=str(module), names=aliases, lineno=line):
                full = [f"{module}.{alias.name}" for alias in aliases]
                names = [name if name in modules else module for name in full]
            case _:
                continue
        for name in names:
            if name in modules:
                found[name] = min(line, found.get(name, line))
    return found


def for_types(source: Path) -> set[str]:
    """The modules that are imported only where types are checked."""
    inner = [node for one in nodes_of(source) if is_for_types(one) for node in ast.walk(one)]
    return {node.module for node in inner if isinstance(node, ast.ImportFrom) and node.module}


def room_of(name: str) -> str:
    """A folder of readtui or, where there are several in one layer, of this layer."""
    parts = name.split(".")
    return ".".join(parts[: 3 if parts[1] in ("tui", "services") else 2])


def shortest_circle(imports: Imports, start: str) -> list[str]:
    """The modules on the shortest path of imports from ``start`` back to it, ``start`` first; empty if there is
    none.
    """
    came_from = dict.fromkeys(imports[start], start)
    reached = list(came_from)
    for name in reached:
        if name == start:
            break
        for following in imports[name]:
            if following not in came_from:
                came_from[following] = name
                reached.append(following)
    if start not in came_from:
        return []
    circle = [came_from[start]]
    while circle[-1] != start:
        circle.append(came_from[circle[-1]])
    return circle[::-1]


def leading_on(imports: Imports) -> list[str]:
    """The modules that may be on a circle: without those that import nothing, or only such modules."""
    left = dict(imports)
    while ended := [name for name, following in left.items() if not left.keys() & following.keys()]:
        for name in ended:
            del left[name]
    return [*left]


def circles(imports: Imports) -> list[list[str]]:
    """A shortest circle for each module that is on one. Lists each circle once."""
    found: dict[frozenset[str], list[str]] = {}
    for name in leading_on(imports):
        if circle := shortest_circle(imports, name):
            found.setdefault(frozenset(circle), circle)
    return list(found.values())


def test_imports_for_types_and_in_functions_count_as_imports() -> None:
    text = (
        "from typing import TYPE_CHECKING\n"
        "from package import inner, VALUE\n"
        "if TYPE_CHECKING:\n    from package.types import Kind\n"
        "def late() -> None:\n    import package.later\n"
    )
    modules = dict.fromkeys(["package", "package.inner", "package.types", "package.later"])
    assert imports_of(nodes_in(text), modules) == {
        "package.inner": 2,
        "package": 2,
        "package.types": 4,
        "package.later": 6,
    }


def test_a_circle_is_found_whatever_hangs_on_it() -> None:
    imports: Imports = {"a": {"b": 1}, "b": {"c": 1, "e": 2}, "c": {"d": 1}, "d": {"b": 1}, "e": {}}
    assert circles(imports) == [["b", "c", "d"]]


def test_no_modules_import_each_other() -> None:
    modules = {module_name(source): source for source in SOURCES}
    imports = {name: imports_of(nodes_of(source), modules) for name, source in modules.items()}
    # The names for programs are imported when they are asked for.
    imports["readtui"] = {}
    for name, source in modules.items():
        if name == "readtui":
            continue
        for following in for_types(source) & modules.keys():
            if room_of(following) == room_of(name):
                imports[name].pop(following, None)
    assert sum(map(len, imports.values())) > len(modules), "hardly any imports were found, so this test is broken"
    said = [
        "\n".join(
            f"  {modules[name].relative_to(ROOT)}:{imports[name][following]} imports {following}"
            for name, following in zip(circle, [*circle[1:], circle[0]], strict=True)
        )
        for circle in circles(imports)
    ]
    assert not said, (
        "modules import each other, types between rooms counted:\n" + "\n\n".join(said) + "\n"
        "Move what both need to a module that imports neither, or publish what others want to know, as tui/events.py."
    )


def test_no_folders_import_each_other() -> None:
    modules = {module_name(source): source for source in SOURCES}
    outer = {source.parent.parent for source in SOURCES}

    def folder_of(name: str) -> str:
        return name if modules[name].parent in outer else name.rpartition(".")[0]

    folders: Imports = {}
    for name, source in modules.items():
        if source.stem != "__init__":
            for following, line in imports_of(nodes_of(source), modules).items():
                if folder_of(following) != folder_of(name):
                    folders.setdefault(folder_of(name), {})[folder_of(following)] = line
    assert len(folders) > len(outer), "hardly any imports were found, so this test is broken"
    named = {name: {one: line for one, line in found.items() if one in folders} for name, found in folders.items()}
    found = [" imports ".join([*circle, circle[0]]) for circle in circles(named)]
    assert not found, "folders import each other; a module that both need can stand beside them:\n" + "\n".join(found)


def test_no_module_bypasses_the_interface_of_the_terminal() -> None:
    room = "readtui.tui.terminal"
    modules = {module_name(source): source for source in SOURCES}
    insides = {name for name in modules if name.startswith(f"{room}.")}
    assert insides
    said = [
        f"  {source.relative_to(ROOT)}:{line} imports {inside}"
        for name, source in modules.items()
        if name != room and name not in insides
        for inside, line in imports_of(nodes_of(source), dict.fromkeys(insides)).items()
    ]
    assert not said, "ask for it in tui/terminal_interface.py, and let fast.py and plain.py do it:\n" + "\n".join(said)


def test_modules_that_are_named_in_texts_exist() -> None:
    modules = {module_name(source) for source in SOURCES}
    named = [
        (f"  {source.relative_to(ROOT)}:{node.lineno}: {node.value}", node.value.partition(":")[0])
        for source in SOURCES
        for node in nodes_of(source)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(r"readtui\.\w+\.[\w.]+(:\w+)?", node.value)
    ]
    assert named, "no such texts were found, so this test is broken"
    missing = [said for said, module in named if module not in modules]
    assert not missing, "these modules were moved or renamed; name them as they are now:\n" + "\n".join(missing)


def private_imports(nodes: list[ast.AST]) -> list[str]:
    """Imported names that begin with one underscore, except types that have no other name."""
    names: list[str] = []
    for node in nodes:
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    private = {name for name in names if re.search(r"(?:^|\.)_(?!_)", name)}
    return sorted(private - {"_typeshed.DataclassInstance", "lxml.etree._Element"})


def test_one_module_imports_a_private_name() -> None:
    nodes = nodes_in("import os, _a\nfrom b._c import d\nfrom e import _f\nfrom __future__ import g")
    assert private_imports(nodes) == ["_a", "b._c.d", "e._f"]
    found = {source.name: private_imports(nodes_of(source)) for source in SOURCES}
    # Its docstring says why, and its test says what broke.
    others = {name: names for name, names in found.items() if names and name != "textual_insides.py"}
    assert not others, f"use what these packages offer by public names: {others}"
    assert found["textual_insides.py"]


def test_every_room_is_on_the_architecture_page() -> None:
    page = (ROOT / "docs" / "development" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.relative_to(ROOT / "src" / "readtui").parts[0].removesuffix(".py") for path in SOURCES}
    listed = {name for row in re.findall(r"^\| (`.*?) \|", page, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    missing = sorted(rooms - {"__init__"} - listed)
    assert not missing, f"add rows for {', '.join(missing)} to the first table in docs/development/architecture.md"


def test_the_architecture_page_lists_the_folders_that_there_are() -> None:
    page = (ROOT / "docs" / "development" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("| folder | what it holds |\n")[2].partition("\n\n")[0]
    listed = set(re.findall(r"^\| `(\S+)/` \| \S", table, re.MULTILINE))
    inner = {source.parent.relative_to(ROOT / "src" / "readtui") for source in SOURCES}
    folders = {folder.as_posix() for folder in inner if len(folder.parts) > 1}
    said = [f"  add `{name}/` and say what it holds" for name in sorted(folders - listed)]
    said += [f"  remove `{name}/`: it holds no modules" for name in sorted(listed - folders)]
    assert not said, "edit the table of folders in docs/development/architecture.md, under Rooms:\n" + "\n".join(said)


GROUPS = ("readtui.importers", "readtui.exporters")
OWN_POINTS = [point for group in GROUPS for point in entry_points(group=group) if point.value.startswith("readtui.")]


@pytest.mark.parametrize("point", OWN_POINTS, ids=lambda point: f"{point.group}-{point.name}")
def test_a_format_is_found_by_the_name_that_it_gives_itself(point: EntryPoint) -> None:
    found = point.load()()
    name = getattr(found, "format", found).name
    assert name == point.name, f"pyproject.toml says {point.name}, {point.value} says {name}: use one name"


@pytest.mark.parametrize("room", ["tui", "cli"])
def test_screens_and_commands_ask_services_and_never_the_store_of_one(room: str) -> None:
    """What saves changes and remembers choices is ``services.repository``; nothing else leads there."""
    for source in (ROOT / "src" / "readtui" / room).rglob("*.py"):
        for node in nodes_of(source):
            if isinstance(node, ast.Attribute) and node.attr == "repository":
                assert ast.unparse(node.value).endswith("services"), (
                    f"{source.relative_to(ROOT)}:{node.lineno}: call a service, and add a method to it if none fits"
                )


def test_how_lines_look_is_known_in_one_folder() -> None:
    storage = ROOT / "src" / "readtui" / "storage"
    for source in storage.rglob("*.py"):
        for node in nodes_of(source):
            is_pattern = isinstance(node, ast.Constant) and isinstance(node.value, bytes) and node.value.strip(b"\n")
            assert not is_pattern or source.is_relative_to(storage / "format"), (
                f"{source.relative_to(ROOT)}: {ast.unparse(node)}: move code that knows byte patterns to storage/format"
            )


def test_commands_without_the_app_do_not_load_textual(tmp_path: Path) -> None:
    code = (
        "import sys; from readtui.cli.main import run;"
        f"code = run(['--library', {str(tmp_path / 'library')!r}, 'list', '--json']);"
        "print(code, sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr);"
        "from readtui.importers.registry import readable_extensions; readable_extensions();"
        "reading = {f'readtui.importers.{name}.document' for name in ('pdf', 'text', 'markdown')};"
        "print(sorted(reading.union(('markdown_it', 'lxml')).intersection(sys.modules)))"
    )
    environment = {"READTUI_STATE": str(tmp_path), "READTUI_SETTINGS": str(tmp_path / "none.toml")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    loaded = set(re.findall(r"'(\w+)'", done.stderr))
    assert "readtui" in loaded
    heavy = sorted(loaded & HEAVY)
    assert not heavy, f"readtui list loads {', '.join(heavy)}: import it in the function that needs it ({FINDS_IMPORT})"
    assert done.stdout.endswith("[]\n"), f"to walk a folder, readtui add loads {done.stdout}: import it in read()"


def test_commands_print_in_one_place() -> None:
    writing = re.compile(r"\becho\(|\bprint\(|(?:stdout|stderr)\.(?:buffer\.)?write\(")
    cli = ROOT / "src" / "readtui" / "cli"
    places = {source for source in cli.rglob("*.py") if writing.search(source.read_text(encoding="utf-8"))}
    # The second one only moves the terminal's cursor, and cleans its text.
    allowed = {cli / "output.py", cli / "progress.py"}
    assert allowed <= places, "these print no longer, so this test looks for the wrong thing"
    said = sorted(source.relative_to(ROOT).as_posix() for source in places - allowed)
    assert not said, f"print with the functions of cli/output.py in {', '.join(said)}"


# ---------------------------------------------------------------------- screens and their collaborators

TUI = ROOT / "src" / "readtui" / "tui"
MOST_METHODS, LONGEST_CLASS = 15, 500


def classes_in(folder: Path) -> list[tuple[Path, ast.ClassDef]]:
    return [
        (source, node)
        for source in sorted(folder.rglob("*.py"))
        for node in ast.parse(text_of(source)).body
        if isinstance(node, ast.ClassDef)
    ]


def parts_of(node: ast.ClassDef) -> set[str]:
    """The names of what a class is constructed with."""
    inits = [one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"]
    return {one.arg for init in inits for one in init.args.args}


def test_a_collaborator_of_a_screen_does_one_job() -> None:
    said = []
    for source, node in classes_in(TUI):
        if node.bases or not parts_of(node) & {"state", "screen", "view"}:
            continue
        functions = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
        public = sum(not one.name.startswith("_") for one in functions)
        lines = (node.end_lineno or 0) - node.lineno + 1
        if public > MOST_METHODS or lines > LONGEST_CLASS:
            said.append(f"  {source.relative_to(ROOT)}: {node.name} has {public} public methods and {lines} lines")
    assert not said, (
        f"move a job to a collaborator of its own, at most {MOST_METHODS} methods and {LONGEST_CLASS} lines:\n"
        + "\n".join(said)
    )


def test_only_the_app_and_its_screens_hold_the_context() -> None:
    context = "readtui.tui.context"
    allowed = {"app.py", "context.py", "screens/command_screen.py"}
    said = [
        source.relative_to(ROOT).as_posix()
        for source in TUI.rglob("*.py")
        for node in nodes_of(source)
        if isinstance(node, ast.ImportFrom) and node.module == context and "Context" in {one.name for one in node.names}
        if source.relative_to(TUI).as_posix() not in allowed
    ]
    said += [
        f"{source.relative_to(ROOT)}:{node.lineno}"
        for source in TUI.rglob("*.py")
        for node in nodes_of(source)
        if isinstance(node, ast.Attribute) and node.attr == "context" and ast.unparse(node.value) == "self._screen"
    ]
    assert not said, f"take the parts that are used, such as `saving`, as parameters: {', '.join(said)}"


def test_a_field_of_a_state_has_one_writer() -> None:
    """Besides the class that has the field."""
    writers: dict[str, set[str]] = {}
    for _, node in classes_in(TUI / "reader"):
        for one in ast.walk(node):
            targets = one.targets if isinstance(one, ast.Assign) else [getattr(one, "target", None)]
            for target in (part for each in targets for part in getattr(each, "elts", [each])):
                owner = ast.unparse(target.value) if isinstance(target, ast.Attribute) else ""
                if owner.rpartition(".")[2].lstrip("_") in ("state", "view"):
                    writers.setdefault(target.attr, set()).add(node.name)
    assert writers, "no writer was found, so this test is broken"
    said = [f"  {field}: {', '.join(sorted(names))}" for field, names in writers.items() if len(names) > 1]
    assert not said, "let one class write the field, and the others ask it to:\n" + "\n".join(said)
