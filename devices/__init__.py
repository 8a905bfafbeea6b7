"""Printer, badge reader, scanner, camera, speech, presence: one port each, real drivers and simulators."""
