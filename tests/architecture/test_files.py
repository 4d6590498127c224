"""Files have names that say something, stay short, and hold short functions."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tandem"

# Drawers into which everything fits, so that everything ends there.
DRAWERS = {
    "service",
    "services",
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "common",
    "misc",
    "core",
}
LONGEST_FILE = 400
LONGEST_FUNCTION = 80


def drawers(folder: Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if (path.suffix == ".py" or (path.is_dir() and path.name != "__pycache__")) and path.stem in DRAWERS
    )


def long_files(folder: Path) -> list[str]:
    return [
        f"{path.relative_to(folder)}: {lines} lines"
        for path in _written(folder)
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    ]


def long_functions(folder: Path) -> list[str]:
    found = []
    for path in _written(folder):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    found.append(f"{path.relative_to(folder)}: {node.name} has {lines} lines")
    return found


def _written(folder: Path) -> Iterator[Path]:
    """Python files written by hand: migrations are generated."""
    return (path for path in sorted(folder.rglob("*.py")) if "versions" not in path.parts)


def test_no_drawers() -> None:
    assert drawers(SOURCE) == []


def test_no_long_files() -> None:
    assert long_files(SOURCE) == []
    assert long_files(ROOT / "tests") == []


@pytest.mark.usefixtures("no_garbage_meanwhile")
def test_no_long_functions() -> None:
    assert long_functions(SOURCE) == []


def test_the_checks_see_what_they_look_for(tmp_path: Path) -> None:
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders" / "service.py").write_text("x = 1\n" * (LONGEST_FILE + 1))
    (tmp_path / "utils").mkdir()
    (tmp_path / "utils" / "text.py").write_text("def f():\n" + "    x = 1\n" * LONGEST_FUNCTION)
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "0001.py").write_text("x = 1\n" * 1000)
    assert drawers(tmp_path) == ["orders/service.py", "utils"]
    assert long_files(tmp_path) == [f"orders/service.py: {LONGEST_FILE + 1} lines"]
    assert long_functions(tmp_path) == [f"utils/text.py: f has {LONGEST_FUNCTION + 1} lines"]
