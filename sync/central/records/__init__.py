"""The records that terminals hand in: accepted once each, kept sealed, opened for a clerk."""
