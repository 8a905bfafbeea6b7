"""Weeks of a town's life in seconds: the real code of both ends, in a world that is made up from one seed.

Real: outbox, leases, worker, client, databases on the terminals; fleet, records, agenda, queue, leases and their SQLite
file at the central. Made up: time (schedule, clocks), the wire (network), power cuts (processes, disks), people
(visitors, hosts, online) and bad luck (faults). What people hold in their hands is written down apart from any
database (papers), and compared with it (properties).

    python -m tests.simulation --events 100000 --seed 7

`world` puts it together and runs it; `mutations` breaks each rule on purpose, to show that the comparison notices.
"""
