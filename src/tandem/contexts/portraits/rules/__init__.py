"""Decisions from data in hand: no database, no clock."""
