"""The staff's WebSocket: rows, threads, offers, presence, viewers."""
