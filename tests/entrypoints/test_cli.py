"""The command line as a person meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tandem.entrypoints.cli import config
from tandem.settings import Settings

SOURCE = Path(__file__).parents[2] / "src"


def tandem(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TANDEM_")}
    return subprocess.run(
        [sys.executable, "-c", "from tandem.entrypoints.cli import main; main()", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**clean, "PYTHONPATH": str(SOURCE), "COLUMNS": "160", **env},
    )


def config_check(*words: str, **env: str) -> Result:
    clean: dict[str, str | None] = dict.fromkeys(n for n in os.environ if n.startswith("TANDEM_"))
    return CliRunner().invoke(config.app, ["check", *words], env={**clean, "COLUMNS": "160", **env})


def test_help_lists_the_commands_without_loading_them() -> None:
    probe = (
        "import sys; sys.argv = ['tandem', '--help']\nfrom tandem.entrypoints.cli import main\ntry: main()\n"
        "finally: print([m for m in ('sqlalchemy', 'fastapi', 'numpy', 'asyncpg') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert " up " in done.stdout
    assert " config " in done.stdout
    assert done.stdout.rstrip().endswith("[]")


def test_unknown_command_is_refused() -> None:
    done = tandem("fly")
    assert done.returncode == 2
    assert "fly" in done.stderr


def test_config_check_explains_every_setting() -> None:
    done = config_check("--json", TANDEM_PORT="9000", TANDEM_ENCODERS="")
    answer = json.loads(done.stdout)
    rows = {row["name"]: row for row in answer["settings"]}
    assert done.exit_code == 0
    assert answer["ok"] is True
    assert (rows["TANDEM_PORT"]["value"], rows["TANDEM_PORT"]["source"]) == ("9000", "environment")
    assert rows["TANDEM_ENCODERS"]["value"] == "(empty)"
    assert rows["TANDEM_HOST"]["source"] == "default"
    assert all(row["explanation"] for row in rows.values())


@pytest.mark.parametrize("columns", [60, 80, 160])
def test_config_check_cuts_nothing_off(columns: int) -> None:
    done = config_check(COLUMNS=str(columns))
    words = {word for line in done.stdout.splitlines() for word in line.replace("│", " ").split()}
    assert done.exit_code == 0
    assert {"TANDEM_MASTER_KEYS", "TANDEM_RATE_MESSAGES_PER_MINUTE"} <= words
    assert set(Settings.model_fields["home"].description.split()) <= words
    assert set(Settings.model_fields["public_url"].description.split()) <= words


def test_config_check_masks_secrets() -> None:
    key, password = "k" * 40, "hunter2hunter2"
    done = config_check(
        TANDEM_SECRET_KEY=key,
        TANDEM_DATABASE_URL=f"postgresql://tandem:{password}@db/tandem",
        TANDEM_NATS_URL=f"nats://tandem:{password}@bus:4222",
        TANDEM_LLM_KEY=f"sk-{password}",
    )
    assert done.exit_code == 0
    assert key not in done.stdout
    assert password not in done.stdout
    assert "********" in done.stdout


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TANDEM_PORT", "abc", "it should be a number"),
        ("TANDEM_PORT", "70000", "less than or equal to 65535"),
        ("TANDEM_REALTIME", "kafka", "'postgres' or 'nats'"),
        ("TANDEM_DATABASE_URL", "mysql://root:geheim@db/x", "must start with postgresql://"),
        ("TANDEM_SECRET_KEY", "geheim", "at least 32 characters"),
        ("TANDEM_TIMEZONE", "Mars/Base", "no time zone"),
        ("TANDEM_LLM", "openai", "needs TANDEM_LLM_URL and TANDEM_LLM_MODEL"),
        ("TANDEM_LLM_URL", "https://me:geheim@llm.example.com/v1", "must not hold a name or a key"),
        ("TANDEM_LLM_USES", "answers,poems", "knows no poems"),
        ("TANDEM_LLM_ANSWER_S", "0", "greater than or equal to 1"),
        ("TANDEM_PUBLIC_URL", "desk.example.com", "http:// or https://"),
    ],
)
def test_wrong_settings_are_explained_in_plain_words(name: str, value: str, words: str) -> None:
    done = config_check("--json", **{name: value})
    errors = json.loads(done.stdout)["errors"]
    assert done.exit_code == 1
    assert len(errors) == 1
    assert name in errors[0]
    assert words in errors[0]
    assert "geheim" not in done.stdout


def test_misspelt_setting_is_pointed_out() -> None:
    answer = json.loads(config_check("--json", TANDEM_PROT="1").stdout)
    assert answer["ok"] is True
    assert answer["warnings"] == ["TANDEM_PROT is no setting of Tandem; did you mean TANDEM_PORT?"]


def test_other_commands_explain_wrong_settings_too() -> None:
    done = tandem("up", TANDEM_PORT="abc")
    assert done.returncode == 1
    assert "TANDEM_PORT ('abc') is not accepted: it should be a number" in done.stderr
    assert "Traceback" not in done.stderr
