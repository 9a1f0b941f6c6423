"""Model files: what lies in a directory, its tensors one at a time, and how it gets there.

Only `download/` knows a network.
"""
