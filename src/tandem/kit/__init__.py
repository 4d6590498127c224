"""What every context stands on, without a business word: it would suit a bakery (README.md lists it)."""
