"""Examples of intents."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from tandem.contexts.access.api import record
from tandem.contexts.bot.masking import Masker
from tandem.contexts.bot.training.actions import editing_examples
from tandem.contexts.bot.training.actions.editing_intents import required
from tandem.contexts.bot.training.endpoints.access import Reader, Trainer
from tandem.contexts.bot.training.repository import examples
from tandem.contexts.bot.training.repository.examples import Example
from tandem.contexts.bot.training.schemas import AddedOut, ExampleChange, ExampleOut, TextsBody
from tandem.kit.http import Db, Page, decode_cursor, encode_cursor

_PAGE = 100


def add(api: APIRouter, masker: Masker) -> None:
    """Add the routes."""

    @api.get("/intents/{key}/examples")
    async def list_examples(
        db: Db, actor: Reader, key: str, cursor: Annotated[str | None, Query(max_length=1000)] = None
    ) -> Page[ExampleOut]:
        """Examples of an intent, and of those merged into it, newest first."""
        async with db.transaction() as tx:
            await required(tx, key)
            found = await examples.of_intent(tx, key, _after(cursor), _PAGE + 1)
            await record(tx, actor, "intent.examples_read", f"intent:{key}")
        return _page(found)

    @api.post("/intents/{key}/examples", status_code=201)
    async def add_examples(db: Db, actor: Trainer, key: str, body: TextsBody) -> AddedOut:
        """Give an intent more texts; personal data in them is masked: 409 intent_closed."""
        async with db.transaction() as tx:
            added = await editing_examples.add(tx, actor, key, body.texts, masker)
        return AddedOut(added=added, known=len(body.texts) - added)

    @api.get("/out-of-scope")
    async def list_out_of_scope(
        db: Db, actor: Reader, cursor: Annotated[str | None, Query(max_length=1000)] = None
    ) -> Page[ExampleOut]:
        """Texts that people said are no intent of ours, newest first."""
        async with db.transaction() as tx:
            found = await examples.out_of_scope(tx, _after(cursor), _PAGE + 1)
            await record(tx, actor, "intent.examples_read", "intent:out_of_scope")
        return _page(found)

    @api.patch("/examples/{example_id}")
    async def move_example(db: Db, actor: Trainer, example_id: UUID, body: ExampleChange) -> ExampleOut:
        """Move it to another intent, or out of scope (null): 409 example_kept_in_step."""
        async with db.transaction() as tx:
            return _out(await editing_examples.move(tx, actor, example_id, body.intent))

    @api.delete("/examples/{example_id}", status_code=204)
    async def delete_example(db: Db, actor: Trainer, example_id: UUID) -> None:
        """Remove it: 409 example_kept_in_step for what stands in an entry or a flow."""
        async with db.transaction() as tx:
            await editing_examples.remove(tx, actor, example_id)


def _after(cursor: str | None) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    at, id_ = decode_cursor(cursor, 2, (datetime, UUID))
    return at, id_


def _page(found: list[Example]) -> Page[ExampleOut]:
    items = found[:_PAGE]
    more = len(found) > _PAGE
    return Page[ExampleOut](
        items=[_out(one) for one in items],
        next=encode_cursor(items[-1].at.isoformat(), str(items[-1].id)) if more else None,
    )


def _out(one: Example) -> ExampleOut:
    return ExampleOut(
        id=one.id, text=one.text, intent=one.intent_key, source=one.source, split=one.split,  # type: ignore[arg-type]
        by=one.by_name, at=one.at,
    )  # fmt: skip
