"""The same thing is said once in ten seconds, whatever strangers make up."""

from tandem.kit.seldom import Seldom


def test_each_thing_once_in_ten_seconds():
    times = iter([0.0, 1.0, 2.0, 9.9, 10.0, 10.1])
    seldom = Seldom(time=lambda: next(times))
    asked = [("a", "x"), ("a", "x"), ("b", "x"), ("a", "x"), ("a", "x"), ("a", "x")]
    assert [seldom.now(*what) for what in asked] == [True, False, True, False, True, False]


def test_it_does_not_grow_for_ever():
    seldom = Seldom(time=lambda: 0.0)
    for number in range(2_500):
        assert seldom.now(str(number))
    assert len(seldom._last) <= 1_000
