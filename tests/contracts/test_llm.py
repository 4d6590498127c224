"""The LanguageModel port: what every adapter does, what the HTTP adapter makes of a bad server, and how calls are
kept in bounds. The local model is skipped plainly where its file or runtime is absent."""

import asyncio
from collections.abc import AsyncIterator

import orjson
import pytest
from tests.contracts.llm_server import Reply, Server, completion, serving

from tandem.adapters.llm_local import LocalModel
from tandem.adapters.llm_local.model import unready
from tandem.adapters.llm_openai import Endpoint, OpenAiModel
from tandem.adapters.llm_openai.answers import retry_after
from tandem.contexts.bot.llm.calling import Caller, Limits
from tandem.contexts.bot.llm.ports import (
    Completion,
    LanguageModel,
    LlmBusy,
    LlmCutOff,
    LlmFailed,
    LlmMalformed,
    LlmRefused,
    LlmResting,
    LlmTimeout,
    LlmTooLong,
    LlmUnavailable,
    Request,
    Said,
)
from tandem.kit.breaker import Breaker
from tandem.kit.models import ModelStore
from tandem.settings import Settings

SCHEMA = {
    "type": "object",
    "properties": {"question": {"type": "string"}},
    "required": ["question"],
    "additionalProperties": False,
}


def asking(
    text: str = "那要多少钱", *, tokens: int = 60, within: float = 60.0, schema: object = None
) -> Request:
    lines = (Said("system", "只输出JSON"), Said("user", text))
    return Request("rewrite", lines, tokens, within, schema)  # type: ignore[arg-type]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as running:
        yield running


class Models:
    """Adapters of a test, closed behind it."""

    def __init__(self) -> None:
        self.made: list[OpenAiModel] = []

    def __call__(self, server: Server, **more: object) -> OpenAiModel:
        endpoint = Endpoint(server.url, "scripted", "sk-secret", **more)  # type: ignore[arg-type]
        self.made.append(OpenAiModel(endpoint))
        return self.made[-1]


@pytest.fixture
async def openai() -> AsyncIterator[Models]:
    models = Models()
    yield models
    for one in models.made:
        await one.close()


# What every adapter does ------------------------------------------------------------------------------------


@pytest.fixture(params=["openai", "local"])
async def model(request: pytest.FixtureRequest, openai: Models) -> AsyncIterator[LanguageModel]:
    if request.param == "openai":
        async with serving() as server:
            server.script = lambda asked: completion(
                '{"question":"提前还款要多少钱"}', finish="stop" if asked["max_tokens"] > 5 else "length"
            )
            made: LanguageModel = openai(server)
            yield made
            await made.close()
        return
    store = ModelStore(Settings().models_path)
    missing = unready(store)
    if missing is not None:
        pytest.skip(missing)
    made = LocalModel(store, lambda url, key: OpenAiModel(Endpoint(url, "local", key, local=True)))
    yield made
    await made.close()


@pytest.mark.timeout(900)  # a model on busy processors
async def test_answers_as_the_schema_says(model: LanguageModel) -> None:
    found = await model.complete(asking("上文：怎么提前还款。改写：那要多少钱", within=400, schema=SCHEMA))
    assert isinstance(orjson.loads(found.text)["question"], str)
    assert found.model
    assert "/" not in found.model, "people read it"
    assert found.prompt_tokens is not None
    assert found.prompt_tokens > 0
    assert found.answer_tokens is not None


@pytest.mark.timeout(900)  # a model on busy processors
async def test_a_cut_off_answer_is_an_error(model: LanguageModel) -> None:
    with pytest.raises(LlmCutOff):
        await model.complete(
            asking("把消费金融公司的客服职责详细写成一篇文章", tokens=3, within=400, schema=SCHEMA)
        )


async def test_closing_twice_does_nothing(model: LanguageModel) -> None:
    await model.close()
    await model.close()


# What the HTTP adapter makes of servers ----------------------------------------------------------------------


