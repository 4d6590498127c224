"""What happens to drafts, one capability a file."""
