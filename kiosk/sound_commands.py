"""`infopunt sound`: which sound cards there are, and whether each output is really heard, for installers."""

import time
from contextlib import closing
from pathlib import Path

import click

from assets import ASSETS_DIR
from assets.document import DocumentError
from assets.text import read_texts
from devices.sound.factory import SoundSettingError, sound_from
from devices.sound.plug import ASOUND
from devices.sound.port import USUAL_VOLUME, VOLUMES, Output, Sound, SoundState
from devices.speech.factory import SpeechSettingError, speaker_from
from devices.speech.port import RATE_PERCENT, USUAL_RATE, Speaker
from kiosk.config import TerminalConfig, read_config
from kiosk.settings_option import settings_option

_CHIME = ASSETS_DIR / "sounds" / "chime.wav"
_BEGINS_WITHIN_S = 6.0
_LOOK_S = 0.05
_WHAT_TO_DO = {
    SoundState.NOT_PLUGGED: "plug a headset in and try again",
    SoundState.NO_DEVICE: "look at the cable, and at 'sound' and 'headset' in the settings; infopunt sound cards",
    SoundState.FAULT: "another program may hold the card; plug it out and in",
    SoundState.NOT_INSTALLED: "install alsa-utils",
}


@click.group(name="sound")
def sound_group() -> None:
    """The loudspeaker and the headset of this machine. Stop the terminal first, so that nobody else plays."""


@sound_group.command(name="cards")
def sound_cards() -> None:
    """List the sound cards, by the name that follows CARD= in the settings."""
    cards = sorted(path.resolve().name + " " + path.name for path in ASOUND.glob("*") if path.is_symlink())
    if not cards:
        raise click.ClickException("there is no sound card; plug one in")
    for card in cards:
        number, name = card.split(" ", 1)
        click.echo(f"{name}: alsa:plughw:CARD={name} ({number})")


@sound_group.command(name="test")
@settings_option()
@click.option(
    "--volume", type=click.IntRange(0, VOLUMES - 1), default=USUAL_VOLUME, show_default=True, help="As visitors set it."
)
@click.option("--rate", type=click.IntRange(1, len(RATE_PERCENT)), default=USUAL_RATE + 1, show_default=True)
def sound_test(config_file: Path, volume: int, rate: int) -> None:
    """Let each output be heard: the chime, and every language of the terminal. Ends with 1 when one was not."""
    try:
        config = read_config(config_file)
        with (
            closing(sound_from(config.sound, config.headset)) as sound,
            closing(speaker_from(config.speech, sound)) as speaker,
        ):
            speaker.adjust(volume, rate - 1)
            bad = [output for output in _outputs(config) if not _is_heard(config, sound, speaker, output, volume)]
    except (DocumentError, SoundSettingError, SpeechSettingError) as error:
        raise click.ClickException(str(error)) from error
    if bad:
        raise SystemExit(1)


def _outputs(config: TerminalConfig) -> tuple[Output, ...]:
    return (Output.SPEAKER,) if config.headset == "none" else tuple(Output)


def _is_heard(config: TerminalConfig, sound: Sound, speaker: Speaker, output: Output, volume: int) -> bool:
    sound.play(_CHIME.read_bytes(), output, volume)
    _wait(sound)
    if (output is Output.HEADSET) is sound.headset() and sound.state(output) is SoundState.READY:
        _speak(config, sound, speaker)
    state = sound.state(output)
    click.echo(f"{output.value}: {state.value}")
    if state in _WHAT_TO_DO:
        click.echo(f"     {_WHAT_TO_DO[state]}")
    return state is SoundState.READY


def _speak(config: TerminalConfig, sound: Sound, speaker: Speaker) -> None:
    for language in config.languages:
        if not speaker.can_say(language):
            click.echo(f"     no voice for {language}")
            continue
        speaker.say(read_texts(language)("speech.test"), language)
        began_s = time.monotonic()
        while not sound.sounding() and time.monotonic() - began_s < _BEGINS_WITHIN_S:
            time.sleep(_LOOK_S)
        click.echo(f"     spoken: {language}" if sound.sounding() else f"     the voice for {language} does not speak")
        _wait(sound)


def _wait(sound: Sound) -> None:
    """Until nothing sounds: the device itself gives up a card that hangs."""
    while sound.sounding():
        time.sleep(_LOOK_S)
