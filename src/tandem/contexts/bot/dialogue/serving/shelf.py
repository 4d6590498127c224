"""The flows that this process serves: read again when the files change; a broken file changes nothing."""

import asyncio
from collections import OrderedDict
from pathlib import Path
from time import monotonic

import structlog

from tandem.contexts.bot.dialogue.calls.actions import Actions
from tandem.contexts.bot.dialogue.language.problems import FlowsRefused, Problem
from tandem.contexts.bot.dialogue.language.reading import EMPTY, FlowSet, read_flows, read_folder, version_of
from tandem.contexts.bot.dialogue.machine.engine import Engine
from tandem.contexts.bot.dialogue.serving import repository
from tandem.kit.db import Database
from tandem.kit.health import Check, Said, Unhealthy, say

log = structlog.get_logger(__name__)
_LOOK_EVERY_S = 2.0
_OLD_VERSIONS = 4


class FlowShelf:
    """`folder` None: no flows are started; those under way go on to their end."""

    def __init__(self, db: Database, folder: Path | None, actions: Actions) -> None:
        self._db = db
        self._folder = folder
        self._actions = actions
        self._engine = Engine(EMPTY, actions)
        self._old: OrderedDict[str, Engine] = OrderedDict()
        self._looked = -_LOOK_EVERY_S
        self._refused_version: str | None = None
        self._lock = asyncio.Lock()
        self.refused: tuple[Problem, ...] = ()

    async def current(self) -> Engine:
        """The newest good version. Looks at the files at most every two seconds."""
        if self._folder is not None and monotonic() - self._looked >= _LOOK_EVERY_S:
            async with self._lock:
                if monotonic() - self._looked >= _LOOK_EVERY_S:
                    await self.refresh()
        return self._engine

    def has(self, flow: str) -> bool:
        """Whether a flow is served. Cheap."""
        return flow in self._engine.flows.programs

    async def of_version(self, version: str) -> Engine | None:
        """The engine of a version that was served before; None when nobody knows it any more."""
        if version == self._engine.flows.version:
            return self._engine
        if version not in self._old:
            async with self._db.transaction() as tx:
                sources = await repository.sources_of(tx, version)
            found = await self._compiled(sources) if sources is not None else None
            if found is None:
                return None
            self._old[version] = Engine(found, self._actions)
            while len(self._old) > _OLD_VERSIONS:
                self._old.popitem(last=False)
        self._old.move_to_end(version)
        return self._old[version]

    async def refresh(self) -> None:
        """Look at the files now."""
        if self._folder is None:
            return
        version = None
        try:
            sources = await asyncio.to_thread(read_folder, self._folder)
            version = version_of(sources)
            if version == self._engine.flows.version:
                self._well()
            elif version != self._refused_version:
                self._serve(await asyncio.to_thread(read_flows, sources, self._actions))
                async with self._db.transaction() as tx:
                    await repository.keep_version(tx, version, sources)
        except FlowsRefused as refused:
            await self._refuse(refused.problems, version)
        except OSError as error:
            await self._refuse((Problem(self._folder.name, 1, 1, f"cannot be read: {error.strerror}"),), None)
        self._looked = monotonic()

    def _serve(self, flows: FlowSet) -> None:
        self._well()
        self._old[self._engine.flows.version] = self._engine
        self._engine = Engine(flows, self._actions)
        log.info("flows.served", version=flows.version, flows=len(flows.programs))

    def _well(self) -> None:
        self.refused, self._refused_version = (), None

    async def _refuse(self, problems: tuple[Problem, ...], version: str | None) -> None:
        if problems != self.refused:
            log.error("flows.refused", problems=[str(one) for one in problems])
        self.refused, self._refused_version = problems, version
        if self._engine.flows is EMPTY:
            async with self._db.transaction() as tx:
                newest = await repository.newest_version(tx)
            served = await self._compiled(newest[1]) if newest else None
            if served is not None:
                self._engine = Engine(served, self._actions)

    async def _compiled(self, sources: dict[str, str]) -> FlowSet | None:
        try:
            return await asyncio.to_thread(read_flows, sources, self._actions)
        except FlowsRefused as refused:
            # Written for actions that are there no more.
            log.error("flows.old_version_refused", problems=[str(one) for one in refused.problems])
            return None


def flows_check(shelf: FlowShelf) -> Check:
    """Whether the flow files are good; if not, the version before them goes on serving."""

    async def probe() -> Said:
        engine = await shelf.current()
        if shelf.refused:
            rest = len(shelf.refused) - 1
            more = (say("health.flows_more_faults", count=rest),) if rest else ()
            raise Unhealthy(
                str(shelf.refused[0]), *more, say("health.flows_serving", version=engine.flows.version)
            )
        return say("health.flows", version=engine.flows.version, count=len(engine.flows.programs))

    return Check("flows", probe, critical=False)
