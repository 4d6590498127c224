"""Settings that are computed, and the secret that is made once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from tandem.settings import DEMO_IDENTITY, Settings, stored_secret


def test_secret_is_made_once_and_private(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert settings.secret() == Settings(home=tmp_path).secret()
    assert len(settings.secret()) >= 32
    assert (tmp_path / "secrets" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_racing_processes_agree_on_the_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: stored_secret(tmp_path / "secrets" / "key"), range(64)))
    assert len(found) == 1
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["key"]


def test_secret_that_another_process_made_first_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(_: int) -> str:
        (tmp_path / "key").write_text("theirs")
        return "mine"

    monkeypatch.setattr("tandem.settings.secret.secrets.token_urlsafe", too_late)
    assert stored_secret(tmp_path / "key") == "theirs"


def test_secret_from_the_environment_wins_and_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TANDEM_SECRET_KEY", "s" * 32)
    settings = Settings(home=tmp_path)
    assert settings.secret() == b"s" * 32
    assert "ssss" not in repr(settings)
    assert not (tmp_path / "secrets").exists()


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_ALLOWED_ORIGINS", "https://a.example , https://b.example,")
    assert Settings().allowed_origins == ("https://a.example", "https://b.example")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_every_spelling_of_the_database_url_is_understood(scheme: str) -> None:
    assert Settings(database_url=f"{scheme}://u:p@h/d").database_url == "postgresql+asyncpg://u:p@h/d"


@pytest.mark.parametrize(
    ("host", "public", "url", "secure"),
    [
        ("127.0.0.1", None, "http://127.0.0.1:8600", False),
        ("0.0.0.0", None, "http://127.0.0.1:8600", False),
        ("::1", None, "http://[::1]:8600", False),
        ("0.0.0.0", "https://help.example.com/", "https://help.example.com", True),
    ],
)
def test_address_and_cookies_follow_host_and_public_url(
    host: str, public: str | None, url: str, secure: bool
) -> None:
    settings = Settings(host=host, public_url=public)
    assert (settings.base_url, settings.secure_cookies) == (url, secure)


def test_thresholds_out_of_order_are_refused() -> None:
    with pytest.raises(ValidationError, match="TANDEM_BOT_TAU_CLARIFY"):
        Settings(bot_tau_answer=0.5, bot_tau_clarify=0.6)


@pytest.mark.parametrize("url", [None, "", "core.example", "ftp://core.example"])
def test_a_core_lending_system_elsewhere_needs_an_address(url: str | None) -> None:
    with pytest.raises(ValidationError, match="TANDEM_LOAN_CORE_URL"):
        Settings(accounts="rest", loan_core_url=url)
    assert Settings(accounts="rest", loan_core_url="https://core.example")


def test_what_webhooks_may_call_inside_is_named_by_hosts_and_networks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TANDEM_WEBHOOK_INTERNAL", "crm.corp.example, 10.20.0.0/16,::1")
    assert Settings().webhook_internal == ("crm.corp.example", "10.20.0.0/16", "::1")
    for wrong in ("https://crm.example", "10.20.0.0/33", "a b"):
        monkeypatch.setenv("TANDEM_WEBHOOK_INTERNAL", wrong)
        with pytest.raises(ValidationError, match="no host name"):
            Settings()


def test_a_home_remembers_that_it_holds_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings(home=tmp_path).demo is False
    stored_secret(tmp_path / "secrets" / DEMO_IDENTITY)
    assert (Settings(home=tmp_path).demo, Settings(home=tmp_path / "other").demo) == (True, False)
    monkeypatch.setenv("TANDEM_DEMO", "0")
    assert Settings(home=tmp_path).demo is False, "what is said counts"
