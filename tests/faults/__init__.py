"""Fault runs: power, disk and network fail on purpose, and nothing may be lost or doubled."""
