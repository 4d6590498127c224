"""Pushes against a real database and real sockets; the vendor is scripted."""

from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.models import site_table
from tandem.contexts.channels.push.actions.notifying import LOOK, Notifying, is_for_devices, look_now
from tandem.contexts.channels.push.actions.registering import DevicesPart, Forgetting
from tandem.contexts.channels.push.models import device_table, push_table
from tandem.contexts.channels.push.ports import DeviceGone, Push, PushLater, PushRefused
from tandem.contexts.channels.push.rules import MOST_ATTEMPTS, MOST_DEVICES
from tandem.contexts.channels.push.tokens import TokenSafe
from tandem.contexts.customers import api as customers
from tandem.contexts.customers.api import Preference
from tandem.kit.db.timer_rows import timer_table
from tandem.kit.events import Recorded
from tandem.kit.timers import DueTimer

from .conftest import APP, SECRET, Visitor, World

TOKEN = "f3a1" * 16


@dataclass
class Vendor:
    """A push service: keeps what it gets, and fails as told."""

    got: list[Push] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)

    async def send(self, push: Push) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.got.append(push)


@dataclass
class Scene:
    world: World
    vendor: Vendor
    notifying: Notifying
    visitor: Visitor
    agent: Actor

    async def register(self, token: str = TOKEN, visitor: Visitor | None = None) -> None:
        body = {"platform": "ios", "token": token}
        answer = await (visitor or self.visitor).call("POST", "/devices", body)
        assert answer.status_code == 201, answer.text

    async def say(self, text: str = "已为您登记") -> None:
        await self.world.reply(self.visitor, self.agent, text)

    async def look(self) -> None:
        await self.notifying({"conversation_id": str(self.visitor.conversation_id)})

    async def states(self) -> list[str]:
        async with self.world.db.transaction() as tx:
            return [
                row.state for row in await tx.execute(select(push_table.c.state).order_by(push_table.c.id))
            ]

    async def devices(self) -> list[UUID]:
        async with self.world.db.transaction() as tx:
            return [row.customer_id for row in await tx.execute(select(device_table.c.customer_id))]


@pytest.fixture
async def scene(world: World) -> Scene:
    vendor = Vendor()
    notifying = Notifying(world.db, TokenSafe(SECRET), vendor, ZoneInfo("Asia/Shanghai"))
    made = Scene(world, vendor, notifying, await world.visitor(site="app", app=APP), await world.agent())
    await made.visitor.say("在吗")
    return made


async def test_a_device_hears_that_something_waits_and_no_more(scene: Scene) -> None:
    await scene.register()
    await scene.say("您的身份证尾号1234已登记")
    await scene.look()
    [push] = scene.vendor.got
    assert (push.title, push.body, push.token) == ("禾穗金融App", "您有一条新消息", TOKEN)
    assert push.collapse_key == push.data["conversation_id"] == scene.visitor.conversation["id"]
    assert "1234" not in repr(push)
    await scene.look()
    assert len(scene.vendor.got) == 1
    assert await scene.states() == ["sent"]


async def test_one_push_tells_of_all_that_came(scene: Scene) -> None:
    await scene.register()
    for text in ("一", "二", "三"):
        await scene.say(text)
    await scene.look()
    assert len(scene.vendor.got) == 1


async def test_the_lender_may_show_what_was_written(scene: Scene) -> None:
    async with scene.world.db.transaction() as tx:
        await tx.execute(
            site_table.update().where(site_table.c.key == "app").values(features={"push_preview": True})
        )
    await scene.register()
    await scene.say("您的\n账单已出")
    await scene.look()
    assert scene.vendor.got[0].body == "您的 账单已出"


async def test_who_has_it_on_a_socket_is_not_told(scene: Scene) -> None:
    await scene.register()
    async with scene.visitor.listening() as heard:
        await scene.say("看到了吗")
        await heard.until(lambda f: f["type"] == "message" and f["message"]["text"] == "看到了吗")
        while not await _delivered(scene):
            pass
    await scene.look()
    assert scene.vendor.got == []


async def _delivered(scene: Scene) -> bool:
    answer = await scene.visitor.call("GET", scene.visitor.path("messages"))
    return bool(answer.json()["items"][-1]["state"] == "delivered")


async def test_the_customers_hours_are_kept(scene: Scene) -> None:
    await scene.register()
    now = scene.world.db.clock.now().astimezone(ZoneInfo("Asia/Shanghai"))
    # Two hours that are not now; a span ends on its own day.
    begins, ends = ("09:00", "11:00") if now.hour >= 12 else ("20:00", "22:00")
    async with scene.world.db.transaction() as tx:
        who = UUID(scene.visitor.id)
        await customers.prefer(tx, who, Preference(begins, ends), actor=Actor.customer(who, "客户"))
    await scene.say()
    await scene.look()
    assert scene.vendor.got == []
    async with scene.world.db.transaction() as tx:
        due = (await tx.execute(select(timer_table.c.due_at).where(timer_table.c.kind == LOOK))).scalar_one()
    assert f"{due.astimezone(ZoneInfo('Asia/Shanghai')):%H:%M}" == begins


