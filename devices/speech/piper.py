"""The voices of Piper that the operator supplies: a folder of NAME.onnx with NAME.onnx.json beside each.

They speak in a program of their own (piper_program.py). Until a voice has been loaded, and whenever that program has
trouble, another voice steps in: it has no languages then.
"""

import contextlib
import json
import logging
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devices.sound.pcm import Pcm, write_wav
from devices.speech.voice import VoiceFailedError

_PROGRAM = Path(__file__).with_name("piper_program.py")
_SILENT_TOO_LONG_S = 8.0
_AGAIN_S = 10.0
_CLOSE_WITHIN_S = 2.0
_log = logging.getLogger(__name__)


class VoicesFolderError(ValueError):
    """A folder without a voice that can be used; says what is expected."""


@dataclass(frozen=True)
class _Frame:
    """What the program told about one text: a part of its sound, its end (no sound), or that it failed."""

    number: int
    pcm: Pcm | None = None
    failed: str = ""


def models_in(folder: Path) -> dict[str, Path]:
    """The model of each language ("nl"), by the settings beside it; of two for one language the first by name.

    Raises VoicesFolderError.
    """
    found: dict[str, Path] = {}
    for model in sorted(folder.glob("*.onnx")):
        language = _language(model.with_name(f"{model.name}.json"))
        if language:
            found.setdefault(language, model)
    if not found:
        raise VoicesFolderError(f"{folder}: a voice is expected (NAME.onnx with NAME.onnx.json beside it)")
    return found


def _language(settings: Path) -> str:
    try:
        content = json.loads(settings.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        _log.warning("%s cannot be read: that voice is not used", settings)
        return ""
    code = content.get("language", {}).get("code") or content.get("espeak", {}).get("voice") or ""
    return str(code).replace("_", "-").partition("-")[0].lower()


class PiperVoice:
    """Speaks the languages of a folder of voices. `python` is the interpreter that has piper-tts."""

    def __init__(self, folder: Path, python: str = sys.executable) -> None:
        self._models: Mapping[str, Path] = models_in(folder)
        # -P: what stands beside the program is not what it imports.
        self._command = [python, "-P", str(_PROGRAM), *map(str, self._models.values())]
        self._loaded: frozenset[str] = frozenset()
        self._frames: queue.SimpleQueue[_Frame] = queue.SimpleQueue()
        self._number = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = threading.Event()
        self._anew = threading.Event()
        """Also set by `close`: the thread waits for one of both."""
        self._thread = threading.Thread(target=self._work, name="piper", daemon=True)
        self._thread.start()

    def languages(self) -> frozenset[str]:
        """Those whose voice has been loaded."""
        return self._loaded

    def wavs(self, text: str, language: str, rate_percent: int, wanted: Callable[[], bool]) -> Iterator[bytes]:
        """Sentence after sentence."""
        self._number += 1
        while not self._frames.empty():
            self._frames.get()  # of texts that were wanted no more, or of a program that has ended since
        wish = {
            "number": self._number,
            "model": str(self._models[language]),
            "length_scale": 100 / rate_percent,
            # Two square brackets would make Piper read what follows as names of sounds.
            "text": text.replace("[[", "[ ["),
        }
        self._send(wish)
        finished = False
        try:
            for pcm in self._answers(self._number, wanted):
                yield write_wav(pcm)
            finished = True
        finally:
            if not finished:
                with contextlib.suppress(VoiceFailedError):
                    self._send({})  # no more of this one

    def restart(self) -> None:
        """End the program; it is started again at once."""
        self._anew.set()
        self._kill()

    def close(self) -> None:
        """End the program."""
        self._ended.set()
        self._anew.set()
        self._kill()
        self._thread.join(_CLOSE_WITHIN_S)

    def _answers(self, number: int, wanted: Callable[[], bool]) -> Iterator[Pcm]:
        while wanted():
            try:
                frame = self._frames.get(timeout=_SILENT_TOO_LONG_S)
            except queue.Empty:
                self._kill()
                raise VoiceFailedError(f"no sound within {_SILENT_TOO_LONG_S:.0f} s") from None
            if frame.number not in (number, 0):
                continue  # of a text that is wanted no more
            if frame.failed:
                raise VoiceFailedError(frame.failed)
            if frame.pcm is None:
                return
            yield frame.pcm

    def _send(self, wish: Mapping[str, object]) -> None:
        process = self._process
        try:
            if process is None or process.stdin is None:
                raise VoiceFailedError("the program does not run")
            process.stdin.write(json.dumps(wish).encode() + b"\n")
            process.stdin.flush()
        except (OSError, ValueError) as error:
            raise VoiceFailedError(type(error).__name__) from error

    def _work(self) -> None:
        """Keep the program running; its voices are gone when it ends, and come again after a while."""
        while not self._ended.is_set():
            try:
                process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            except OSError as error:
                _log.error("Piper cannot be started: %s", error)
            else:
                with process:
                    self._process = process
                    if not self._ended.is_set():
                        self._listen(process)
                    process.kill()
                self._process = None
                self._loaded = frozenset()
                self._frames.put(_Frame(0, failed="the program has ended"))
            self._anew.wait(_AGAIN_S)
            if not self._ended.is_set():
                self._anew.clear()
                _log.warning("Piper has ended; it is started again")

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        while process.stdout is not None and (line := process.stdout.readline()):
            words: dict[str, Any] = json.loads(line)
            if "loaded" in words:
                self._loaded |= {lang for lang, model in self._models.items() if str(model) == words["loaded"]}
            elif "broken" in words:
                _log.error("%s is no voice that Piper can load (%s)", words["broken"], words["why"])
            elif "bytes" in words:
                sound = process.stdout.read(words["bytes"])
                self._frames.put(_Frame(words["number"], Pcm(words["rate"], 1, sound)))
            else:
                self._frames.put(_Frame(words["number"], failed=words.get("failed", "")))

    def _kill(self) -> None:
        process = self._process
        if process is not None:
            process.kill()
