"""The process that does one piece of long work and ends (kit.childwork). Workers and the command line start it."""
