"""Real processes of a desk, killed and held up; lengths are settings' own in `make prove`, scaled down otherwise."""
