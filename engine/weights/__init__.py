"""Model files: what lies in a directory, and its tensors, one at a time. Knows no network."""
