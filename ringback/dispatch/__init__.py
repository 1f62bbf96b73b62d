"""Picks callbacks, reserves agents, rings sellers and watches; the only process that starts a ring."""
