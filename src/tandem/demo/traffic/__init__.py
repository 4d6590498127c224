"""Simulated customers and agents who keep coming, so that a newcomer sees living screens."""
