"""The decisions: plain frozen values in, plain values with their reasons out."""
