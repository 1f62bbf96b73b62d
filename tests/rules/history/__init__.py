"""Three-way merges of snapshots."""
