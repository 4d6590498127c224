"""Who looks after integrations."""

from typing import Annotated

from fastapi import Depends

from tandem.contexts.access.api import Actor, permissions, require

Keeper = Annotated[Actor, Depends(require(permissions.INTEGRATIONS_MANAGE))]
