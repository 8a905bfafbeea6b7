"""The one place where loudspeaker and headset are chosen from the configuration.

The loudspeaker:

none                      this terminal makes no sound
alsa                      the default sound card
alsa:SINK                 an ALSA device, such as alsa:plughw:CARD=Device
simulated                 loudspeaker and headset: what would be heard is written down
simulated:alsa            the same, and a developer's own sound card plays it

The headset, beside a loudspeaker through ALSA:

none                      there is no socket for one
card:CARD                 a USB headset, or a keypad with a jack: the sound card CARD appears when it is plugged in
jack:CARD                 a jack of the sound card CARD, which tells by itself whether something is in
switch:/dev/input/PATH    a jack that tells through the kernel's input system; it needs an ...@SINK
...@SINK                  any of these, playing on another ALSA device than plughw:CARD=CARD
"""

from devices.sound.absent import AbsentSound
from devices.sound.alsa import AlsaSound, Headset
from devices.sound.plug import CardPlug, JackPlug, Plug, SwitchPlug
from devices.sound.port import Sound
from devices.sound.simulated import SimulatedSound

_HEADSETS = "none, card:CARD, jack:CARD or switch:/dev/input/PATH@SINK (each with @SINK for another device)"


class SoundSettingError(ValueError):
    """A sound setting that cannot be read; says what is expected."""


def sound_from(setting: str, headset: str = "none") -> Sound:
    """The outputs that two settings name; raises SoundSettingError."""
    kind, _, sink = setting.partition(":")
    if setting == "none" and headset == "none":
        return AbsentSound()
    if setting in ("simulated", "simulated:alsa") and headset == "none":
        return SimulatedSound(AlsaSound() if setting == "simulated:alsa" else None)
    if kind == "alsa" and (sink or setting == "alsa"):
        return AlsaSound(sink or None, _headset_from(headset))
    if headset != "none" and kind != "alsa":
        raise SoundSettingError(f"headset {headset!r}: expected none, since the loudspeaker is {setting!r}")
    raise SoundSettingError(f"{setting!r}: expected none, alsa, alsa:SINK, simulated or simulated:alsa")


def _headset_from(setting: str) -> Headset | None:
    if setting == "none":
        return None
    socket, _, sink = setting.partition("@")
    kind, _, name = socket.partition(":")
    plug: Plug | None = None
    if name and kind == "card":
        plug = CardPlug(name)
    elif name and kind == "jack":
        plug = JackPlug(name)
    elif name and kind == "switch" and sink:
        plug = SwitchPlug(name)
    if plug is None or setting.endswith("@"):
        raise SoundSettingError(f"headset {setting!r}: expected {_HEADSETS}")
    return Headset(sink or f"plughw:CARD={name}", plug)
