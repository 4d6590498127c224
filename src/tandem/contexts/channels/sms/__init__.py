"""Text messages (SMS): one written channel `sms` over whatever gateway an account names.

What every gateway has in common is decided here, once: whose number can be sent to, the signature, how many segments
a text takes, what counts as a refusal of marketing, when marketing may go out. A gateway hands over and takes back."""
