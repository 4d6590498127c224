"""Bodies of /web/devices."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from tandem.contexts.channels.web.schemas import AppIn, Platform, SiteKey
from tandem.kit.http import Body

# As vendors make them: APNs 64 and more hexadecimal digits, FCM some 160 characters, HMS up to a few hundred.
PushToken = Annotated[str, Field(min_length=16, max_length=4096, pattern=r"^[A-Za-z0-9:_.~=+/%-]+$")]


class DeviceIn(Body):
    """A device on which the customer has the app. `token` is what its push service gave the app."""

    platform: Platform
    token: PushToken


class DeviceOut(BaseModel):
    expires_at: datetime = Field(description="Say it again before: at every start of the app, say")


class DeviceRemovalIn(Body):
    """Works without a session: at log-out it may be over already."""

    site: SiteKey
    app: AppIn
    token: PushToken
