"""Dated versions of each rulebook."""
