"""Scanners of QR codes and barcodes: the port, a hand scanner, the camera, a simulated one, and the factory."""
