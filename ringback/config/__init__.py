"""Settings, hosts and the ASGI application: which database, which lines, which channels."""
