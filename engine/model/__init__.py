"""The network: one set of weights, an encoder pass that fills the KV cache, a decoder pass over a canvas.

It knows tensors and sizes; files, tokens and sampling are elsewhere.
"""
