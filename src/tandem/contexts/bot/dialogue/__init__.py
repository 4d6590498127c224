"""Flows: what the bot does step by step for a customer, declared in YAML (docs/howto/write-a-flow.md).

From the bottom up: `hearing` is what a message says, `calls` what a flow may have done, `language` what a flow file may
say and what becomes of it, `machine` one step of a conversation in its flows, `serving` a living conversation's turn,
`stories` the tests of flows. Each knows only those before it (.importlinter holds that).
"""
