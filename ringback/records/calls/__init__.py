"""Attempts, holds and calls: one ring each, who serves it, what came of it."""
