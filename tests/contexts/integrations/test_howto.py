"""The receiver in docs/howto/integrate.md runs, as it stands, against real deliveries."""

import re
import threading
from http.server import HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.contexts.integrations.conftest import NOW, World
from tests.contexts.integrations.test_delivering import resolved

HOWTO = Path(__file__).parents[3] / "docs" / "howto" / "integrate.md"


@pytest.fixture
def written() -> dict[str, Any]:
    """What the document's program defines."""
    (program,) = re.findall(r"^```python\n(.*?)^```", HOWTO.read_text(), re.S | re.M)
    names: dict[str, Any] = {"__name__": "receiver"}
    exec(compile(program, HOWTO.name, "exec"), names)
    names["time"] = SimpleNamespace(time=NOW.timestamp)
    return names


async def test_the_receiver_of_the_howto_receives(
    world: World, written: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    written["Receiver"].log_message = lambda *_: None
    with HTTPServer(("127.0.0.1", 0), written["Receiver"]) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            endpoint = await world.endpoint(url=f"http://127.0.0.1:{server.server_port}/")
            written["SECRETS"] = ["whsec_b3RoZXI=", world.secrets[endpoint]]
            conversation = await world.conversation()
            await world.settle()
            written["SECRETS"] = ["whsec_b3RoZXI="]
            await world.happens(resolved(conversation))
            await world.settle()
        finally:
            server.shutdown()
    assert await world.states(endpoint) == ["delivered", "queued"]
    assert [one.status for one in await world.attempts()] == [204, 401]
    assert len(written["DONE"]) == 1
    assert capsys.readouterr().out.startswith("conversation.created ")


async def test_it_refuses_what_was_changed_or_is_old(world: World, written: dict[str, Any]) -> None:
    endpoint = await world.endpoint()
    await world.conversation()
    await world.settle()
    (heard,) = world.far.heard
    secrets = [world.secrets[endpoint]]
    assert written["genuine"](heard.headers, heard.body, secrets)
    assert not written["genuine"](heard.headers, heard.body + b" ", secrets)
    assert not written["genuine"]({**heard.headers, "webhook-id": "msg_other"}, heard.body, secrets)
    written["time"] = SimpleNamespace(time=lambda: NOW.timestamp() + 301)
    assert not written["genuine"](heard.headers, heard.body, secrets)
