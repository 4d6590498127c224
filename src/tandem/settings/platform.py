"""Where it lives and listens: database, processes, logs, security, files, limits."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from tandem.settings.part import Comma, Part, absolute, split_commas, web_address
from tandem.settings.secret import stored_secret

_ASYNC_SCHEME = "postgresql+asyncpg://"
_SCHEMES = ("postgresql://", "postgres://", _ASYNC_SCHEME)
_SECRET_MIN_CHARS = 32


def _default_home() -> Path:
    # Root's own home is closed to the user that the database runs as.
    return Path("/var/lib/tandem") if os.geteuid() == 0 else Path.home() / ".tandem"


class PlatformPart(Part):
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
    worker_processes: int = Field(
        1, ge=0, le=64, description="Workers that `tandem up` starts: bot, routing, channels, timers."
    )
    background_processes: int = Field(
        1,
        ge=0,
        le=16,
        description="Processes that `tandem up` starts, at a lower priority, for what nobody waits for (timelines, "
        "portraits, predictions); 0: the workers do that, too.",
    )
    lanes: Literal["all", "prompt", "background"] = Field(
        "all",
        description="What a worker started by hand does: all, only what somebody waits for, or only the rest.",
    )
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

    _platform_lists = field_validator("allowed_origins", "trusted_proxies", mode="before")(split_commas)
    _platform_paths = field_validator("home", "objects_dir")(absolute)
    _platform_address = field_validator("public_url")(web_address)

    @field_validator("database_url")
    @classmethod
    def _asyncpg_url(cls, value: str | None) -> str | None:
        if not value:
            return None
        for scheme in _SCHEMES:
            if value.startswith(scheme):
                return _ASYNC_SCHEME + value.removeprefix(scheme)
        raise ValueError("must start with postgresql:// (PostgreSQL is the only database supported)")

    @field_validator("secret_key")
    @classmethod
    def _long_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        if len(value.get_secret_value()) < _SECRET_MIN_CHARS:
            raise ValueError(f"must have at least {_SECRET_MIN_CHARS} characters")
        return value

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
    def objects_path(self) -> Path:
        """Folder of the local object store."""
        return self.objects_dir or self.home / "objects"

    @property
    def letters_path(self) -> Path:
        """Folder of the mail room's letters, one folder in it for each account."""
        return self.home / "letters"

    @property
    def mail_path(self) -> Path:
        """Folder of the Maildirs, one folder in it for each account."""
        return self.home / "mail"

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

    def secret(self) -> bytes:
        """The product's root secret; made once under home (0600) when none is set. Safe to race."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value().encode()
        return stored_secret(self.secrets_path / "secret_key").encode()
