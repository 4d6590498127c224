"""The database schema's history (Alembic). `make migration NAME=...` writes the next version."""
