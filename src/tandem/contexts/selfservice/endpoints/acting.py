"""Acting without a payment page."""

from typing import Annotated

from fastapi import APIRouter, Depends

from tandem.contexts.selfservice.actions.acting import act
from tandem.contexts.selfservice.counter import Caller, Counter
from tandem.contexts.selfservice.endpoints.caller import admitting
from tandem.contexts.selfservice.schemas.acting import ActIn, ActOut, act_view
from tandem.kit.http import Locale

_PARAMS = ("loan", "card", "fen", "total_fen", "day", "phone")


def routes(counter: Counter) -> APIRouter:
    api = APIRouter()
    who = Annotated[Caller, Depends(admitting(counter, per_minute=30, burst=20))]

    @api.post("/acts")
    async def act_on_loans(caller: who, locale: Locale, body: ActIn) -> ActOut:  # type: ignore[valid-type]
        """Do it, once a client id; the same again tells how it stands. 403 "verification_needed" {level},
        "number_not_held" (change_phone: first a code to the new number, purpose "new_phone");
        404 "loan_not_found"; 409 "loan_key_reused"; 503 "core_away"."""
        params = {
            name: value for name in _PARAMS if (value := getattr(body, name)) is not None
        }  # what is missing or too much for the deed is refused with words
        done = await act(counter, caller, client_id=body.client_id, deed=body.deed, params=params)
        return act_view(done, locale)

    return api
