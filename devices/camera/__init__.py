"""Cameras: the port, a simulated one, and the factory."""
