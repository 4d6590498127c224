"""The SDK's types are those of the server as it is."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WIRE = ROOT / "web" / "packages" / "sdk" / "src" / "generated" / "wire.ts"


def test_they_are_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "sdk_types.py"), "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_it_speaks_of_what_apps_need() -> None:
    text = WIRE.read_text()
    for wanted in ("export interface MessageOut {", "export interface DeviceIn {", "export type Told ="):
        assert wanted in text
    assert ": unknown;" not in text, "a type that the writer does not know"
