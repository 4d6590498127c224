"""What every part of the settings has in common."""

import os
from pathlib import Path
from typing import Annotated

from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ENV_PREFIX = "TANDEM_"
Comma = Annotated[tuple[str, ...], NoDecode]
"""A list written with commas in the environment: `a,b`. Empty text is the empty list."""


class Part(BaseSettings):
    """One subject of the settings. Sizes in bytes, times in seconds unless named so. Validators need names of their
    own: the parts are one class in the end."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_ignore_empty=False, frozen=True, extra="ignore"
    )


def split_commas(value: object) -> object:
    """What stands between the commas of a text; anything else as it is."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def absolute(value: Path | None) -> Path | None:
    """The same path from the root, `~` spelt out."""
    return None if value is None else Path(os.path.abspath(value.expanduser()))


def web_address(value: str | None) -> str | None:
    """Without a slash at its end; None for a blank. Raises ValueError for what is none."""
    if not value:
        return None
    if not value.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return value.rstrip("/")
