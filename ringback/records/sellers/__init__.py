"""Sellers, and what the marketplace says of them."""
