"""The benchmark: how fast the parts are, each against the bare thing below it on the same machine in the same minute.

Run it with `python -m tests.bench`. Ratios come first, because absolute figures move with the machine.
"""
