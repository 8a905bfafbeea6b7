"""The municipality's own appointment system as our agenda: JCC REST and the Qmatic Calendar Public API."""
