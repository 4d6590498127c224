"""Finding the entry that answers a question. Pure: entries in, candidates with confidence out."""
