"""What must change so that intents and examples follow what is published."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from tandem.contexts.bot.training.rules.splitting import text_hash

Origin = Literal["knowledge", "flow"]
BY_SYNC = "sync"


def entry_intent(key: str) -> str:
    """The intent of a knowledge entry."""
    return f"entry:{key}"


def flow_intent(key: str) -> str:
    """The intent of a flow."""
    return f"flow:{key}"


@dataclass(frozen=True)
class Published:
    """An entry or a flow that customers can get now. `texts`: how they ask for it."""

    key: str
    name: str
    origin: Origin
    target_key: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """An intent as it stands, with the examples that came from its entry or flow, by hash of their text."""

    key: str
    name: str
    retired_by: str | None
    examples: Mapping[bytes, UUID]


@dataclass
class Changes:
    """`retire` and `revive` are keys; `add` are (intent, source, text); `remove` examples."""

    create: list[Published] = field(default_factory=list)
    rename: dict[str, str] = field(default_factory=dict)
    retire: list[str] = field(default_factory=list)
    revive: list[str] = field(default_factory=list)
    add: list[tuple[str, Origin, str]] = field(default_factory=list)
    remove: list[UUID] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether there is something to do."""
        return bool(self.create or self.rename or self.retire or self.revive or self.add or self.remove)


def changes(published: Sequence[Published], known: Iterable[Known]) -> Changes:
    """What to change. An intent retired by a person stays so; one that went with its entry comes back with it."""
    found = Changes()
    have = {one.key: one for one in known}
    wanted = {one.key: one for one in published}
    for key, one in wanted.items():
        old = have.get(key)
        if old is None:
            found.create.append(one)
        else:
            if old.name != one.name:
                found.rename[key] = one.name
            if old.retired_by == BY_SYNC:
                found.revive.append(key)
        texts = {text_hash(text): text for text in reversed(one.texts) if text.strip()}
        examples = old.examples if old else {}
        found.add += [(key, one.origin, text) for hash_, text in texts.items() if hash_ not in examples]
        found.remove += [id_ for hash_, id_ in examples.items() if hash_ not in texts]
    for key, old in have.items():
        if key not in wanted and old.retired_by is None:
            found.retire.append(key)
    return found
