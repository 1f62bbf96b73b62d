"""Backups that were put back: until a supervisor has confirmed one, the desk is held."""
