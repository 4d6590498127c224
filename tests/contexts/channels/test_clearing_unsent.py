"""Files that were uploaded and never sent go after a day; what was sent stays."""

from sqlalchemy import text

from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.conversations.actions.clearing_unsent import clear_unsent
from tandem.kit.ids import new_id

from .conftest import World
from .test_attachments import kept, png, upload


async def age(world: World, hours: int) -> None:
    async with world.db.transaction() as tx:
        await tx.execute(
            text("UPDATE attachment SET created_at = created_at - make_interval(hours => :hours)"),
            {"hours": hours},
        )


async def test_only_what_was_never_sent_goes_and_only_after_a_day(world: World) -> None:
    visitor = await world.visitor()
    sent = (await upload(visitor, "已发送.png", png(), "image/png")).json()
    left = (await upload(visitor, "没发送.png", png(5, 5), "image/png")).json()
    body = {"client_id": new_id().hex, "attachment_id": sent["id"]}
    assert (await visitor.call("POST", visitor.path("messages"), body)).status_code == 201
    store = LocalObjects(world.objects)
    await age(world, 23)
    assert await clear_unsent(world.db, store) == 0
    assert await kept(world) == (2, 2)
    await age(world, 2)
    assert await clear_unsent(world.db, store) == 1
    assert await kept(world) == (1, 1)
    assert await clear_unsent(world.db, store) == 0
    assert (await world.http.get(sent["url"])).status_code == 200
    # Who comes back later is told, and nothing is stored by halves.
    late = await visitor.call(
        "POST", visitor.path("messages"), {"client_id": new_id().hex, "attachment_id": left["id"]}
    )
    assert (late.status_code, late.json()["code"]) == (422, "attachment_unknown")


async def test_more_than_one_batch(world: World) -> None:
    visitor = await world.visitor()
    first = (await upload(visitor, "一.png", png(), "image/png")).json()
    async with world.db.transaction() as tx:
        await tx.execute(
            text(
                "INSERT INTO attachment (id, conversation_id, uploaded_by, name, content_type, size, object_key,"
                " created_at) SELECT gen_random_uuid(), conversation_id, uploaded_by, name, content_type, size,"
                " lpad(to_hex(n), 40, '0'), created_at FROM attachment, generate_series(1, 230) n WHERE id = :id"
            ),
            {"id": first["id"]},
        )
    await age(world, 25)
    assert await clear_unsent(world.db, LocalObjects(world.objects)) == 231
    assert await kept(world) == (0, 0)
