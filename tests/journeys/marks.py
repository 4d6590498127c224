"""Marks of journeys that share one running product and one browser (the fixtures are in conftest.py)."""

import pytest

from .browser import chromium

IN_BROWSER = [
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240),
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]
