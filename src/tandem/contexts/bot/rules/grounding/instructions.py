"""Texts that give orders to the machine. They are data, so the model is not asked at all when one is seen; what
slips through still has to pass the guard rails."""

import re

from tandem.contexts.bot.entities.reading import fold

_ORDERS = re.compile(
    "(?:忽略|无视|忘记|忘掉|不要管|别管|抛开|跳过|覆盖|绕过).{0,12}"
    "(?:指令|指示|规则|要求|设定|限制|提示|说明|内容|上文|前面|以上)"
    "|(?:系统|开发者|管理员)(?:(?:提示|通知|消息)[:]|指令|设定|message|prompt)|(?:开发者|管理员|调试)模式|提示词"
    "|system ?(?:prompt|message|note|:)"
    "|(?:重复|输出|显示|告诉我|说出|打印|翻译).{0,8}(?:指令|提示词|设定|prompt|规则原文)"
    "|(?:你|从)现在(?:开始|起)?(?:是(?!不是|什么|怎么|咋|啥|谁|哪|要|想|在|说)|扮演|充当|进入|你是)|扮演|假装你|假设你是|越狱|dan模式"
    "|(?:作为|身为)(?:一个|一名)?(?:ai|人工智能|语言模型|大模型)"
    '|请?(?:你)?(?:务必|必须)?(?:回答|回复|输出|告诉客户|告知客户)[:"“「]'
    "|(?:ignore|disregard|forget|override|bypass).{0,30}"
    "(?:instruction|rule|prompt|above|previous|guideline|policy)"
    "|you are now|act as|pretend|role ?play|jailbreak|developer mode|do anything now"
    "|reveal.{0,20}(?:prompt|instruction)|assistant:|end of (?:sources|context)"
    "|<\\|?/?(?:im_start|im_end|system|assistant|user|inst)|\\[/?inst\\]|###\\s*(?:system|instruction)"
    '|"role"\\s*:|base64|rot13|解码后|解密后'
)
_ENCODED = re.compile(r"[a-z\d+/]{32,}={0,2}|(?:\\?u[\da-f]{4}|%[\da-f]{2}){4,}")
_CLAUSE = re.compile(r"[，；;。！!？?\n]|,(?!\d{3})")
_INVISIBLE = re.compile("[\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\U000e0000-\\U000e007f]")


def orders_the_machine(text: str) -> str | None:
    """What in a text looks like an order to the model, or hides something; None when nothing does."""
    hidden = _INVISIBLE.search(text)
    if hidden:
        return f"U+{ord(hidden.group()):04X}"
    plain = fold(text)
    found = _ORDERS.search(plain) or _ENCODED.search(plain)
    return found.group()[:60] if found else None


def without_orders(text: str) -> str:
    """What a text says beside its orders to the machine; the text itself where nothing else is left."""
    clauses = [one for one in _CLAUSE.split(text) if re.search(r"\w", one)]
    rest = [one for one in clauses if orders_the_machine(one) is None]
    return "，".join(rest) if rest and len(rest) < len(clauses) else text
