"""Writes requirements.lock (to run) and requirements-dev.lock (to run and test): versions only.

hatchling is in them because Tandem itself is installed without a separate build environment, pip because
model files come in packages.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMAND = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--no-header"]
COMMAND += ["--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]

for name, words in (("requirements.lock", []), ("requirements-dev.lock", ["--group", "dev"])):
    # An existing file is the preference: without --upgrade only what must change does.
    command = [*COMMAND, *sys.argv[1:], *words, "pyproject.toml", "-", "-o", name]
    subprocess.run(command, cwd=ROOT, input="hatchling>=1.27\npip\n", text=True, check=True)
