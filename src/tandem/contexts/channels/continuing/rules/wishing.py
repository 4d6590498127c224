"""What a customer says who wants to be answered in another channel: 能不能微信联系我, 发短信给我, can you e-mail me.

Words, not a model: whoever is offered another channel for nothing is bothered, so that only plain wishes count, in
short messages, and none that speaks of something else (a code that does not come, paying by WeChat, a document)."""

import re

from tandem.kit.chinese import normalise

_CHARS = 40
_ANSWER = "(?:联系|聊|沟通|说|谈|回复?|答复|通知|告诉|找|继续|接着)"
_ME = "(?:我|俺|咱)?"
_SOFT = (
    "(?:能不能|可不可以|可以|能|麻烦|请|直接|再|改|就|还是|给|跟|和|与|里|上|来|去|你们|您|你|把结果|结果)*"
)
_BY = {
    "wechat": "(?:微信|公众号|vx|wx|薇信|wechat|weixin)",
    "sms": "(?:短信|短消息|手机信息)",
    "email": "(?:邮件|邮箱|电子邮件|e?mail)",
}
_ENGLISH = {
    "wechat": r"(?:contact|reach|message|answer|reply|talk|chat|continue|go on)[a-z ]{0,20}(?:wechat|weixin)",
    "sms": r"(?:text me|(?:contact|reach|answer|reply|message|continue|go on)[a-z ]{0,20}(?:text message|sms))",
    "email": r"(?:e?mail me|(?:contact|reach|answer|reply|continue|go on)[a-z ]{0,20}e?mail)",
}
_ELSE = re.compile(
    "不要|别|不想|不用|不需要|停止|取消|退订|拒收|没有?收|收不到|没到|未收到|验证码|诈骗|骚扰|老是|总是|一直|为什么|怎么没|是不是你们"
    "|还款|支付|付款|转账|扣款|绑定|解绑|登录|密码|合同|发票|证明|账单|凭证|流水|材料|截图|图片|号多少|什么号|叫什么|催"
    "|don'?t|stop|never|code|unsubscribe|statement|contract|certificate"
)


def _patterns(name: str) -> re.Pattern[str]:
    by = _BY[name]
    return re.compile(
        f"{by}{_SOFT}{_ANSWER}{_ME}"  # 微信联系我, 短信回复
        f"|{_ANSWER}{_ME}{_SOFT}(?:用|在|到|发|走)?(?:我的?)?{by}(?:上|里|吧|行|吗|可以|$)"  # 联系我微信, 回我邮箱吧
        f"|(?:加|换|转|改)(?:个|下|一下|到|成|用|我的?)*{by}"  # 加个微信, 换到微信
        f"|发(?:个|条|到|我的?|给我)*{by}(?:上|里)?(?:给我|吧|行|可以|好吗|$)"  # 发短信给我, 发我微信吧
        f"|给我(?:发|回|写)(?:个|条|封)?{by}"  # 给我发个短信
        f"|{_ENGLISH[name]}"
    )


_WISHES = {name: _patterns(name) for name in _BY}


def wished(text: str) -> str | None:
    """The kind of channel in which the customer asks to be answered; None when they say nothing of the kind, or two."""
    if len(text) > _CHARS:
        return None
    plain = normalise(text).casefold()
    if _ELSE.search(plain):
        return None
    found = [name for name, pattern in _WISHES.items() if pattern.search(plain)]
    return found[0] if len(found) == 1 else None
