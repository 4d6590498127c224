"""The database goes away and comes back: requests hear 503, sockets stay and miss nothing."""

from tandem.kit.postgres import EmbeddedPostgres

from .conftest import World
from .test_socket import hello, says, texts


async def test_away_and_back(world: World, postgres: EmbeddedPostgres) -> None:
    visitor = await world.visitor()
    async with visitor.listening() as heard:
        await hello(heard)
        await visitor.say("之前")
        assert texts(await heard.until(says("之前"))) == ["之前"]
        postgres.stop()
        try:
            for call in (visitor.say("当中", "client-0001"), visitor.call("GET", visitor.path())):
                answer = await call
                assert answer.status_code == 503, answer.text
                assert int(answer.headers["retry-after"]) >= 1
            assert (await world.session()).status_code == 503
            async with visitor.listening() as late:
                assert (await late.hear())["type"] == "error"
                assert await late.closed() == 1013
        finally:
            postgres.start()
        assert (await visitor.say("当中", "client-0001")).status_code == 201
        assert texts(await heard.until(says("当中"))) == ["当中"]
