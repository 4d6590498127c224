"""Finding documents (policies, manuals) that a long request needs: chunks, BM25, meaning, and what is learned."""
