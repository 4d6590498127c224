"""The web chat: what customers' browsers and apps talk to. `endpoints.router` is mounted under /api/v1."""
