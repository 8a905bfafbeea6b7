"""What the visitor and the volunteer see and touch: Kivy, and only here."""
