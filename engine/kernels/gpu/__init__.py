"""Triton twins of the plain functions in `engine.kernels`: the same names, arguments and results.
Two are of functions in layers above, and are given their tensors one by one.

Only what runs on a CUDA device imports them. None of them has run on one yet: they are compared with the
plain functions in Triton's interpreter, and once more compiled, their PTX run by `tests.ptx`, as for sm_80 to
sm_90 and sm_120; for sm_100 they are compiled only.
"""
