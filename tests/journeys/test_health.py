"""From the printer's paper sensor to the manager's page, through the real terminal, wire and central."""

from sync.central.records.terminal_health import all_told
from tests.journeys.house import House


def _printer_told(house: House) -> str:
    with house.central.services.database.read() as connection:
        told = all_told(connection)
    mine = told.get(house.stage.terminal.config.terminal)
    devices = {one.device: one.state for one in mine.health.devices} if mine else {}
    return devices.get("printer", "")


def test_a_manager_hears_that_paper_is_nearly_out_while_it_still_prints(house: House) -> None:
    house.until(lambda: _printer_told(house) == "ready", patience_s=90)
    house.machine.set_trouble(paper_low=True)
    house.until(lambda: _printer_told(house) == "paper_low", patience_s=60)
    assert house.stage.terminal.printer_state().can_print
    house.machine.set_trouble(paper_low=False)
