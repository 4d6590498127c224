"""The channel that docs/howto/add-a-channel.md makes, as it stands there: its files on the path, installed."""

import re
import sys
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "add-a-channel.md"
_FILE = re.compile(r"^`(fax/[^`]+)`:\n```\w+\n(.*?)^```$", re.M | re.S)


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> EntryPoint:
    """Write the page's files, and what an installer makes of their entry point."""
    told = dict(_FILE.findall(PAGE.read_text("utf-8")))
    for name, content in told.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    group, line = re.search(r'entry-points\."([^"]+)"\]\n(.+)', told["fax/pyproject.toml"]).groups()  # type: ignore[union-attr]
    info = folder / "fax" / "tandem_fax-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tandem-fax\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{group}]\n{line.replace(chr(34), '')}\n")
    monkeypatch.syspath_prepend(str(folder / "fax"))
    monkeypatch.delitem(sys.modules, "tandem_fax", raising=False)
    (found,) = entry_points(group=group)
    return found
