"""The process that makes the demo's borrowers after a start."""
