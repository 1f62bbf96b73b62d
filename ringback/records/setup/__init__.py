"""Setting up: each act checks, writes and leaves its change in one transaction, and can be undone."""
