"""Kinds of record that mean more than a form that somebody filled in; the others are named by their forms."""

APPOINTMENT = "appointment"
"""What the sealed name and contact of a booking are bound to, and the form that asks for them."""

WITHDRAWAL = "appointment-withdrawal"
"""A terminal takes back a booking that no visitor was told about; its payload is {"booking": id}."""