async def test_the_request_is_what_servers_expect(server: Server, openai: Models) -> None:
    await openai(server).complete(asking(schema=SCHEMA))
    (asked,), (headers,) = server.asked, server.headers
    assert headers[":path"] == "/v1/chat/completions"
    assert headers["authorization"] == "bearer sk-secret"
    assert (asked["model"], asked["temperature"], asked["stream"], asked["max_tokens"]) == (
        "scripted",
        0,
        False,
        60,
    )
    assert [line["role"] for line in asked["messages"]] == ["system", "user"]
    assert asked["response_format"]["json_schema"]["schema"] == SCHEMA


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(silent=True), LlmTimeout),
        (Reply(b"{}", status=500), LlmUnavailable),
        (Reply(b"{}", status=503), LlmUnavailable),
        (Reply(b"{}", status=408), LlmUnavailable),
        (Reply(b"{}", status=429, headers=(("retry-after", "7"),)), LlmBusy),
        (Reply(b"{}", status=400), LlmRefused),
        (Reply(b"{}", status=401), LlmRefused),
        (Reply(b"{}", status=404), LlmRefused),
        (Reply(b"", status=302, headers=(("location", "http://127.0.0.1:1/"),)), LlmRefused),
        (Reply(b"{\"choices\": [{\"mess"), LlmMalformed),
        (Reply(b"not json"), LlmMalformed),
        (Reply(b""), LlmMalformed),
        (Reply(b"[]"), LlmMalformed),
        (Reply(b"{\"choices\": []}"), LlmMalformed),
        (Reply(b"{\"choices\": [null]}"), LlmMalformed),
        (Reply(b"\xff\xfe\x00"), LlmMalformed),
        (Reply(b"<html>", content_type="text/html"), LlmMalformed),
        (Reply(completion("好").body, content_type="text/event-stream"), LlmMalformed),
        (Reply(b"x", headers=(("content-encoding", "gzip"),)), LlmMalformed),
        (completion("好" * 25_000), LlmMalformed),
        (completion("好", padding="x" * 1_100_000), LlmMalformed),
        (completion(""), LlmMalformed),
        (completion(None), LlmMalformed),
        (completion([{"type": "text", "text": "好"}]), LlmMalformed),
        (completion("好", finish="length"), LlmCutOff),
        (Reply(completion("好").body, cut=True), LlmUnavailable),
    ],
)  # fmt: skip
async def test_every_bad_answer_has_its_error(
    server: Server, openai: Models, reply: Reply, error: type[LlmFailed]
) -> None:
    server.says(reply)
    model = openai(server, json_mode="none")
    with pytest.raises(error) as raised:
        await model.complete(asking(within=0.3 if reply.silent else 30.0))
    assert "secret" not in f"{raised.value!r}{raised.value}{model.__dict__['_endpoint']}"
    await model.close()


async def test_nobody_there_is_unavailable(openai: Models) -> None:
    with pytest.raises(LlmUnavailable):
        await openai(Server("http://127.0.0.1:9/v1")).complete(asking())


async def test_odd_but_good_answers_are_read(server: Server, openai: Models) -> None:
    server.says(completion("<think>嗯……</think>\n好的"), completion("好", model=None, usage="many"))
    model = openai(server)
    first, second = await model.complete(asking()), await model.complete(asking())
    assert (first.text, second.text, second.model, second.prompt_tokens) == ("好的", "好", "scripted", None)


async def test_a_server_without_schemas_is_asked_for_less_once_and_for_all(
    server: Server, openai: Models
) -> None:
    server.script = lambda asked: (
        completion("{}") if "response_format" not in asked else Reply(b"{}", status=400)
    )
    model = openai(server)
    await model.complete(asking(schema=SCHEMA))
    await model.complete(asking(schema=SCHEMA))
    kinds = [asked.get("response_format", {}).get("type") for asked in server.asked]
    assert kinds == ["json_schema", "json_object", None, None]


async def test_a_server_that_was_set_to_schemas_is_not_asked_for_less(server: Server, openai: Models) -> None:
    server.says(Reply(b"{}", status=422))
    with pytest.raises(LlmRefused):
        await openai(server, json_mode="schema").complete(asking(schema=SCHEMA))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        ("1.5", 1.5),
        ("soon", None),
        ("-3", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header) == seconds


# How calls are kept in bounds --------------------------------------------------------------------------------


async def test_tries_again_within_the_attempts(server: Server, openai: Models) -> None:
    server.says(Reply(b"{}", status=500), completion("好"))
    assert (await Caller(openai(server)).ask(asking(), 30)).text == "好"
    server.says(Reply(b"{}", status=500))
    with pytest.raises(LlmUnavailable):
        await Caller(openai(server), Limits(attempts=3)).ask(asking(), 30)
    assert len(server.asked) == 2 + 3


@pytest.mark.parametrize("reply", [Reply(b"{}", status=401), completion("好", finish="length")])
async def test_does_not_repeat_what_cannot_succeed(server: Server, openai: Models, reply: Reply) -> None:
    server.says(reply)
    with pytest.raises(LlmFailed):
        await Caller(openai(server), Limits(attempts=3)).ask(asking(), 30)
    assert len(server.asked) == 1


