"""Tests of sync/terminal."""
