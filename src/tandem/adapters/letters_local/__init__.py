"""Letters (信函) by a folder: the mail room drops scans, answers come out to be printed. See README.md."""

from tandem.adapters.letters_local.channel import LettersChannel
from tandem.adapters.letters_local.mailroom import MailRoom

__all__ = ["LettersChannel", "MailRoom"]
