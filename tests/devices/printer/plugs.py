"""Ways to plug a software printer in where a real one would be: a pseudo terminal, and pyusb's backend."""

import array
import errno
import os
import select
import threading
import tty
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

from devices.printer.emulator.machine import Machine


class PtyPlug:
    """A pseudo terminal whose other end is the machine; `device` is what a driver opens."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)  # as usblp is, and as pyserial would set it
        self.device = os.ttyname(self._slave)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._pump, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()
        os.close(self._master)
        os.close(self._slave)

    def _pump(self) -> None:
        poll = select.poll()
        poll.register(self._master, select.POLLIN)
        while not self._ended.is_set():
            if poll.poll(5):
                self.machine.receive(os.read(self._master, 4096))
            answers = self.machine.take_answers()
            if answers:
                os.write(self._master, answers)


class UsbPlug(usb.backend.IBackend):  # type: ignore[misc]
    """One USB printer, as libusb would show it: interface 0 is for updates, 1 is the printer, with the kernel on it."""

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self.machine = machine
        self.kernel_has_it = True
        self.claimed: list[int] = []
        self.can_talk_back = True
        self.printer_class = 7

    def enumerate_devices(self) -> Any:
        return [] if self.machine.trouble.unplugged else [object()]

    def get_parent(self, dev: object) -> None:
        return None

    def get_device_descriptor(self, dev: object) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=0x04B8, idProduct=0x0202, bcdDevice=1, iManufacturer=0, iProduct=0,
            iSerialNumber=0, bNumConfigurations=1, address=1, bus=1, port_number=1, port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: object, config: int) -> Any:
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=0, bNumInterfaces=2, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: object, intf: int, alt: int, config: int) -> Any:
        if intf > 1 or alt > 0:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=intf, bAlternateSetting=0,
            bInterfaceClass=(255, self.printer_class)[intf],
            bNumEndpoints=(0, 2 if self.can_talk_back else 1)[intf], bInterfaceSubClass=1, bInterfaceProtocol=2,
            iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: object, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(0x01, 0x82)[ep], bmAttributes=2, wMaxPacketSize=64,
            bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: object) -> object:
        return dev

    def close_device(self, handle: object) -> None:
        pass

    def get_configuration(self, handle: object) -> int:
        return 1

    def is_kernel_driver_active(self, handle: object, intf: int) -> bool:
        return intf == 1 and self.kernel_has_it

    def detach_kernel_driver(self, handle: object, intf: int) -> None:
        self.kernel_has_it = False

    def claim_interface(self, handle: object, intf: int) -> None:
        if self.kernel_has_it:
            raise usb.core.USBError("Resource busy", errno=errno.EBUSY)
        self.claimed.append(intf)

    def release_interface(self, handle: object, intf: int) -> None:
        self.claimed.remove(intf)

    def bulk_write(self, handle: object, ep: int, intf: int, data: Any, timeout: int) -> int:
        assert (ep, intf) == (1, 1)
        assert timeout > 0, "0 would be for ever"
        if self.machine.trouble.unplugged:
            raise usb.core.USBError("No such device", errno=errno.ENODEV)
        part = bytes(data)[: min(self.machine.room(), 512)]
        if not part:
            raise usb.core.USBTimeoutError("timed out", errno=errno.ETIMEDOUT)
        self.machine.receive(part)
        return len(part)

    def bulk_read(self, handle: object, ep: int, intf: int, buff: "array.array[int]", timeout: int) -> int:
        assert (ep, intf) == (0x82, 1)
        assert timeout > 0
        answers = self.machine.take_answers()
        if not answers:
            with self.machine.changed:
                self.machine.changed.wait(timeout / 1000)
            answers = self.machine.take_answers()
        if self.machine.trouble.unplugged:
            raise usb.core.USBError("No such device", errno=errno.ENODEV)
        if not answers:
            raise usb.core.USBTimeoutError("timed out", errno=errno.ETIMEDOUT)
        buff[: len(answers)] = array.array("B", answers)
        return len(answers)
