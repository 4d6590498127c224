"""The reading that this process hands over by: from the lender's home, changed over when a worker has fitted anew."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from tandem.contexts.bot.meaning.artefact import Artefact, ArtefactRefused, load, save
from tandem.contexts.bot.meaning.fitting import Floors, fit, shipped_floors
from tandem.contexts.bot.meaning.lines import lenders_files
from tandem.contexts.bot.meaning.material import Everyday, Material, code_digest
from tandem.contexts.bot.rules.handover.meaning import Felt, Floats, Meaning, from_json, to_json
from tandem.kit.following import Follower

log = structlog.get_logger(__name__)
_TOPIC = "bot.meaning"
_FILE = "meaning.json"


@dataclass(frozen=True)
class Standing:
    """`artefact` None: the patterns are alone. `problems`: what a person should mend."""

    artefact: Artefact | None = None
    problems: tuple[str, ...] = ()


class LiveMeaning:
    """One for each process. `folder`: the lender's lines (*.tsv) and the fitted file. `versions`: of the encoders that
    the settings name. Until a worker has fitted, nothing is felt and the patterns are alone."""

    def __init__(
        self, folder: Path, everyday: Everyday, versions: Mapping[str, str], floors: Floors | None = None
    ) -> None:
        """`floors`: in place of those that ship."""
        self._folder, self._everyday, self._versions = folder, everyday, versions
        self._floors = floors or shipped_floors()
        self._standing = Standing()
        self._seen: object = None
        self._following = Follower("bot.meaning", self._look, topic=_TOPIC)

    async def start(self) -> None:
        """Begin to keep step with the file. Waits for nothing; twice is once."""
        await self._following.start()

    async def stop(self) -> None:
        """End the task."""
        await self._following.stop()

    async def looked(self) -> None:
        """Waits until the file has been looked at from now on."""
        await self._following.looked()

    def felt(self, vectors: Mapping[str, Floats]) -> Felt | None:
        """Why a message must reach a person, by the vectors that search worked out; None without an encoder, or before
        there is a reading: then the patterns are all there is."""
        meaning = self.meaning
        return meaning.felt(vectors) if meaning is not None and vectors else None

    @property
    def meaning(self) -> Meaning | None:
        found = self._standing.artefact
        return found.meaning if found is not None else None

    @property
    def problems(self) -> tuple[str, ...]:
        """Files that were left out, with line and reason."""
        return self._standing.problems

    def knows(self, encoders: Iterable[str]) -> bool:
        """Whether there is a reading for exactly these encoders."""
        meaning = self.meaning
        return meaning is not None and meaning.knows(encoders)

    def read(self) -> Material:
        """Look at the files now; gives what is to be learned from. Blocking, some milliseconds. Raises OSError."""
        code = code_digest()
        problems: list[str] = []
        found: Artefact | None = None
        try:
            found = load(self._folder / _FILE)
        except ArtefactRefused as error:
            problems.append(str(error))
        material = Material.of(self._everyday, self._folder)
        # Another set of lines only makes it old: it goes on until a worker has fitted anew.
        if found is not None and not found.serves(code, self._versions):
            found = None
        self._standing = Standing(found, (*problems, *material.refused))
        return material

    def wanted(self, versions: Mapping[str, str]) -> Material | None:
        """What is to be learned, by encoders of these versions; None where the reading is of just that. Blocking."""
        sets = self._floors.sets(versions)
        if not sets:
            return None
        material = self.read()
        have = self._standing.artefact
        if have is not None and have.data == material.digest and all(map(have.meaning.knows, sets)):
            return None
        return material

    def learn(self, material: Material, rows: Mapping[str, Floats], versions: Mapping[str, str]) -> None:
        """Fit and keep a new reading, for this process and for others. `rows`: by encoder, of the material's texts.
        Blocking, a second or two. Raises OSError."""
        reasons = [line.reason for line in material.lines]
        # As the file will be read: this process goes on with what a second start reads.
        meaning = from_json(to_json(fit(rows, reasons, versions, self._floors)))
        save(self._folder / _FILE, Artefact(meaning, material.digest, code_digest()))
        self.read()

    async def _look(self) -> None:
        seen = await asyncio.to_thread(self.marks)
        if seen == self._seen:
            return
        await asyncio.to_thread(self.read)
        self._seen = seen
        for problem in self.problems:
            log.warning("meaning.refused", problem=problem)

    def marks(self) -> object:
        """Another one when a file has changed. Blocking, microseconds."""
        marks = []
        for path in (self._folder / _FILE, *lenders_files(self._folder)):
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            marks.append((path.name, stat.st_mtime_ns, stat.st_size, stat.st_ino))
        return marks
