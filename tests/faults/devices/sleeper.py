"""Started as a program of its own: sleeps five milliseconds at a time and tells when it was woken late.

It does nothing else and shares nothing with the terminal but the machine: what it misses is the machine's doing. A line
is the monotonic time of waking and by how many seconds it was late.
"""

import time

_NAP_S = 0.005
_TOLD_FROM_S = 0.02


def main() -> None:
    """Sleep until killed."""
    while True:
        before_s = time.monotonic()
        time.sleep(_NAP_S)
        now_s = time.monotonic()
        late_s = now_s - before_s - _NAP_S
        if late_s >= _TOLD_FROM_S:
            print(f"{now_s:.6f} {late_s:.6f}", flush=True)


if __name__ == "__main__":
    main()
