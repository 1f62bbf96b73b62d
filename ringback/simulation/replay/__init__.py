"""Forecasts for calls that were recorded elsewhere, each from what was known at its second, and how good they were."""
