"""Who may come in."""

from typing import Annotated

from fastapi import Depends

from tandem.contexts.access.api import Actor, permissions, require

Reader = Annotated[Actor, Depends(require(permissions.TRAINING_READ))]
Trainer = Annotated[Actor, Depends(require(permissions.TRAINING_MANAGE))]
