"""What an action's result does to the flow that waited for it."""

from collections.abc import Mapping, Sequence

from tandem.contexts.bot.dialogue.language import compiling as code
from tandem.contexts.bot.dialogue.machine.running import Turn
from tandem.contexts.bot.dialogue.machine.state import PendingCall, Result


def take_result(turn: Turn, call: PendingCall, result: Result) -> None:
    ended = "failed" if result.failed else result.refused or "ok"
    turn.add("call", call.action, data={"args": dict(call.args), "ended": ended})
    if result.failed:
        turn.hand_over("action_failed", action=call.action)
    elif result.refused is not None:
        _refused(turn, result.refused)
    elif call.slot is not None:
        _offered(turn, call.slot, result.value)
    else:
        step = turn.program.code[turn.frame.at]
        assert isinstance(step, code.Call)
        results = dict(turn.frame.results)
        if step.into is not None and isinstance(result.value, Mapping):
            results[step.into] = dict(result.value)
        changes = call.action in turn.actions and turn.actions[call.action].changes
        turn.change(at=turn.frame.at + 1, results=results, acted=turn.frame.acted or changes)
        turn.run()


def _offered(turn: Turn, name: str, value: object) -> None:
    options = list(value) if isinstance(value, Sequence) else []
    if options:
        turn.offer(name, options)
        turn.run()
        return
    text = turn.program.slots[name].none_left
    if text is not None:
        turn.add("say", text=turn.text(text, f"{name}.none"))
    else:
        turn.add("reply", "nothing_there", key="bot.flow.nothing_there")
    turn.end("nothing_there")


def _refused(turn: Turn, reason: str) -> None:
    step = turn.program.code[turn.frame.at]
    texts = step.refused if isinstance(step, code.Call) else {}
    text = texts.get(reason) or texts.get("other")
    if text is not None:
        turn.add("say", text=turn.text(text, f"refused.{reason}"))
    else:
        turn.add("reply", "refused", key="bot.flow.refused", params={"title": turn.program.title})
    turn.end("refused")
