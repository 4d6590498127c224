"""What goes into a log names nobody and quotes nobody."""

import json
import subprocess
import sys

import pytest

from tandem.kit.logging import redact, scrub


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("call 13800138000 now", "call *** now"),
        ("+8613800138000", "***"),
        ("id 11010519491231002X.", "id ***."),
        ("card 6222020200112233445", "card ***"),
        ("write to li.lei@example.com", "write to ***@***"),
        ("postgresql+asyncpg://tandem:s3cret@/db?host=/run", "postgresql+asyncpg://***@/db?host=/run"),
        ("GET /files/1?token=abc.def&x=1", "GET /files/1?token=***&x=1"),
        ("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_", "Bearer ***jwt***"),
        ('duplicate key "uq"\nDETAIL:  Key (phone)=(li lei) already exists.', 'duplicate key "uq"'),
        ("conversation 0192f3c4-1111-7abc-8def-0123456789ab seq 12", None),
        ("took 1234567890 ns at 2026-03-02T04:00:00.123456", None),
    ],
)
def test_texts_lose_what_looks_personal(given: str, left: str | None) -> None:
    assert scrub(given) == (given if left is None else left)


def test_values_under_personal_keys_become_their_length() -> None:
    entry = {
        "event": "message.received", "text": "我要投诉", "phone": None, "n": 3,
        "customer": {"name": "李雷", "tier": "gold"}, "tried": ["a@b.cn"],
    }  # fmt: skip
    assert redact(None, "info", entry) == {
        "event": "message.received", "text": "[4 characters]", "phone": None, "n": 3,
        "customer": {"name": "[2 characters]", "tier": "gold"}, "tried": ["***@***"],
    }  # fmt: skip


_PROGRAM = """
import logging, structlog
from tandem.kit.logging import configure
configure("info")
log = structlog.get_logger("x")
log.debug("unseen")
log.info("seen", text="我要投诉")
try:
    secret = "13800138000"
    raise ValueError(f"bad phone {secret}")
except ValueError:
    log.exception("failed")
    logging.getLogger("uvicorn.error").error("library failed for %s", secret, exc_info=True)
logging.getLogger("uvicorn.error").info("chatter")
"""


def test_every_line_is_json_and_harmless_whoever_wrote_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": "src"},
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["seen", "failed", "library failed for ***"]
    assert "13800138000" not in done.stderr
    assert "投诉" not in done.stderr
    assert "ValueError: bad phone ***" in lines[1]["exception"]
    assert "ValueError" in lines[2]["exception"]
    assert done.stdout == ""
