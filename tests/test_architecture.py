"""The shape of the house. The order of its rooms is a contract of import-linter's, in pyproject.toml."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from convanim.layers.kinds import LAYERS
from convanim.layers.subject import Subject

PACKAGE = Path(__file__).parent.parent / "convanim"

DOORS = {
    "matplotlib": {"renderer/raster/agg", "renderer/raster/other_fonts", "renderer/pdf"},
    "imageio": {"encoder/gif_plugin", "encoder/png"},
    "imageio_ffmpeg": {"encoder/mp4"},
    "PIL": {
        "encoder/gif",
        "encoder/gif_stream",
        "encoder/inspect",
        "encoder/lzw",
        "encoder/png",
        "encoder/webp",
        "values/images",
    },
}
"""Which modules may import each library."""

ROOT = {"__init__", "__main__", "api", "mkdocs", "notebook", "sphinxext", "superfences"}
"""Modules in no room."""

MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


def imports_of(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names.add(node.module or "")
    return names


def defined_in(path: Path) -> set[str]:
    """Classes, constants and named types at the top of a module."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found = [part.id for target in targets if target for part in ast.walk(target) if isinstance(part, ast.Name)]
        names |= {node.name} if isinstance(node, ast.ClassDef) else set(found)
    return {name for name in names if name[0].isupper()}


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library: str) -> None:
    users = {name_of(path) for path in MODULES if any(name.split(".")[0] == library for name in imports_of(path))}
    assert users == DOORS[library]


def test_nothing_imports_pyplot() -> None:
    assert not any("pyplot" in path.read_text(encoding="utf-8") for path in MODULES)


def test_the_root_has_no_modules_but_the_doors() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} == ROOT


@pytest.mark.parametrize(
    "path",
    sorted(PACKAGE.rglob("__init__.py")),
    ids=lambda path: path.parent.as_posix().rpartition("convanim")[2] or "root",
)
def test_a_room_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    first = (ast.get_docstring(tree) or "").splitlines()[0]
    assert first.endswith(".")
    assert path.parent == PACKAGE or " may " in first, "and what it may not know"
    if path.parent not in (PACKAGE, PACKAGE / "cli"):
        assert len(tree.body) == 1, "what a room holds stands in its modules"


def test_no_two_modules_have_one_name() -> None:
    places = defaultdict(list)
    for path in MODULES:
        if path.parent != PACKAGE / "cli" and path.stem not in ("__init__", "base"):
            places[path.stem].append(name_of(path))
    assert not [names for names in places.values() if len(names) > 1]


def test_no_two_classes_or_constants_have_one_name() -> None:
    places = defaultdict(list)
    for path in MODULES:
        for name in defined_in(path):
            places[name].append(name_of(path))
    assert not {name: modules for name, modules in places.items() if len(modules) > 1}


def test_no_module_is_too_long_to_be_read() -> None:
    assert not [name_of(path) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 400]


def test_no_function_is_too_long_to_be_read() -> None:
    functions = [
        (f"{name_of(path)}: {node.name}", node.end_lineno - node.lineno + 1)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.end_lineno
    ]
    assert not [name for name, lines in functions if lines > 40]


KINDS = {kind.__name__ for layer in LAYERS.values() for kind in layer.__mro__ if issubclass(kind, Subject)}


def test_only_the_layers_and_the_frameworks_ask_for_a_kind_of_layer() -> None:
    asked = {
        name_of(path): asked
        for path in MODULES
        if path.relative_to(PACKAGE).parts[0] not in ("layers", "frameworks")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("isinstance", "issubclass")
        for asked in [ast.unparse(node.args[1])]
        if KINDS & set(re.findall(r"\w+", asked))
    }
    assert not asked


def test_every_option_of_the_command_line_is_a_row_of_the_table() -> None:
    makers = [name_of(path) for path in MODULES if re.search(r"click\.[oO]ption\(", path.read_text(encoding="utf-8"))]
    assert not makers, "recipe/click_options makes them, each of its row"
