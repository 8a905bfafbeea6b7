"""Appointments: when there is room, and who has which place."""
