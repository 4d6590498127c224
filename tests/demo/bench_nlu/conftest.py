"""A home of its own for each benchmark, and encoders that need no weights."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.contexts.bot.understanding.conftest import BagEncoder

from tandem import wiring
from tandem.contexts.knowledge.api import EncoderLoader, EncoderUnavailable
from tandem.settings import get_settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own home, one encoder that is there and one that is not."""

    def away() -> BagEncoder:
        raise EncoderUnavailable("not installed")

    def loaders(*_: object) -> Mapping[str, EncoderLoader]:
        return {"bag": BagEncoder, "away": away}

    monkeypatch.setenv("TANDEM_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(wiring, "encoders", loaders)
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()
