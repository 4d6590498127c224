"""/web/conversations/{id}/rating and /feedback: what the customer thinks of it."""

from uuid import UUID

from fastapi import APIRouter, Response

from tandem.contexts.channels.errors import MessageUnknown
from tandem.contexts.channels.events import FeedbackGiven
from tandem.contexts.channels.web.door import Session, TheDoor
from tandem.contexts.channels.web.schemas import FeedbackIn, RatingIn, RatingScore, repeated
from tandem.contexts.channels.web.visiting import admit, own_conversation
from tandem.contexts.conversations import api

routes = APIRouter()
_LATELY = 200


@routes.post(
    "/conversations/{conversation_id}/rating",
    status_code=201,
    responses=repeated(RatingScore, "The first rating, which stays"),
)
async def create_rating(
    door: TheDoor, session: Session, response: Response, conversation_id: UUID, body: RatingIn
) -> RatingScore:
    """Rate the conversation, once; a second rating answers 200 with the first."""
    door.limits.message(session.customer_id)
    comment = body.comment.strip() if body.comment else None
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        await own_conversation(tx, visitor, conversation_id)
        made = await api.rate(tx, conversation_id, visitor.actor, body.score, comment or None, body.tags)
        rating = await api.find_rating(tx, conversation_id)
    response.status_code = 201 if made else 200
    return RatingScore(score=rating["score"] if rating else body.score)


@routes.post("/conversations/{conversation_id}/feedback", status_code=204)
async def create_feedback(door: TheDoor, session: Session, conversation_id: UUID, body: FeedbackIn) -> None:
    """Say whether one of the bot's answers helped. 404 "message_not_found"."""
    door.limits.message(session.customer_id)
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        await own_conversation(tx, visitor, conversation_id)
        recent = await api.recent_messages(tx, conversation_id, _LATELY)
        if not any(m.id == body.message_id and m.role == "bot" for m in recent):
            raise MessageUnknown()
        tx.emit(
            FeedbackGiven(
                subject_id=conversation_id, actor=visitor.actor.label, message_id=body.message_id,
                helpful=body.helpful, customer_id=visitor.customer.id,
            )
        )  # fmt: skip
