"""`infopunt doctor`: looks at everything a terminal needs."""

from kiosk.doctor.command import doctor as doctor
