"""Rules over the import graph that import-linter cannot say. Run as a program: prints one violation a line.

`python tests/architecture/imports.py` looks at the `tandem` package that Python finds first."""

import sys

import grimp

PACKAGE = "tandem"
# What of a context the others may see.
DOORS = {"contexts": ("api", "events"), "adapters": ("api", "ports"), "demo": ("api", "events"),
         "entrypoints": ("api", "events")}  # fmt: skip


def main() -> None:
    graph = grimp.build_graph(PACKAGE, cache_dir=None, exclude_type_checking_imports=True)
    for line in [*closed_doors(graph), *knots(graph)]:
        sys.stdout.write(line + "\n")


def closed_doors(graph: grimp.ImportGraph) -> list[str]:
    """Imports that enter a context by anything but its doors."""
    found = []
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            context = _context(imported)
            if context is None or context == _context(importer):
                continue
            doors = DOORS.get(_part(importer, 1))
            if doors is not None and _part(imported, 3) not in doors:
                found.append(f"door: {importer} -> {imported}")
    return found


def knots(graph: grimp.ImportGraph) -> list[str]:
    """Groups of modules that import each other in a circle."""
    left = set(graph.modules)
    found = []
    for module in sorted(graph.modules):
        if module not in left:
            continue
        circle = {
            other
            for other in graph.find_downstream_modules(module) & graph.find_upstream_modules(module)
            if other in left
        }
        if circle:
            left -= circle | {module}
            found.append(f"knot: {', '.join(sorted(circle | {module}))}")
    return found


def _context(module: str) -> str | None:
    return _part(module, 2) or None if _part(module, 1) == "contexts" else None


def _part(module: str, n: int) -> str:
    parts = module.split(".")
    return parts[n] if len(parts) > n else ""


if __name__ == "__main__":
    main()
