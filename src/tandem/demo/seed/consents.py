"""The demo lender's consent texts: what its customers are asked to agree to, purpose by purpose."""

from tandem.contexts.access.api import Actor
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx

TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "service": {
        "zh-CN": (
            "客户服务信息处理说明",
            "为了回答您的咨询、办理还款与账务事项，禾穗消费金融会处理您的称呼、联系方式、借款与还款记录，以及您在"
            "对话中主动提供的内容。这些信息只给为您办事的同事和系统使用，会话记录自最后一次联系起保存三年。您可以随时"
            "查看、更正，或要求我们停止使用；停止后，依法必须保留的记录会封存，不再用于服务。",
        ),
        "en": (
            "How we use your data to serve you",
            "To answer you and to handle repayments and accounts, Hesui Consumer Finance uses your name, contact "
            "details, loan and repayment records, and what you tell us in the chat. Only the colleagues and systems "
            "that work on your matter see it; conversations are kept for three years after the last contact. You "
            "may look at it, correct it, or ask us to stop at any time; records that the law makes us keep are then "
            "locked away.",
        ),
    },
    "recording": {
        "zh-CN": (
            "会话记录与质量检查",
            "同意后，我们会把您与客服的文字、语音和通话内容完整留存，用于核对办理过程、处理争议和检查服务质量，保存"
            "三年。不同意也能正常咨询，但通话会改为由客服书面记录要点。",
        ),
        "en": (
            "Recording for quality",
            "If you agree, we keep your chats, voice notes and calls in full for three years, to check what was "
            "done, to settle disputes and to review our service. If you do not, you are served all the same; of "
            "calls we then keep written notes only.",
        ),
    },
    "marketing": {
        "zh-CN": (
            "优惠与活动通知",
            "同意后，我们可能通过在线消息、短信或电话告诉您适合您的优惠、提额机会和活动，每月不超过四次，不在晚上九点"
            "到早上九点打扰。您随时可以在这里关闭，或回复“退订”，关闭后立即停止，不影响任何服务。",
        ),
        "en": (
            "Offers and events",
            "If you agree, we may tell you of offers, limit increases and events by chat, text message or phone, at "
            "most four times a month and never between nine at night and nine in the morning. Switch it off here, "
            "or reply STOP; it ends at once and changes nothing in how you are served.",
        ),
    },
    "biometrics": {
        "zh-CN": (
            "人脸与声纹核验",
            "办理高风险业务时，我们可能请您刷脸或朗读数字来确认是您本人。人脸和声音特征加密保存，只用于核验，不提供给"
            "任何第三方，业务结束后六个月内删除。不同意可改为携带身份证到场，或由客服人工核验。",
        ),
        "en": (
            "Face and voice checks",
            "For matters of high risk we may ask you to show your face or to read digits aloud, so that nobody else "
            "acts in your name. Features of face and voice are encrypted, used for this check alone, given to "
            "nobody, and deleted within six months. If you do not agree, an agent can check who you are, or you can "
            "come in with your identity card.",
        ),
    },
    "profiling": {
        "zh-CN": (
            "个性化服务与需求预测",
            "同意后，我们会根据您的借款阶段和咨询记录推测您可能需要的帮助，提前为您准备答案或安排更合适的客服。推测结果"
            "不影响审批和利率，您可以要求人工判断，也可以随时关闭，关闭后按普通客户方式服务。",
        ),
        "en": (
            "Personal service and predictions",
            "If you agree, we infer from the stage of your loan and from what you asked before what you may need "
            "next, to have the answer ready or to choose a fitting agent. This changes neither approval nor rates. "
            "You may ask for a person's judgement, or switch it off at any time.",
        ),
    },
}  # fmt: skip


async def load(tx: Tx, actor: Actor) -> None:
    """Publish the first version of every text."""
    for purpose, texts in TEXTS.items():
        await customers.publish_consent_text(tx, actor, purpose, texts)
