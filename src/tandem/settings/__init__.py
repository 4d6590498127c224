"""Every setting of the product, typed, from the environment (`TANDEM_*`), one file a subject."""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator, model_validator

from tandem.settings.bot import BotPart
from tandem.settings.language_model import LLM_USES, LanguageModelPart
from tandem.settings.outside import OutsidePart
from tandem.settings.part import ENV_PREFIX, absolute
from tandem.settings.platform import PlatformPart
from tandem.settings.secret import stored_secret

__all__ = [
    "DEMO_IDENTITY",
    "ENV_PREFIX",
    "LLM_USES",
    "MOST_DEMO_CUSTOMERS",
    "Settings",
    "get_settings",
    "stored_secret",
]


DEMO_IDENTITY = "demo-identity"
"""Beside the other secrets: what the demo lender signs its visitors' identities with. Made with the demo, so it says
that a home holds it."""
MOST_DEMO_CUSTOMERS = 200_000


class Settings(LanguageModelPart, OutsidePart, BotPart, PlatformPart):
    """One instance a process, read once, immutable."""

    # Product
    demo: bool = Field(
        False,
        description="Fill an empty database with the fictional demo lender; unset is so where home holds it already.",
    )
    demo_customers: int = Field(
        2_000,
        ge=0,
        le=MOST_DEMO_CUSTOMERS,
        description="Borrowers that the demo makes after its start (tandem demo seed).",
    )
    sim_wechat: bool = Field(
        True,
        description="With the demo, a simulated WeChat beside it (a telephone's page, on this machine only).",
    )
    sim_wechat_port: int | None = Field(
        None, ge=1, le=65535, description="Its port; unset is 90 after the product's."
    )
    timezone: str = Field("Asia/Shanghai", description="Time zone of business calendars and reports.")
    locale: Literal["zh-CN", "en"] = Field("zh-CN", description="Language when a person has chosen none.")
    web_dir: Path | None = Field(None, description="Built web pages; unset is the folder inside the package.")
    testing: bool = Field(False, description="Cheap password hashing for tests; never in production.")

    _own_paths = field_validator("web_dir")(absolute)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is no time zone name (example: Asia/Shanghai)")
        return value

    @model_validator(mode="after")
    def _home_remembers_its_demo(self) -> Self:
        if "demo" not in self.model_fields_set and (self.secrets_path / DEMO_IDENTITY).exists():
            object.__setattr__(self, "demo", True)  # not set by anybody: what home says is the default
        return self

    @property
    def sim_wechat_url(self) -> str | None:
        """Where the simulated WeChat answers; None without one."""
        if not self.demo or not self.sim_wechat:
            return None
        after = self.port + 90 if self.port <= 65_000 else self.port - 90
        return f"http://127.0.0.1:{self.sim_wechat_port or after}"

    @property
    def drafts_on(self) -> bool:
        """Whether unsure answers become drafts for the silent seat."""
        return self.demo if self.silent_seat is None else self.silent_seat

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of business calendars."""
        return ZoneInfo(self.timezone)

    @property
    def models_path(self) -> Path:
        """Folder of model files."""
        return self.models_dir or self.home / "models"

    @property
    def web_path(self) -> Path:
        """Folder with the built web apps: desk/, widget/ and selfservice/. May not exist."""
        return self.web_dir or Path(__file__).parent.parent / "web_dist"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """This process's settings. Raises pydantic.ValidationError (explained by `tandem config check`)."""
    return Settings()
