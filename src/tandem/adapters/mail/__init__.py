"""E-mail: IMAP and SMTP, or Maildirs. See docs/howto/connect-a-mailbox.md."""

from tandem.adapters.mail.channel import MailChannel
from tandem.adapters.mail.connection import Mail, connection
from tandem.adapters.mail.importing import MailboxUnusable

__all__ = ["Mail", "MailChannel", "MailboxUnusable", "connection"]
