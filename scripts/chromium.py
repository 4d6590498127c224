"""Prints the Chromium that browser tests can drive; says plainly when there is none (exit code 1)."""

import os
import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

found = os.environ.get("TANDEM_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
if found is None:
    sys.stderr.write(
        "SKIPPED: the browser tests, because there is no Chromium here."
        " Debian: apt-get install chromium; elsewhere name one in TANDEM_TEST_CHROMIUM.\n"
    )
    sys.exit(2 if os.environ.get("CI") else 1)
sys.stdout.write(f"{found}\n")
