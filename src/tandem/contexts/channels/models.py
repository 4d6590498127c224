"""Tables of the channels context."""

from sqlalchemy import CheckConstraint, Column, DateTime, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from tandem.contexts.channels.push.models import device_table, push_table
from tandem.contexts.channels.written.models import account_table, inbox_table, outbox_table, thread_table
from tandem.kit.metadata import metadata

site_table = Table(
    "channel_site",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    # web: pages that embed the chat; app: a native app.
    Column("kind", Text, nullable=False, server_default="web"),
    # Of an app: what it shows instead of an origin (a keyed hash; it lies in every copy of the app), and the bundle
    # ids or package names that may use it; none lets every one do so.
    Column("app_key_hash", LargeBinary),
    Column("app_bundles", ARRAY(Text), nullable=False, server_default="{}"),
    # {title, accent, logo_url?}
    Column("brand", JSONB, nullable=False, server_default="{}"),
    Column("locale", Text, nullable=False, server_default="zh-CN"),
    # The queue whose people serve this site; its calendar gives the opening hours.
    Column("queue_key", Text, nullable=False),
    Column("identity_mode", Text, nullable=False, server_default="anonymous"),
    # Encrypted (keys.vault); signs the identities that the site vouches for.
    Column("identity_secret", Text),
    # Web origins that may embed the chat; empty lets every page do so.
    Column("allowed_origins", ARRAY(Text), nullable=False, server_default="{}"),
    Column("greeting", Text, nullable=False, server_default=""),
    Column("privacy_text", Text, nullable=False, server_default=""),
    # Where complaints are taken besides the chat (a telephone number, an address): a blocked customer reads it.
    Column("complaint_text", Text, nullable=False, server_default=""),
    # The same for who reads English; empty: as above.
    Column("greeting_en", Text, nullable=False, server_default=""),
    Column("privacy_text_en", Text, nullable=False, server_default=""),
    Column("complaint_text_en", Text, nullable=False, server_default=""),
    # Keys of knowledge entries offered as first questions, in order.
    Column("faq", ARRAY(Text), nullable=False, server_default="{}"),
    # {attachments, voice, rating, offline, typing_preview, push_preview}: booleans, absent means on (the
    # previews: off).
    Column("features", JSONB, nullable=False, server_default="{}"),
    # What is asked before the first message, and what invites visitors to ask (site.py); {} and [] are off.
    Column("pre_chat", JSONB, nullable=False, server_default="{}"),
    Column("invitations", JSONB, nullable=False, server_default="[]"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("identity_mode IN ('anonymous','signed','both')", name="identity_mode"),
    CheckConstraint("kind IN ('web','app')", name="kind"),
    CheckConstraint("kind = 'web' OR app_key_hash IS NOT NULL", name="app_has_a_key"),
)

__all__ = [
    "account_table",
    "device_table",
    "inbox_table",
    "outbox_table",
    "push_table",
    "site_table",
    "thread_table",
]
