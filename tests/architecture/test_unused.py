"""Nothing is defined that nobody uses: a function "for the health page" that no page asks is a promise not kept."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "tandem"
KEPT = {
    "load_pairs": "reads what `tandem bench nlu pairs --save` wrote, and refuses a file with another hash",
    "batch_of": "tests compare the fast path with the exact one by it",
}
"""What only tests call, and why it is there."""


def unused(folder: Path) -> list[str]:
    """Names at the top of modules that no module of the folder reads."""
    trees = {
        path: ast.parse(path.read_bytes())
        for path in sorted(folder.rglob("*.py"))
        if "versions" not in path.parts
    }
    read = {name for tree in trees.values() for name in _read(tree)}
    return [
        f"{path.relative_to(folder)}: {name}"
        for path, tree in trees.items()
        for name in _defined(tree)
        if name not in read and not name.startswith("__")
    ]


def _defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() if not node.decorator_list:
                yield node.name
            case ast.ClassDef():
                yield node.name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def _read(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name):
                yield name
            case ast.alias(name=name, asname=str()):
                yield name.rpartition(".")[2]
            # Commands are named by `module:attribute`, types in quotes by expressions.
            case ast.Constant(value=str(text)) if text.isascii() and len(text) < 80 and "\n" not in text:
                if ":" in text:
                    yield text.rpartition(":")[2]
                elif "[" in text:
                    yield from text.replace("]", "[").replace(", ", "[").split("[")


@pytest.mark.usefixtures("no_garbage_meanwhile")
def test_everything_defined_is_used() -> None:
    found = {line.rpartition(" ")[2]: line for line in unused(SOURCE)}
    assert [line for name, line in found.items() if name not in KEPT] == []
    assert KEPT.keys() <= found.keys(), "no exception is needed any more"


def test_what_nobody_uses_is_seen(tmp_path: Path) -> None:
    (tmp_path / "oven.py").write_text("HEAT = 200\n\ndef bake():\n    return HEAT\n\ndef cool(): ...\n")
    (tmp_path / "shop.py").write_text("from oven import bake as make, cool\n__all__ = ['cool']\nmake()\n")
    assert unused(tmp_path) == ["oven.py: cool"]
