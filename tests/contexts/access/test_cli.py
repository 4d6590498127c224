"""`tandem staff` and `tandem audit`, over a migrated database."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner

from tandem.contexts.access.actions.sealing import seal
from tandem.contexts.access.anchor import AnchorFile
from tandem.entrypoints.cli import audit, staff
from tandem.kit.db import Database
from tandem.settings import get_settings

run = CliRunner()


@pytest.fixture
def home(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path))
    monkeypatch.setenv("TANDEM_DATABASE_URL", database_url)
    monkeypatch.setenv("TANDEM_TESTING", "1")
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


def with_db(url: str, work: Callable[[Database], Any]) -> Any:
    async def go() -> Any:
        db = Database(url)
        try:
            return await work(db)
        finally:
            await db.close()

    return asyncio.run(go())


def test_create_list_and_reset(home: Path) -> None:
    made = run.invoke(staff.app, ["create", "Boss", "--name", "王经理", "--role", "admin", "--json"])
    assert made.exit_code == 0, made.output
    body = json.loads(made.stdout)
    assert (body["username"], body["roles"]) == ("boss", ["admin"])
    assert len(body["password"]) == 16

    again = run.invoke(staff.app, ["create", "boss"])
    assert again.exit_code == 1
    assert "taken" in again.stderr

    weak = run.invoke(staff.app, ["create", "li.na", "--password-stdin"], input="short\n")
    assert weak.exit_code == 1
    assert "at least 10" in weak.stderr

    reset = run.invoke(staff.app, ["reset-password", "boss", "--json"])
    assert json.loads(reset.stdout)["password"] != body["password"]
    assert run.invoke(staff.app, ["reset-password", "nobody"]).exit_code == 1

    listed = json.loads(run.invoke(staff.app, ["list", "--json"]).stdout)
    assert [person["username"] for person in listed] == ["boss"]
    assert "王经理" in run.invoke(staff.app, ["list"]).stdout


def test_verify_and_tail(home: Path, database_url: str) -> None:
    run.invoke(staff.app, ["create", "boss", "--role", "admin"])
    early = run.invoke(audit.app, ["verify", "--json"])
    assert early.exit_code == 0
    assert json.loads(early.stdout)["unsealed"] == 1

    anchor = AnchorFile(get_settings().secrets_path)
    with_db(database_url, lambda db: seal(db, anchor))
    good = run.invoke(audit.app, ["verify"])
    assert good.exit_code == 0, good.output
    head = good.stdout.splitlines()[-1].removeprefix("head ")
    assert "1 entries checked: whole" in good.stdout
    assert run.invoke(audit.app, ["verify", "--expect", head]).exit_code == 0
    assert run.invoke(audit.app, ["verify", "--expect", "1:" + "00" * 32]).exit_code == 1
    assert run.invoke(audit.app, ["verify", "--expect", "nonsense"]).exit_code == 2

    line = json.loads(run.invoke(audit.app, ["tail", "--json"]).stdout)
    assert (line["action"], line["hash"]) == ("access.staff_created", head.split(":")[1])
    assert "access.staff_created" in run.invoke(audit.app, ["tail", "-n", "1"]).stdout

    async def forge() -> None:
        link = await asyncpg.connect(database_url.replace("+asyncpg", ""))
        await link.execute("ALTER TABLE access_audit_entry DISABLE TRIGGER USER")
        await link.execute("UPDATE access_audit_entry SET actor = 'system:nobody'")
        await link.close()

    asyncio.run(forge())
    bad = run.invoke(audit.app, ["verify"])
    assert bad.exit_code == 1
    assert "entry 1: its content does not fit its hash" in bad.stdout
    assert "NOT WHOLE" in bad.stdout


def test_no_installation_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TANDEM_DATABASE_URL")
    get_settings.cache_clear()
    found = run.invoke(audit.app, ["verify"])
    assert found.exit_code == 2
    assert "Run tandem up first" in " ".join(found.stderr.split())


def test_a_database_that_does_not_answer_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_DATABASE_URL", "postgresql://x:y@127.0.0.1:1/z")
    get_settings.cache_clear()
    found = run.invoke(staff.app, ["list"])
    assert found.exit_code == 2
    assert "does not answer" in found.stderr


def test_an_old_schema_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tandem.kit import migrations

    monkeypatch.setattr(migrations, "head", lambda: "something newer")
    found = run.invoke(staff.app, ["list"])
    assert found.exit_code == 2
    assert "not up to date" in found.stderr