async def test_what_the_vendor_cannot_take_goes_again_with_the_same_id(scene: Scene) -> None:
    await scene.register()
    await scene.say()
    scene.vendor.fails = [PushLater("busy"), OSError("away")]
    for _ in range(2):
        with pytest.raises(PushLater):
            await scene.look()
    assert await scene.states() == ["sending"]
    await scene.look()
    assert len(scene.vendor.got) == 1
    assert await scene.states() == ["sent"]


async def test_it_is_given_up_at_last(scene: Scene) -> None:
    await scene.register()
    await scene.say()
    scene.vendor.fails = [OSError("away") for _ in range(MOST_ATTEMPTS)]
    for _ in range(MOST_ATTEMPTS - 1):
        with pytest.raises(PushLater):
            await scene.look()
    await scene.look()
    assert await scene.states() == ["failed"]


async def test_a_refusal_ends_it_and_a_device_that_is_gone_is_forgotten(scene: Scene) -> None:
    await scene.register()
    await scene.say()
    scene.vendor.fails = [PushRefused("too_big")]
    await scene.look()
    assert await scene.states() == ["failed"]
    await scene.say("再来")
    scene.vendor.fails = [DeviceGone()]
    await scene.look()
    assert await scene.devices() == []


async def test_a_device_is_of_who_is_signed_in_there(scene: Scene) -> None:
    other = await scene.world.visitor(site="app", app=APP)
    await scene.register()
    await scene.register(visitor=other)
    assert await scene.devices() == [UUID(other.id)]
    await scene.say()
    await scene.look()
    assert scene.vendor.got == []


async def test_signing_out_needs_no_session(scene: Scene) -> None:
    await scene.register()
    for _ in range(2):
        body = {"site": "app", "app": APP, "token": TOKEN}
        answer = await scene.world.http.post("/api/v1/web/devices/removals", json=body)
        assert answer.status_code == 204
    assert await scene.devices() == []
    stranger = {"site": "app", "app": {"key": "no"}, "token": TOKEN}
    assert (await scene.world.http.post("/api/v1/web/devices/removals", json=stranger)).status_code == 403


async def test_ten_devices_are_enough(scene: Scene) -> None:
    for number in range(MOST_DEVICES + 2):
        await scene.register(f"{number:016}")
    assert len(await scene.devices()) == MOST_DEVICES


async def test_web_pages_have_no_devices(scene: Scene) -> None:
    visitor = await scene.world.visitor()
    answer = await visitor.call("POST", "/devices", {"platform": "ios", "token": TOKEN})
    assert (answer.status_code, answer.json()["code"]) == (403, "feature_off")


@pytest.mark.parametrize("token", ["short", "x" * 5000, "with blank here in it", "\u0000" * 20], ids=range(4))
async def test_what_is_no_token_is_refused(scene: Scene, token: str) -> None:
    answer = await scene.visitor.call("POST", "/devices", {"platform": "ios", "token": token})
    assert answer.status_code == 422


async def test_the_erased_persons_devices_go_and_a_copy_names_them(scene: Scene) -> None:
    await scene.register()
    who = UUID(scene.visitor.id)
    async with scene.world.db.transaction() as tx:
        [told] = await DevicesPart().collect(tx, [who], [])
    assert (told["app"], told["platform"]) == ("app", "ios")
    event = Recorded(1, scene.world.db.clock.now(), "customers.erased", who, None, (), {"family": [str(who)]})
    await Forgetting(scene.world.db)(event)
    assert await scene.devices() == []


async def test_a_message_asks_for_a_look_and_the_timer_for_the_job(scene: Scene) -> None:
    event = Recorded(
        1, scene.world.db.clock.now(), "conversations.message_queued", scene.visitor.conversation_id, None, (),
        {"channel": "app", "message": {"role": "bot"}},
    )  # fmt: skip
    assert is_for_devices(event)
    await scene.notifying.asked(event)
    async with scene.world.db.transaction() as tx:
        assert (await tx.execute(select(timer_table.c.id).where(timer_table.c.kind == LOOK))).all() == []
    await scene.register()
    await scene.notifying.asked(event)
    async with scene.world.db.transaction() as tx:
        row = (await tx.execute(select(timer_table).where(timer_table.c.kind == LOOK))).one()
        await look_now(tx, DueTimer(row.id, LOOK, row.subject_id, row.due_at, {}))


@pytest.mark.parametrize(
    ("channel", "role", "wanted"),
    [("app", "agent", True), ("app", "system", False), ("web", "agent", False), ("letter", "bot", False)],
)
def test_which_messages_are_for_devices(channel: str, role: str, wanted: bool) -> None:
    data = {"channel": channel, "message": {"role": role}}
    event = Recorded(1, None, "conversations.message_queued", None, None, (), data)  # type: ignore[arg-type]
    assert is_for_devices(event) is wanted
