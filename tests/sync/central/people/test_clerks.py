from sync.central.people.clerks import clerks
from sync.central.people.users import Role, disable_user, set_user
from sync.central.services import Services


def test_a_record_can_be_given_to_whoever_can_work_on_it(services: Services) -> None:
    now = services.clock.now()
    people = {"zoe": [Role.CLERK], "anna": [Role.HOST, Role.CLERK], "bert": [Role.HOST], "carla": [Role.CLERK]}
    with services.database.write() as connection:
        for name, roles in people.items():
            set_user(connection, services.passwords, name, "long enough for us", roles, now)
        disable_user(connection, "carla", now)
        assert clerks(connection) == ["anna", "zoe"]
