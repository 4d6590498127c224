"""Written channels (WeChat, e-mail, SMS, letters …): one inbox and one outbox for all of them.

An adapter says what its channel can do (`capabilities`), reads foreign events (`Incoming`) and sends (`Channel.send`).
What comes in twice, out of order or while the database was away, and what cannot be sent now, is settled here, once."""
