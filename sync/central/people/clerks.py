"""Who can be given a record to work on."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from sync.central.people.tables import USER_ROLES, USERS
from sync.central.people.users import Role


def clerks(connection: Connection) -> Sequence[str]:
    """Everybody who can sign in as a clerk, by name."""
    query = (
        select(USERS.c.name)
        .join(USER_ROLES, USER_ROLES.c.user == USERS.c.name)
        .where(USER_ROLES.c.role == Role.CLERK.value, USERS.c.disabled_at.is_(None))
        .order_by(USERS.c.name)
    )
    return connection.execute(query).scalars().all()
