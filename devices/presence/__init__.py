"""Sensors that see whether somebody stands before the terminal: the port, GPIO, a simulated one, and the factory."""
