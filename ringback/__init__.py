"""Ringback: a self-hosted callback desk for marketplaces."""
