"""Reading mail from strangers: pure functions over bytes, bounded in time and memory, that raise `Unreadable` alone."""
