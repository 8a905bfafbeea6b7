"""Badge readers: the port, real ones over PC/SC and over a keyboard line, a simulated one, and the factory."""
