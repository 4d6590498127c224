"""Who fails is left alone, then tried by one."""

from tandem.kit.breaker import Breaker


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_breaker_lets_one_try_and_opens_again() -> None:
    seconds = Seconds()
    breaker = Breaker(2, 10, seconds)
    breaker.failed()
    assert breaker.admits()
    breaker.failed()
    seconds.now = 9
    assert (breaker.admits(), breaker.state) == (False, "open")
    seconds.now = 10
    assert (breaker.state, breaker.admits(), breaker.admits()) == ("half_open", True, False)
    breaker.failed()
    seconds.now = 19
    assert not breaker.admits()
    seconds.now = 20
    assert breaker.admits()
    breaker.gave_up()
    assert breaker.admits()
    breaker.succeeded()
    assert (breaker.state, breaker.admits(), breaker.admits()) == ("closed", True, True)


def test_a_rest_that_is_asked_for_is_given_within_bounds() -> None:
    seconds = Seconds()
    breaker = Breaker(5, 10, seconds)
    breaker.failed(rest_s=3)
    assert breaker.state == "open"
    seconds.now = 3
    assert breaker.admits()
    breaker.failed(rest_s=10_000)
    seconds.now = 102
    assert not breaker.admits()
    seconds.now = 103
    assert breaker.admits()
