"""Qmatic Orchestra over its Calendar Public API."""
