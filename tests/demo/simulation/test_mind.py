"""What simulated customers say next."""

from typing import Any

from tandem.demo.simulation.mind import Heard, Mind, Move
from tandem.demo.simulation.persona import Persona

QUESTIONS = {"fee": "要手续费吗？", "grace": "有宽限期吗？"}


def mind(**more: Any) -> Mind:
    written: dict[str, Any] = {"persona": "one", "who": "某人", "mood": "calm", **more}
    return Mind(Persona.model_validate(written), QUESTIONS)


def buttons(*labels: str, flow: bool = False) -> tuple[tuple[str, str], ...]:
    return tuple((f"flow:{n}" if flow else f"id-{n}", label) for n, label in enumerate(labels))


def test_replies_are_given_in_order_each_as_often_as_it_may() -> None:
    one = mind(
        asks=[{"say": "我要还款"}],
        replies=[{"when": "哪张卡", "say": "等等"}, {"when": "哪张卡", "say": "建行", "times": 2}],
    )
    assert one.next(None) == Move(("我要还款",))
    said = [one.next(Heard("用哪张卡还？")) for _ in range(4)]
    assert said == [Move(("等等",)), Move(("建行",)), Move(("建行",)), None]


def test_a_button_is_pressed_where_it_is_there() -> None:
    one = mind(asks=[{"say": "我要还款"}], replies=[{"when": "确认", "press": "确认", "times": 2}])
    one.next(None)
    pressed = one.next(Heard("确认还500元吗？", buttons("确认", "先不办", flow=True)))
    assert pressed == Move(press=("flow:0", "确认"))
    assert one.next(Heard("确认还500元吗？")) is None


def test_of_a_clarifying_question_they_choose_what_they_asked() -> None:
    one = mind(asks=[{"say": "手续费", "entries": ["fee"], "rephrases": ["收手续费不"]}])
    one.next(None)
    assert one.next(Heard("哪个？", buttons("有宽限期吗？", "要手续费吗？", "都不是"))) == Move(
        press=("id-1", "要手续费吗？")
    )


def test_where_no_button_fits_they_say_it_otherwise_and_then_press_none() -> None:
    one = mind(asks=[{"say": "手续费", "entries": ["fee"], "rephrases": ["收手续费不"]}])
    one.next(None)
    assert one.next(Heard("哪个？", buttons("有宽限期吗？", "都不是"))) == Move(("收手续费不",))
    assert one.next(Heard("哪个？", buttons("有宽限期吗？", "都不是"))) == Move(press=("id-1", "都不是"))


def test_what_was_answered_wrongly_is_asked_again_and_at_last_given_up() -> None:
    one = mind(
        asks=[{"say": "手续费", "entries": ["fee"], "rephrases": ["收手续费不"]}, {"say": "谢谢"}],
        at_last="找人工",
    )
    one.next(None)
    assert one.next(Heard("有", sources=("grace",))) == Move(("收手续费不",))
    assert one.next(Heard("有", sources=("grace",))) == Move(("谢谢",))
    assert one.next(Heard("不客气")) == Move(("找人工",))
    assert one.next(Heard("不客气")) is None
    assert [ask.entries for ask in one.open_asks()] == [["fee"]]


def test_a_digression_must_be_answered_too() -> None:
    one = mind(
        asks=[{"say": "我要还款"}], replies=[{"when": "哪张卡", "say": "有宽限期没", "entries": ["grace"]}]
    )
    one.next(None)
    one.next(Heard("哪张卡？"))
    assert [ask.entries for ask in one.open_asks()] == [["grace"]]
    one.next(Heard("三天", sources=("grace",)))
    assert one.open_asks() == []


def test_who_was_handed_over_or_has_no_patience_left_stops() -> None:
    asks = [{"say": ["在吗", "还款"]}, {"say": "还在吗"}]
    one = mind(asks=asks)
    assert one.next(None) == Move(("在吗", "还款"))
    assert one.next(Heard("稍等", handed_over=True)) is None
    hurried = mind(asks=asks, patience=2)
    hurried.next(None)
    assert hurried.next(Heard("您好")) is None
