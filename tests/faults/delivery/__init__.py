"""Handing on while everything dies: central and target are killed between any two steps, at random, from a seed.

`python -m tests.faults.delivery --kills 1000 --seed 7` for the long run.
"""
