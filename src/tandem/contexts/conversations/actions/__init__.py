"""One capability per file. Actions change rows inside the caller's transaction and emit what happened."""
