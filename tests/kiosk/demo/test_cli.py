"""The command `infopunt demo` on a bad day."""

import socket
from pathlib import Path

from click.testing import CliRunner

from kiosk.cli import main
from kiosk.demo.town import LOCATION, DemoPlace
from sync.central.app import open_services
from sync.central.config import CentralConfig
from sync.central.demo import prepare_demo
from sync.central.people.users import Role, set_user
from sync.protocol.clock import SystemClock


def test_a_host_that_cannot_sign_in_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = CentralConfig(state_dir=DemoPlace(tmp_path).central_dir)
    prepare_demo(config, SystemClock(), LOCATION)
    services = open_services(config, SystemClock())
    with services.database.write() as connection:
        set_user(connection, services.passwords, "host", "changed by somebody", [Role.HOST], services.clock.now())
    services.database.close()
    arguments = ["demo", "--once", "--port", str(port), "--state-dir", str(tmp_path), "--output", str(tmp_path / "out")]
    shown = CliRunner().invoke(main, arguments)
    assert shown.exit_code == 1
    assert shown.output.splitlines()[-1].startswith(f"Error: the demo's host cannot work at http://127.0.0.1:{port}: ")
