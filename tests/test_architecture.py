"""Imports point one way, and each library has one door."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "convanim"

MAY_IMPORT = {
    "errors": set(),
    "choices": {"errors"},
    "files": {"errors"},
    "metrics": set(),
    "words": set(),
    "layers": {"errors"},
    "toml": set(),
    "values": {"choices", "errors", "files"},
    "arithmetic": {"layers", "values"},
    "frames": {"errors"},
    "frameworks": {"errors", "layers"},
    "limits": {"errors", "layers"},
    "given": {"arithmetic", "errors", "layers", "limits", "values"},
    "planner": {"arithmetic", "errors", "frames", "layers", "limits", "values", "words"},
    "themes": {"frames"},
    "themefile": {"choices", "errors", "files", "frames", "themes", "toml"},
    "marks": {"frames"},
    "contrast": {"frames", "marks", "themes"},
    "layout": {"errors", "frames", "metrics"},
    "shapes": {"marks"},
    "renderer": {"frames", "layout", "marks", "metrics", "shapes", "themes"},
    "delta": set(),
    "gif": {"delta", "limits"},
    "encoder": {"delta", "errors", "gif", "limits"},
    "drawn": {"errors", "frames", "layout", "limits", "marks", "metrics", "shapes", "themes"},
    "formats": {"choices", "drawn", "encoder", "errors"},
    "options": {"choices", "errors", "formats", "layout", "limits", "planner", "themefile"},
    "pipeline": {
        "arithmetic", "drawn", "encoder", "errors", "files", "formats", "frames", "given", "layers", "layout",
        "limits", "options", "planner", "renderer", "themefile", "themes",
    },
    "sheet": {
        "choices", "encoder", "errors", "files", "delta", "layers", "layout", "pipeline", "renderer", "themes",
    },
    "wording": {"layers", "limits", "pipeline", "themefile"},
    "document": {
        "arithmetic", "errors", "frames", "frameworks", "layers", "layout", "limits", "pipeline", "values", "words",
    },
    "manifest": {
        "arithmetic", "choices", "embedding", "errors", "files", "given", "layers", "limits", "options", "page",
        "pipeline", "themefile", "toml", "wording",
    },
    "gallery": {"errors", "files", "formats", "gif", "ledger", "manifest", "page", "renderer"},
    "alt": {"arithmetic", "layers", "limits", "planner"},
    "embedding": {
        "alt", "arithmetic", "choices", "errors", "formats", "given", "layers", "limits", "pipeline",
        "themes",
    },
    "ledger": {"files"},
    "commonmark": set(),
    "fences": {"commonmark", "errors"},
    "posts": {
        "alt", "choices", "embedding", "errors", "fences", "files", "gallery", "given", "layers", "ledger",
        "manifest", "pipeline", "toml", "wording",
    },
    "page": {"arithmetic", "choices", "embedding", "errors", "files", "layers", "pipeline", "themes", "wording"},
    "cli": {
        "choices", "contrast", "document", "drawn", "embedding", "encoder", "errors", "fences", "files", "formats",
        "gallery", "given", "layers", "limits", "options", "pipeline", "planner", "posts",
        "sheet", "themefile", "themes", "values", "wording", "words", "",
    },
    "arguments": {"errors", "given", "layers", "pipeline", "planner", "values"},
    "api": {
        "arguments", "arithmetic", "choices", "document", "drawn", "embedding", "encoder", "errors", "formats",
        "frameworks", "given", "layers", "layout", "limits", "pipeline", "wording",
    },
    "__main__": {"cli"},
    "__init__": {"api", "errors"},
}  # fmt: skip
"""Which of our own modules each module may import; "" is the package itself."""

DOORS = {
    "matplotlib": {"renderer"},
    "imageio": {"encoder", "gif"},
    "imageio_ffmpeg": {"encoder"},
    "PIL": {"encoder", "gif"},
    "click": {"cli"},
}
"""Which modules may import each library."""

MODULES = sorted(PACKAGE.rglob("*.py"))


def module_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports_of(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_it_may(path: Path) -> None:
    module = module_of(path)
    names = [name for name in imports_of(path) if name.split(".")[0] == "convanim"]
    ours = {name.removeprefix("convanim").lstrip(".").split(".")[0] for name in names}
    assert ours - {module} <= MAY_IMPORT[module]


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library: str) -> None:
    users = {module_of(path) for path in MODULES if any(name.split(".")[0] == library for name in imports_of(path))}
    assert users == DOORS[library]


def test_nothing_imports_pyplot() -> None:
    assert not any("pyplot" in path.read_text(encoding="utf-8").replace("no pyplot", "") for path in MODULES)


def test_no_module_has_grown_past_its_measure() -> None:
    for path in MODULES:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 330, path.name
