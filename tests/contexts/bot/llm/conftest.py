"""The silent seat's lender with a language model whose every word the test writes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from sqlalchemy import select
from tests.contexts.bot.silent_seat.conftest import BASE, Shop, Talk, shop, world  # noqa: F401
from tests.contracts.llm_server import Reply, Server, completion, serving

from tandem.adapters.llm_openai import Endpoint, OpenAiModel
from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.llm.actions.composing import Composing
from tandem.contexts.bot.llm.actions.concluding import Conclusions
from tandem.contexts.bot.llm.actions.postponing import COMPOSE_JOB, Postponing
from tandem.contexts.bot.llm.calling import Caller, Limits
from tandem.contexts.bot.llm.composing import Composer
from tandem.contexts.bot.llm.models import bot_composition_table
from tandem.contexts.bot.llm.options import LlmOptions
from tandem.contexts.bot.subscribers import jobs, timer_handlers
from tandem.kit.timers import TimerLoop


def wrote(*sentences: tuple[str, list[int]], found: bool = True) -> Reply:
    """A model's answer in the form that it is asked for."""
    said = [{"text": text, "sources": cites} for text, cites in sentences]
    return completion(orjson.dumps({"found": found, "sentences": said}).decode())


@dataclass
class Llm:
    """A lender's bot with a model; `server.says` is what the model writes."""

    shop: Shop
    server: Server
    composer: Composer
    composing: Composing

    async def work(self, talk: Talk) -> Any:
        """Run the job that asks the model, as a worker would; the composition then."""
        (job,) = [one for one in jobs(self.composing) if one.name == COMPOSE_JOB]
        for row in await self.compositions(talk):
            await job.handler({"message_id": str(row.message_id)})
        found = await self.compositions(talk)
        return found[-1] if found else None

    async def compositions(self, talk: Talk) -> list[Any]:
        c = bot_composition_table.c
        async with self.shop.world.db.transaction() as tx:
            query = select(bot_composition_table).where(c.conversation_id == talk.id).order_by(c.seq)
            return list((await tx.execute(query)).all())

    async def fire(self) -> int:
        loop, count = TimerLoop(self.shop.world.db, timer_handlers(self.shop.bot)), 0
        while await loop.fire_next():
            count += 1
        return count

    def numbered(self, key: str) -> int:
        """How the last prompt numbers the source with this entry's answer."""
        answers = {e["key"]: e["answer"] for group in BASE for e in group["entries"]}  # type: ignore[attr-defined]
        prompt = self.server.asked[-1]["messages"][-1]["content"]
        before = prompt[: prompt.index(answers[key])]
        return int(before[before.rindex("[") + 1 : before.rindex("]")])


async def made(
    shop: Shop,  # noqa: F811
    server: Server,
    *,
    local: bool = False,
    intents: Any = None,
    **options: Any,
) -> Llm:
    endpoint = Endpoint(server.url, "scripted", local=local)
    composer = Composer(Caller(OpenAiModel(endpoint), Limits(attempts=1)), LlmOptions(**options))
    seat, knowledge = shop.seat, shop.seat.knowledge
    bot_options = BotOptions(limits=seat.limits)
    shop.bot = Bot(
        shop.world.db, knowledge, bot_options, seat=seat, intents=intents,
        postponing=Postponing(composer.options, seat, composer.may_answer),
    )  # fmt: skip
    composing = Composing(shop.world.db, Conclusions(shop.bot, seat, knowledge), composer, knowledge)
    return Llm(shop, server, composer, composing)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as running:
        yield running


@pytest.fixture
async def llm(shop: Shop, server: Server) -> AsyncIterator[Llm]:  # noqa: F811
    found = await made(shop, server)
    yield found
    await found.composer.caller.close()


@pytest.fixture
async def alone(shop: Shop, server: Server) -> AsyncIterator[Llm]:  # noqa: F811
    """Where the model's answers go out by themselves."""
    found = await made(shop, server, alone=True)
    yield found
    await found.composer.caller.close()
