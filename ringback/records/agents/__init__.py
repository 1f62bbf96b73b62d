"""Agents: what they can serve and whether they are there."""
