"""The hub against a real server."""
