"""The central: what all terminals report to, and the pages of hosts, clerks and managers."""
