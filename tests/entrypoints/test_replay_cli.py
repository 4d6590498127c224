import asyncio
import threading
from collections.abc import Iterator

import orjson
import pytest
import typer
from typer.testing import CliRunner

from tandem.entrypoints.cli.replay import replay_command

from ..demo.fake_server import FakeTandem, running

KEYS = [
    "sent",
    "bot_answered",
    "clarified",
    "handed_over",
    "drafted",
    "draft_approved",
    "agent_answered",
    "lost",
    "duplicated",
    "p50_ms",
    "p95_ms",
    "p99_ms",
    "ladder",
]
app = typer.Typer()
app.command()(replay_command)


@pytest.fixture
def url() -> Iterator[str]:
    """A fake server in a thread of its own: the command has an event loop for itself."""
    found: list[str] = []
    ready, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        async with running(FakeTandem()) as fake:
            found.append(fake.url)
            ready.set()
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(10)
    yield found[0]
    stop.set()
    thread.join()


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "questions.csv"
    path.write_text("sentence1,label\n怎么提前还款,1\n找人工,0\n哪个好,0\n", "utf-8-sig")
    return path


def test_json_has_the_fixed_keys_and_nothing_else_is_printed(url, questions):
    result = CliRunner().invoke(app, [str(questions), "--column", "sentence1", "--json", "--url", url])
    assert result.exit_code == 0, result.output
    figures = orjson.loads(result.stdout)
    assert [key for key in figures if key != "details"] == KEYS
    assert [figures[key] for key in KEYS[:7]] == [3, 1, 1, 1, 0, 0, 0]


def test_the_table_names_what_was_counted(url, questions):
    result = CliRunner().invoke(app, [str(questions), "--column", "1", "--limit", "2", "--url", url])
    assert result.exit_code == 0, result.output
    for words in ("replay: 2 of 2 questions", "answered by bot", "handed over", "latency p99"):
        assert words in result.stdout


def test_a_missing_column_names_the_columns_there_are(questions):
    result = CliRunner().invoke(app, [str(questions), "--column", "nothing"])
    assert result.exit_code == 2
    assert "1 'sentence1', 2 'label'" in result.stderr


def test_missing_log_ins_are_said(url, questions, tmp_path):
    arguments = [str(questions), "--column", "1", "--url", url, "--agents", "2", "--home", str(tmp_path)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "demo-logins.json not found" in result.stderr.replace("\n", "")
