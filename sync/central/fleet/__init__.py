"""The terminals: how they join, how they prove who they are, when they were last heard."""
