"""The ground floor: byte layouts with their plain decode, and the functions that have fast twins.

Each function here is plain torch and runs on any device. A fast twin keeps its signature, so the
network above does not change when one takes its place. Nothing here knows files or the network.
"""
