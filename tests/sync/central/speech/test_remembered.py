from concurrent.futures import ThreadPoolExecutor

from sync.central.speech.remembered import REMEMBERED, RememberedVoice


class _Counting:
    """A voice that counts its words, and has lost it while `hoarse`."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.hoarse = False

    def can_say(self, language: str) -> bool:
        return language == "nl"

    def say(self, ssml: str, language: str) -> bytes | None:
        self.said.append(ssml)
        return None if self.hoarse else f"{language}:{ssml}".encode()


def test_a_crowd_of_boards_costs_one_text() -> None:
    voice = _Counting()
    remembered = RememberedVoice(voice)
    with ThreadPoolExecutor(8) as pool:
        sounds = set(pool.map(lambda _: remembered.say("A 7", "nl"), range(50)))
    assert (sounds, voice.said) == ({b"nl:A 7"}, ["A 7"])
    assert remembered.say("A 7", "en") == b"en:A 7"


def test_only_so_many_are_remembered_the_last_ones() -> None:
    voice = _Counting()
    remembered = RememberedVoice(voice)
    for number in range(REMEMBERED + 1):
        remembered.say(str(number), "nl")
        remembered.say("often", "nl")
    assert len(voice.said) == REMEMBERED + 2
    remembered.say("often", "nl")
    assert len(voice.said) == REMEMBERED + 2
    remembered.say("0", "nl")
    assert len(voice.said) == REMEMBERED + 3


def test_what_could_not_be_said_is_tried_again() -> None:
    voice = _Counting()
    remembered = RememberedVoice(voice)
    voice.hoarse = True
    assert remembered.say("A 7", "nl") is None
    voice.hoarse = False
    assert remembered.say("A 7", "nl") == b"nl:A 7"
