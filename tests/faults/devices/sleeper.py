"""Started as a program of its own: tells how the machine does, which is all that it shares with the terminal.

It sleeps five milliseconds at a time, and a few times a second does a fixed piece of work. Two kinds of lines, each
with the monotonic time: `late S`, woken so many seconds too late; `work S`, so long the fixed work kept a processor
busy, which is more where other programs share its core and its memory.
"""

import time

_NAP_S = 0.005
_TOLD_FROM_S = 0.02
_NAPS_BETWEEN_WORK = 40
_WORK = 30_000


def main() -> None:
    """Sleep until killed."""
    naps = 0
    while True:
        before_s = time.monotonic()
        time.sleep(_NAP_S)
        now_s = time.monotonic()
        late_s = now_s - before_s - _NAP_S
        if late_s >= _TOLD_FROM_S:
            print(f"late {now_s:.6f} {late_s:.6f}", flush=True)
        naps += 1
        if naps % _NAPS_BETWEEN_WORK == 0:
            print(f"work {now_s:.6f} {_work():.6f}", flush=True)


def _work() -> float:
    began_s = time.thread_time()
    sum(len(pair) for pair in [(number, number) for number in range(_WORK)])
    return time.thread_time() - began_s


if __name__ == "__main__":
    main()
