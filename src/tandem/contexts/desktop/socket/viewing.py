"""Who looks at which conversation, over all processes. Kept in memory: it is told again every few seconds."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID

from tandem.kit.notice import Notice
from tandem.kit.realtime import Hub

TOPIC = "viewing"
# Sockets repeat themselves every 25 s; who is silent for longer is gone without a word.
_TTL_S = 60.0


@dataclass(frozen=True)
class _Look:
    staff_id: str
    name: str
    at: float


class Viewers:
    """One for each process; hears of the others' sockets by the hub."""

    def __init__(self, hub: Hub, *, time: Callable[[], float] = monotonic) -> None:
        self._hub = hub
        self._time = time
        self._looks: dict[UUID, dict[str, _Look]] = {}
        self._listeners: dict[UUID, set[Callable[[], None]]] = {}
        hub.subscribe(TOPIC, self._heard)

    def announce(self, conversation_id: UUID, socket: str, staff_id: UUID, name: str, *, on: bool) -> None:
        """Tell everybody that this socket has (or no longer has) the thread open."""
        data = {
            "conversation": str(conversation_id),
            "socket": socket,
            "id": str(staff_id),
            "name": name,
            "on": on,
        }
        self._hub.publish([Notice(None, "viewing", (TOPIC,), data)])

    def watch(self, conversation_id: UUID, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` whenever the viewers of the conversation change; returns what ends it."""
        self._listeners.setdefault(conversation_id, set()).add(changed)

        def end() -> None:
            listeners = self._listeners.get(conversation_id, set())
            listeners.discard(changed)
            if not listeners:
                self._listeners.pop(conversation_id, None)

        return end

    def viewers_of(self, conversation_id: UUID) -> list[dict[str, Any]]:
        """[{id, name}], everybody once, by name."""
        self._prune(conversation_id)
        people = {look.staff_id: look.name for look in self._looks.get(conversation_id, {}).values()}
        return [{"id": id_, "name": name} for id_, name in sorted(people.items(), key=lambda p: (p[1], p[0]))]

    def tidy(self) -> None:
        """Forget who went away without a word."""
        for conversation_id in list(self._looks):
            self._prune(conversation_id)

    def _heard(self, notice: Notice) -> None:
        data = notice.data
        if notice.kind != "viewing" or data is None:
            return
        conversation_id = UUID(data["conversation"])
        before = self._people(conversation_id)
        looks = self._looks.setdefault(conversation_id, {})
        if data["on"]:
            looks[data["socket"]] = _Look(data["id"], data["name"], self._time())
        else:
            looks.pop(data["socket"], None)
        self._changed(conversation_id, before)

    def _prune(self, conversation_id: UUID) -> None:
        looks = self._looks.get(conversation_id)
        if looks is None:
            return
        before = self._people(conversation_id)
        horizon = self._time() - _TTL_S
        self._looks[conversation_id] = {key: look for key, look in looks.items() if look.at > horizon}
        self._changed(conversation_id, before)

    def _people(self, conversation_id: UUID) -> set[str]:
        return {look.staff_id for look in self._looks.get(conversation_id, {}).values()}

    def _changed(self, conversation_id: UUID, before: set[str]) -> None:
        now = self._people(conversation_id)
        if not now:
            self._looks.pop(conversation_id, None)
        if now != before:
            for listener in list(self._listeners.get(conversation_id, ())):
                listener()
