"""The demo lender's layers, tags and strategies: a start that its supervisors change in the desk."""

from typing import Any

from tandem.contexts.access import api as access
from tandem.contexts.portraits import api as portraits
from tandem.kit.db import Tx

ACTOR = access.Actor.system("demo")

Segments = tuple[tuple[str, str, str, str], ...]
"""(key, zh, en, rule)"""

STAGE: Segments = (
    ("visitor", "访客", "Visitor", "not bound"),
    ("overdue", "逾期", "Overdue", "overdue_days > 0天"),
    ("applying", "申请中", "Applying", "loans_total == 0"),
    ("new", "新客", "New", "loans_open > 0 and first_loan_on >= today - 60天"),
    ("repaying", "还款中", "Repaying", "loans_open > 0"),
    (
        "dormant",
        "沉睡",
        "Dormant",
        "loans_open == 0 and (days_since_contact > 90天 or not known(last_contact_on))",
    ),
    ("settled", "已结清", "Settled", "loans_open == 0"),
)
VALUE: Segments = (
    ("care", "风险关注", "Watch", "overdue_days >= 30天"),
    ("high", "高价值", "High", "borrowed_total >= 5万元 and overdue_days == 0天"),
    ("rising", "潜力", "Rising", "loans_settled > 0 or available_limit >= 1万元"),
    ("basic", "一般", "Basic", "bound"),
)
NEED: Segments = (
    ("soothe", "投诉安抚", "Calm a complaint", "complaints_90_days > 0"),
    ("relief", "逾期协商", "Overdue relief", "stage == 'overdue'"),
    ("due_soon", "临近还款", "Due soon", "days_to_due >= 0天 and days_to_due <= 3天"),
    ("more_limit", "额度不足", "Limit used up", "available_limit < credit_limit * 10%"),
    ("again", "再次借款", "Borrow again", "stage == 'settled' or stage == 'dormant'"),
    ("none", "暂无", "None", "true"),
)
LAYERS: tuple[tuple[str, Segments], ...] = (("stage", STAGE), ("value", VALUE), ("need", NEED))

TAGS: tuple[tuple[str, str, str, str, str, str, str | None], ...] = (
    ("frequent", "频繁来访", "Frequent contact", "#d4880f", "近30天来访5次及以上", "rule", "contacts_30_days >= 5"),
    ("long_overdue", "逾期超30天", "30+ days overdue", "#c2413b", "", "rule", "overdue_days > 30天"),
    ("nearly_done", "即将还清", "Nearly repaid", "#2f8f5b", "剩余期数不超过3期", "rule",
     "loans_open > 0 and periods_left <= 3 and overdue_days == 0天"),
    ("unhappy", "评价不满意", "Unhappy", "#8a4fbf", "最近一次评分不超过2分", "rule", "last_rating <= 2"),
    ("need_soon", "近期可能来询", "Likely to contact us", "#3d7a8c", "模型预测：一周内很可能来询", "model", None),
    ("going_dormant", "可能沉睡", "Going dormant", "#7a7466", "模型预测：六十天后很可能不再往来", "model", None),
    ("hardship", "有困难情况", "In hardship", "#b85c00", "本人说明失业、患病等，处理还款时请留意", "hand", None),
    ("prefers_text", "偏好文字沟通", "Prefers text", "#3b6fb6", "", "hand", None),
    ("vip", "重点客户", "Key customer", "#a8801f", "", "hand", None),
)  # fmt: skip

STRATEGIES: tuple[dict[str, Any], ...] = (
    {"segment": "stage:overdue", "intent": "*", "queue": "repayment", "priority": 2,
     "script": "先核实身份，再说明逾期天数和应还金额。询问是否遇到困难，不催促、不施压；可介绍延期和协商还款的办法。",
     "offer": "可申请调整还款日；确有困难的，登记协商还款。"},
    {"segment": "need:soothe", "intent": "*", "queue": None, "priority": 2,
     "script": "先致歉并复述客户的问题，说明上次投诉的处理进展，再办理本次事项。", "offer": ""},
    {"segment": "value:high", "intent": "*", "queue": None, "priority": 2,
     "script": "感谢客户一直按时还款，优先处理，一次说清。", "offer": "可提示查看是否有提额资格，客户同意后再介绍。"},
    {"segment": "stage:new", "intent": "asked_for_person", "queue": None, "priority": None,
     "script": "新客户首次来访：确认已收到放款，说明首次还款日和扣款卡。", "offer": ""},
)  # fmt: skip


async def load(tx: Tx) -> bool:
    """Make and publish them; False when there are tags already."""
    if await portraits.all_tags(tx):
        return False
    for layer, segments in LAYERS:
        rows = [{"key": k, "name": zh, "name_en": en, "rule": rule} for k, zh, en, rule in segments]
        version = await portraits.edit_layer(tx, ACTOR, layer, rows, "初始版本")
        await portraits.publish(tx, ACTOR, f"layer:{layer}", version.number)
    for key, name, name_en, color, note, origin, rule in TAGS:
        await portraits.create_tag(
            tx, ACTOR, key=key, name=name, name_en=name_en, color=color, note=note, origin=origin
        )
        if rule is not None:
            made = await portraits.edit_tag_rule(tx, ACTOR, key, rule, "初始版本")
            await portraits.publish(tx, ACTOR, f"tag:{key}", made.number)
    cells = [dict(one) for one in STRATEGIES]
    matrix = await portraits.edit_strategies(tx, ACTOR, ["stage", "need", "value"], cells, "初始版本")
    await portraits.publish(tx, ACTOR, "strategies", matrix.number)
    return True
