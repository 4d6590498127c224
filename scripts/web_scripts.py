"""Runs an npm script in every workspace of web/: `web_scripts.py NAME…`, the first name that it has."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import build_web

EXTRA = Path(__file__).resolve().parents[1] / ".build" / "node"


def main(names: list[str]) -> None:
    """Ends with code 1 after all workspaces ran, if one of them failed."""
    node = build_web.find_node(EXTRA)
    if node is None or not (build_web.WEB / "node_modules").is_dir():
        sys.exit("web/node_modules is missing: run `make web` first")
    failed = []
    for manifest in sorted(build_web.WEB.glob("*/*/package.json")):
        known = json.loads(manifest.read_text()).get("scripts", {})
        script = next((name for name in names if name in known), None)
        if script is None or "node_modules" in manifest.parts:
            continue
        workspace = manifest.parent.relative_to(build_web.WEB).as_posix()
        try:
            build_web.npm(node, ["run", script, "--workspace", workspace])
        except build_web.WebBuildFailed as error:
            failed.append(str(error))
    if failed:
        sys.exit("\n".join(failed))


if __name__ == "__main__":
    main(sys.argv[1:])
