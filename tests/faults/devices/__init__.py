"""Ten thousand bad moments of the devices during visits: `python -m tests.faults.devices --events 10000 --seed 7`."""
