"""Who is acting: staff, customer, bot, or the system itself. Every action of every context takes one."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from tandem.contexts.access.permissions import ALL, ReadScope, conversation_scope
from tandem.kit.errors import Forbidden

ActorKind = Literal["staff", "customer", "bot", "system", "integration"]


@dataclass(frozen=True, slots=True)
class Actor:
    """`session_id` is set for staff who came by a signed-in session; sockets compare it with
    `SessionEnded`. An integration came by an API key, whose id is its own."""

    kind: ActorKind
    id: UUID | None
    name: str
    permissions: frozenset[str] = frozenset()
    team_id: UUID | None = None
    business_line_id: UUID | None = None
    roles: tuple[str, ...] = ()
    locale: str = "zh-CN"
    session_id: UUID | None = None

    @classmethod
    def system(cls, name: str) -> "Actor":
        """The product itself (a timer, a seed, the command line): may do everything."""
        return cls("system", None, name, ALL)

    @classmethod
    def bot(cls, name: str = "bot") -> "Actor":
        """The bot as a participant. It holds no staff permission."""
        return cls("bot", None, name)

    @classmethod
    def customer(cls, id: UUID, name: str, locale: str = "zh-CN") -> "Actor":
        """A customer; holds no staff permission."""
        return cls("customer", id, name, locale=locale)

    @property
    def label(self) -> str:
        """How events and the audit trail name the actor: `staff:<id>`, `integration:<id>`,
        `customer:<id>`, `bot`, `system:<name>`."""
        if self.kind == "bot":
            return "bot"
        return f"{self.kind}:{self.id or self.name}"

    @property
    def conversation_scope(self) -> ReadScope:
        """Which conversations the actor may read: none, own, team or all."""
        return conversation_scope(self.permissions)

    def may(self, permission: str) -> bool:
        """True when the actor holds the permission."""
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise Forbidden (403 "forbidden", naming the permission) unless the actor holds it."""
        if permission not in self.permissions:
            raise Forbidden(extra={"permission": permission})
