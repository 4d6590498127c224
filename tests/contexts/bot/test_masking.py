"""Names of people do not become examples, and do not leave."""

from datetime import UTC, datetime

import pytest

from tandem.contexts.bot.entities import Named, NameFinder, NamesUnavailable
from tandem.contexts.bot.masking import RULES_ALONE, Masker

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TEXT = "我是王小明，让李四把13800138000的钱还到郑州"


class Finder:
    version = "1"

    def names(self, text: str) -> list[Named]:
        known = {"王小明": "person", "李四": "person", "郑州": "place", "138": "person"}
        return [
            Named(kind, text.index(name), text.index(name) + len(name))  # type: ignore[arg-type]
            for name, kind in known.items()
            if name in text
        ]


@pytest.mark.parametrize(
    ("masker", "shown"),
    [
        (Masker(Finder), "我是[person]，让[person]把[mobile]的钱还到郑州"),
        (RULES_ALONE, "我是王小明，让李四把[mobile]的钱还到郑州"),
    ],
)
async def test_texts_without_names(masker: Masker, shown: str) -> None:
    assert await masker.mask([TEXT, "几号还款"], NOW) == [shown, "几号还款"]
    assert await masker.mask([], NOW) == []


async def test_people_longest_first() -> None:
    assert await Masker(Finder).people([TEXT]) == ("138", "王小明", "李四")
    assert await RULES_ALONE.people([TEXT]) == ()


async def test_without_the_model_the_rules_are_all_there_is() -> None:
    asked = 0

    def load() -> NameFinder:
        nonlocal asked
        asked += 1
        raise NamesUnavailable("not here")

    masker = Masker(load)
    for _ in range(2):
        assert await masker.mask([TEXT], NOW) == ["我是王小明，让李四把[mobile]的钱还到郑州"]
    assert asked == 1