async def test_waits_as_long_as_a_busy_server_asks_unless_time_is_over(
    server: Server, openai: Models
) -> None:
    server.says(Reply(b"{}", status=429, headers=(("retry-after", "0"),)), completion("好"))
    assert (await Caller(openai(server)).ask(asking(), 30)).text == "好"
    server.says(Reply(b"{}", status=429, headers=(("retry-after", "60"),)))
    with pytest.raises(LlmBusy):
        await Caller(openai(server)).ask(asking(), 30)
    assert len(server.asked) == 3


async def test_a_silent_server_costs_the_time_and_no_more(server: Server, openai: Models) -> None:
    server.says(Reply(silent=True))
    with pytest.raises(LlmTimeout):
        await Caller(openai(server)).ask(asking(), 0.2)


async def test_after_failures_nothing_is_sent_until_the_rest_is_over(server: Server, openai: Models) -> None:
    now = 0.0
    caller = Caller(openai(server), Limits(attempts=1), Breaker(2, 30, lambda: now), clock=lambda: now)
    server.says(Reply(b"{}", status=500))
    for _ in range(2):
        with pytest.raises(LlmUnavailable):
            await caller.ask(asking(), 30)
    with pytest.raises(LlmResting):
        await caller.ask(asking(), 30)
    assert (len(server.asked), caller.state, caller.last_failure) == (2, "open", "unavailable")
    now = 31.0
    server.says(completion("好"))
    assert (await caller.ask(asking(), 30)).text == "好"
    assert (caller.state, caller.last_failure) == ("closed", None)


async def test_only_a_slow_server_counts_as_failing(server: Server, openai: Models) -> None:
    """A worker that is told to stop says nothing of the model."""
    server.says(Reply(silent=True))
    caller = Caller(openai(server), Limits(attempts=1), Breaker(failures=1, rest_s=30))
    stopped = asyncio.create_task(caller.ask(asking(), 30))
    async with asyncio.timeout(30):
        while True:
            if server.asked:
                break
            await asyncio.sleep(0.01)
    stopped.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopped
    assert caller.state == "closed"
    with pytest.raises(LlmTimeout):
        await caller.ask(asking(), 0.2)
    assert caller.state == "open"


async def test_so_many_at_once_and_the_others_wait(server: Server, openai: Models) -> None:
    caller = Caller(openai(server), Limits(at_once=1, attempts=1))
    server.says(Reply(silent=True))
    first = asyncio.create_task(caller.ask(asking(), 30))
    await server.came.wait()
    second = asyncio.create_task(caller.ask(asking(), 30))
    await asyncio.sleep(0.1)
    assert len(server.asked) == 1
    for one in (first, second):
        one.cancel()
        with pytest.raises(asyncio.CancelledError):
            await one


async def test_whom_it_could_not_answer_in_time_it_tells_at_once(server: Server, openai: Models) -> None:
    caller = Caller(openai(server), Limits(at_once=2, attempts=1))
    server.says(Reply(silent=True))
    asked = [asyncio.create_task(caller.ask(asking(), 8)) for _ in range(12)]
    over, waiting = await asyncio.wait(asked, timeout=0.5)
    # Two seconds each are guessed: four rounds of two fit into eight.
    assert (len(over), len(waiting)) == (4, 8)
    assert all(isinstance(one.exception(), LlmBusy) for one in over)
    for one in waiting:
        one.cancel()
    await asyncio.wait(waiting)
    assert caller.turned_away(8) is None


async def test_how_long_it_takes_is_learned() -> None:
    class Slow:
        model, local, context_tokens = "slow", True, 4096

        async def complete(self, request: Request) -> Completion:
            now[0] += 10.0
            await asyncio.sleep(0)
            return Completion("好", "slow")

        async def close(self) -> None:
            """Nothing is open."""

    now = [0.0]
    caller = Caller(Slow(), Limits(at_once=1, attempts=1), clock=lambda: now[0])  # type: ignore[arg-type]
    turned: list[bool] = []

    async def beside() -> None:
        turned.append(caller.turned_away(8) is not None)

    for _ in range(4):
        await asyncio.gather(caller.ask(asking(), 60), beside())
    assert turned == [False, True, True, True], "a place is always worth a try, a place in line is not"
    assert caller.turned_away(8) is None


async def test_a_prompt_that_does_not_fit_is_not_sent(server: Server, openai: Models) -> None:
    with pytest.raises(LlmTooLong):
        await Caller(openai(server, context_tokens=1024)).ask(asking("长" * 1000), 30)
    assert server.asked == []
