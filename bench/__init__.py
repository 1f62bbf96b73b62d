"""Benchmarks: one module per figure, each measured beside a baseline in the same run."""
