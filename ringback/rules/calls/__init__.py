"""Callbacks, attempts and calls: their states, what an outcome does, when to ring again, the next safe step."""
