"""Flows: what the bot does step by step for a customer, declared in YAML (docs/howto/write-a-flow.md).

`language` is what may be written, `reading` reads and refuses it with line and reason, `compiling` makes programs of
it, `engine` runs them as a pure state machine, `turning` feeds it a customer's message, `stories` tests flows.
"""
