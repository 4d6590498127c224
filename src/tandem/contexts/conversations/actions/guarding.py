"""Whether the state of a conversation lets the actor act: the same table that the desk's buttons follow."""

from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.errors import NotController, WrongState
from tandem.contexts.conversations.rules.control import State, allowed
from tandem.contexts.conversations.views import Conversation
from tandem.kit.errors import Forbidden

_NOBODY = UUID(int=0)


def holds(conversation: Conversation, actor: Actor) -> bool:
    """True when the actor is the agent who holds it."""
    return conversation.agent_id is not None and conversation.agent_id == actor.id


def check(conversation: Conversation, actor: Actor, action: str) -> None:
    """Raise WrongState, NotController (somebody else holds it) or Forbidden when `action` is not among
    `rules.control.allowed`."""
    state = State(conversation.status, conversation.controller, conversation.agent_id)
    if action in allowed(state, actor.id or _NOBODY, actor.permissions):
        return
    if conversation.status == "resolved" or holds(conversation, actor):
        raise WrongState()
    raise NotController() if conversation.agent_id is not None else Forbidden()
