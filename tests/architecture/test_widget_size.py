"""The chat loads on telephones over slow networks: what a host page takes on stays small."""

import gzip
from pathlib import Path

import pytest

WIDGET = Path(__file__).parents[2] / "src" / "tandem" / "web_dist" / "widget" / "widget.js"
# Forms before the chat, consents and invitations are 4 of them, showing who one is 2 (a new number .4), going on
# elsewhere 1.
MOST_KB = 47.5


@pytest.mark.skipif(not WIDGET.exists(), reason="the web pages are not built (make web)")
def test_the_script_of_the_embed_stays_small() -> None:
    packed = len(gzip.compress(WIDGET.read_bytes(), 9)) / 1024
    assert packed <= MOST_KB, f"{packed:.1f} KB packed"
