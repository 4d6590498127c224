"""Integrations: what happens here, told to other systems as it happens (webhooks)."""
