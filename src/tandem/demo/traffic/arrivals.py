"""When customers come: a random stream around the asked rate, in waves, with a rush now and then. Pure."""

import math
import random

WAVE_S = 420.0
RUSH_EVERY_S = 900.0
RUSH_S = 60.0
PEAK = 2.2


def intensity(at: float) -> float:
    """How much busier than average it is `at` seconds after the start; about 1 over the long run."""
    wave = 1.0 + 0.45 * math.sin(2 * math.pi * at / WAVE_S)
    rush = 1.5 if at % RUSH_EVERY_S > RUSH_EVERY_S - RUSH_S else 1.0
    return wave * rush


def next_arrival(at: float, per_minute: float, dice: random.Random) -> float:
    """The moment (seconds after the start) of the first arrival after `at`: a Poisson stream by thinning."""
    top = per_minute / 60 * PEAK
    while True:
        at += dice.expovariate(top)
        if dice.random() * PEAK <= intensity(at):
            return at
