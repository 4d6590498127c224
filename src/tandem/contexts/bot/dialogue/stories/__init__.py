"""Stories: conversations with flows written down in YAML, and played with the code that serves (`tandem bot test`)."""
