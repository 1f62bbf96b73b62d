"""Callbacks: requests to be rung, from asked to done, and their story."""
