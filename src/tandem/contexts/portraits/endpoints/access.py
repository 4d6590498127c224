"""Who may use these routes."""

from typing import Annotated

from fastapi import Depends, Path

from tandem.contexts.access.api import Actor, permissions, require

Reader = Annotated[Actor, Depends(require(permissions.PORTRAITS_READ))]
Editor = Annotated[Actor, Depends(require(permissions.PORTRAITS_EDIT))]
Publisher = Annotated[Actor, Depends(require(permissions.PORTRAITS_PUBLISH))]
Tagger = Annotated[Actor, Depends(require(permissions.CUSTOMERS_TAG))]
TagKey = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
