"""What the business talks about, a folder each, in rows: one may use only those in rows below its own, by their doors
(ARCHITECTURE.md has the table)."""
