"""Promises: the windows that the desk has shown."""
