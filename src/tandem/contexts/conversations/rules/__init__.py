"""Pure decisions of the conversations context: data and `now` in, verdict out."""
