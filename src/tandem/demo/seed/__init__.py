"""Filling an empty database with the demo lender. Safe to call again: what is there is left alone."""

from tandem.demo.seed.people import introduce
from tandem.demo.seed.seeding import ensure, identity_secret

__all__ = ["ensure", "identity_secret", "introduce"]
