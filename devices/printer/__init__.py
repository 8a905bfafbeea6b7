"""The ticket printer: its port, its drivers, and a simulator that draws what it received."""
