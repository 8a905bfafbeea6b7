"""The window on its stage: joins the conductor of visits to the shell that draws them, and gives both the time."""

import logging
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from kivy.app import App
from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window

from assets import ASSETS_DIR
from kiosk.conductor import Conductor
from kiosk.idle import IdlePolicy
from kiosk.journeys.intents import Intent
from kiosk.journeys.listening import SetSpeech
from kiosk.journeys.states import Waiting
from kiosk.keypad import Keypad
from kiosk.resting import Rest
from kiosk.settings import Settings
from kiosk.volunteering import Volunteering
from screens.bottom_bar import Comfort
from screens.look import Look, TextSize
from screens.narrator import Narrator
from screens.shell import Reactions, Shell
from screens.tactile import Tactile
from screens.terminal import Terminal
from screens.tidying import Tidying
from screens.window import close_doors, guard
from sync.terminal.errors import StorageError

CHIME_FILE = ASSETS_DIR / "sounds" / "chime.wav"
_TICK_S = 1.0
_TICKS_BETWEEN_TIDYING = 60
_SHOW_WAITING_AFTER_S = 0.5
"""An answer that comes sooner needs no word about waiting (look.md, "Motion")."""

_log = logging.getLogger(__name__)


class Stage(App):
    """One terminal's window."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__()
        self.terminal = terminal
        config = terminal.config
        self.conductor = Conductor(
            terminal.services,
            terminal.content_in,
            IdlePolicy(config.idle.quiet_s, config.idle.warning_s),
            themes=len(terminal.themes),
            post=_in_window_thread,
            changed=self._changed,
        )
        self._volunteering = self._keeper()
        self._dressed = Settings()
        keypad = Keypad(config.keypad)
        self._keypad = keypad
        self._narrator = Narrator(terminal.speaker, terminal.sound, lambda: self.conductor.visit, keypad.fitted)
        self._ticks = 0
        self._rest = Rest(config.rest_after_s, terminal.services.clock.monotonic_s())
        self._tidying = Tidying()
        self.failures = 0
        self._scan = ""
        self._read_scan = Clock.create_trigger(self._take_scan, 0)
        self._zone = ZoneInfo(terminal.content_in(Settings().language).town.timezone)

    def _keeper(self) -> Volunteering | None:
        """Who looks after volunteers, at a terminal that knows badges."""
        terminal, idle = self.terminal, self.terminal.config.idle
        desk = terminal.services.volunteers
        if desk is None:
            return None
        chime = CHIME_FILE.read_bytes()
        return Volunteering(
            desk,
            terminal.services,
            self.conductor,
            _in_window_thread,
            IdlePolicy(idle.quiet_s, idle.warning_s),
            chime=lambda output: terminal.sound.play(chime, output),
            keys=tuple(act.value for act in Keypad(terminal.config.keypad).acts),
        )

    def open(self) -> None:
        """Open the window without running the app: for a showcase that draws the frames itself."""
        EventLoop.ensure_window()
        EventLoop.start()
        Window.add_widget(self.build())

    def close(self) -> None:
        """Leave the window to another stage."""
        self._ticking.cancel()
        self._unguard()
        Window.unbind(on_key_down=self._key_down, on_key_up=self._key_up, on_textinput=self._text_input)
        Window.remove_widget(self.shell)

    def picture(self) -> Any:
        """What is on the screen now, as an image with a `save`."""
        return self.shell.export_as_image()

    def build(self) -> Shell:
        """The shell, at the start of a visit."""
        self._unguard = guard(self._failed)
        close_doors(Window)
        Window.bind(on_key_down=self._key_down, on_key_up=self._key_up, on_textinput=self._text_input)
        conductor = self.conductor
        reactions = Reactions(
            intent=self._intend,
            comfort=Comfort(conductor.next_text_size, conductor.next_contrast, conductor.toggle_speech),
            touch_seen=self._touched,
            speak=self._narrator.speak,
            viewfinder=conductor,
            settings=lambda: conductor.visit.settings,
            keys=self._keypad.acts,
            scanner=self.terminal.services.scanner,
        )
        self.shell = Shell(conductor.visit.content, self._look(), self.terminal.config.languages, reactions)
        if self.terminal.services.scanner is not None:
            self.terminal.services.scanner.listen(self._hear_scan)
        if self.terminal.presence is not None:
            self.terminal.presence.watch(lambda: _in_window_thread(self._somebody_came))
        write_soon = Clock.create_trigger(self._write_typed, 0)
        now_s = self.terminal.services.clock.monotonic_s
        self._tactile = Tactile(self._keypad, self.shell, conductor, self._narrator, now_s, write_soon)
        headset_moved = Clock.create_trigger(self._hear_headset, 0)
        self.terminal.sound.watch(lambda _plugged: headset_moved())
        self._tick(0)
        self._ticking = Clock.schedule_interval(self._tick, _TICK_S)
        return self.shell

    def _look(self) -> Look:
        settings, screen = self.conductor.visit.settings, self.terminal.config.screen
        return Look(
            theme=self.terminal.themes[settings.contrast],
            width_px=screen.width_px,
            height_px=screen.height_px,
            px_per_mm=screen.px_per_mm,
            text_size=TextSize(settings.text_size),
            right_to_left=self.conductor.visit.content.texts.right_to_left,
        )

    def _changed(self) -> None:
        """The visit went on: dress anew when a setting changed, then show where it is."""
        self._wake()
        visit = self.conductor.visit
        waits = isinstance(visit.state, Waiting)
        self._narrator.turn()
        if visit.settings.seen != self._dressed:
            self._dressed = visit.settings.seen
            self.shell.dress(self._look(), visit.content, self.shell.state if waits else visit.state)
        elif not waits:
            self.shell.show(visit.state)
        if waits:
            Clock.schedule_once(self._show_waiting, _SHOW_WAITING_AFTER_S)
        if visit.untouched:
            self.shell.forget()
        self._tidying.changed()
        self._narrator.tell()

    def _show_waiting(self, _elapsed_s: float) -> None:
        if isinstance(self.conductor.visit.state, Waiting):
            self.shell.show(self.conductor.visit.state)

    def _hear_headset(self, _elapsed_s: float) -> None:
        """How the plug is now: one with poor contact has come and gone several times since the window last looked."""
        self._tactile.headset_moved(self.terminal.sound.headset())

    def _key_down(self, _window: Any, code: int, _scan: int, _letter: str | None, modifiers: list[str]) -> bool:
        return self._tactile.key_down(code, modifiers)

    def _key_up(self, _window: Any, code: int, _scan: int) -> None:
        self._tactile.key_up(code)

    def _text_input(self, _window: Any, text: str) -> None:
        self._tactile.text(text)

    def _write_typed(self, _elapsed_s: float) -> None:
        self._tactile.write()

    def _intend(self, intent: Intent) -> None:
        self._narrator.typing(intent)
        self.conductor.emit(intent)

    def _failed(self) -> None:
        """A screen broke: the visit ends, whoever comes next finds a working terminal."""
        self.failures += 1
        self._wake()
        self.conductor.failed()
        self.shell.show_sorry()
        # Kivy drops an interval whose callback failed, and with it would go the idle end of every later visit.
        self._ticking.cancel()
        self._ticking = Clock.schedule_interval(self._tick, _TICK_S)

    def open_settings(self, *_arguments: Any) -> bool:
        """No key opens Kivy's own settings on a terminal."""
        return False

    def _touched(self) -> None:
        self._wake()
        self.conductor.touched()
        self._narrator.stop()
        self.shell.warn_idle(None)
        if self.terminal.sound.headset() and self.conductor.visit.untouched:
            # Whoever comes next finds the headset in: it reads to this visitor too.
            self.conductor.emit(SetSpeech(True, by_hand=False))

    def _hear_scan(self, text: str) -> None:
        """In the scanner's thread. One that cannot stop tells a hundred codes at once: only the last can be meant."""
        self._scan = text
        self._read_scan()

    def _take_scan(self, _elapsed_s: float) -> None:
        text, self._scan = self._scan, ""  # not kept: it may be the code of somebody's appointment
        if text:
            self._scanned(text)

    def _scanned(self, text: str) -> None:
        """Whoever scans is there."""
        self._touched()
        self.conductor.scanned(text)

    def _wake(self) -> None:
        """Somebody is here who did something."""
        if self._rest.touched(self.terminal.services.clock.monotonic_s()):
            self.shell.rest(None)

    def _somebody_came(self) -> None:
        """The sensor saw somebody come near."""
        self._rest.came(self.terminal.services.clock.monotonic_s())
        self.shell.rest(None)

    def _show_rest(self) -> None:
        """Go dark when nobody is here."""
        terminal = self.terminal
        now_s = terminal.services.clock.monotonic_s()
        self._rest.look(now_s, terminal.presence.seen() if terminal.presence else None, free=self.conductor.deserted)
        self.shell.rest(int(now_s // 60) if self._rest.dark else None)

    def _tick(self, _elapsed_s: float) -> None:
        """Every second: the idle end, the clock, and what is away."""
        self.shell.warn_idle(self.conductor.check_idle())
        self.shell.set_time(self.terminal.services.clock.now().astimezone(self._zone))
        self._show_status()
        self._show_rest()
        self.conductor.look_at_phone()
        self._tidying.tick()
        self.conductor.check_closing()
        if self._volunteering is not None:
            self._volunteering.tick()
        self._ticks += 1
        if self._ticks % _TICKS_BETWEEN_TIDYING == 0:
            self.conductor.withdraw_left()
            self.terminal.note_held()

    def _show_status(self) -> None:
        try:
            status = self.terminal.worker.status()
        except StorageError as error:
            _log.warning("the outbox cannot be counted: %s", type(error).__name__)
            return
        printer = self.terminal.printer_state()
        self.shell.set_status(status.connected, status.waiting, printer, self._narrator.unheard)


def _in_window_thread(call: Callable[[], None]) -> None:
    Clock.schedule_once(lambda _elapsed_s: call(), 0)
