"""The app of docs/howto/connect-an-app.md, as it stands there, against a real server over real sockets."""

import asyncio
import os
import re
import shutil
import sys
from asyncio.subprocess import PIPE, Process
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import jwt
import pytest

from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.ids import new_id

from .conftest import APP_KEY, SITE_SECRET, World

ROOT = Path(__file__).parents[3]
SDK = ROOT / "src" / "tandem" / "web_dist" / "sdk"
WS = ROOT / "web" / "node_modules" / "ws"
HOWTO = ROOT / "docs" / "howto" / "connect-an-app.md"
sys.path.insert(0, str(ROOT / "scripts"))

from build_web import find_node  # noqa: E402

pytestmark = pytest.mark.skipif(not SDK.is_dir() or not WS.is_dir(), reason="the SDK is not built (make web)")


async def _line(app: Process, wanted: str) -> str:
    assert app.stdout is not None
    heard: list[str] = []
    async with asyncio.timeout(60):
        while raw := await app.stdout.readline():
            heard.append(raw.decode().rstrip())
            if heard[-1].startswith(wanted):
                return heard[-1]
    raise AssertionError(f"{wanted!r} did not come: {heard}")


async def test_the_app_of_the_howto_talks(world: World, tmp_path: Path) -> None:
    node = find_node(ROOT / ".build" / "node")
    if node is None:
        pytest.skip("no Node")
    code = re.findall(r"```js\n(.*?)```", HOWTO.read_text(), re.DOTALL)[0]
    (tmp_path / "talk.mjs").write_text(code)
    shutil.copytree(SDK, tmp_path / "node_modules" / "@tandem" / "sdk")
    (tmp_path / "node_modules" / "ws").symlink_to(WS)
    claims = {"aud": "app", "sub": "u-7", "name": "李小禾", "exp": datetime.now(UTC) + timedelta(hours=1)}
    app = await asyncio.create_subprocess_exec(
        str(node.folder / "node"), "talk.mjs", cwd=tmp_path, stdin=PIPE, stdout=PIPE,
        env={
            **os.environ, "ORIGIN": f"http://{world.address}", "SITE": "app", "APP_KEY": APP_KEY,
            "IDENTITY": jwt.encode(claims, SITE_SECRET, algorithm="HS256"),
        },
    )  # fmt: skip
    assert app.stdin is not None
    try:
        await _line(app, "customer: 怎么提前还款？")
        async with world.db.transaction() as tx:
            known = await customers.by_identity(tx, "app", "app", "u-7")
            assert known is not None
            talk = await conversations.open_of_customer(tx, known.id, "app", "app")
            assert talk is not None
        await _answer(world, talk.id, "在App里点“提前结清”")
        assert await _line(app, "agent: ") == "agent: 在App里点“提前结清”"
        app.stdin.write("谢谢\n".encode())
        await _line(app, "customer: 谢谢")
        app.stdin.write(b"bye\n")
        async with asyncio.timeout(30):
            assert await app.wait() == 0
    finally:
        if app.returncode is None:
            app.kill()


async def _answer(world: World, conversation_id: UUID, text: str) -> None:
    agent = await world.agent()
    async with world.db.transaction() as tx:
        await conversations.claim(tx, conversation_id, agent)
    async with world.db.transaction() as tx:
        await conversations.reply(tx, conversation_id, agent, client_id=new_id().hex, text=text)
