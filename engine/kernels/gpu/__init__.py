"""Triton twins of the plain functions in `engine.kernels`: the same names, arguments and results.
Two are of functions in layers above, and are given their tensors one by one.

Only what runs on a CUDA device imports them. None of them has run on one yet: they are compared with the
plain functions in Triton's interpreter, in float32, and compiled ahead of time for every architecture that
Dewpoint supports.
"""
