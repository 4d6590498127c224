"""Who works at 禾穗消费金融: the fictional lender's organisation, as data. Names are invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Queue:
    key: str
    name: str
    calendar: str | None
    skills: tuple[str, ...] = ()
    accept_mode: str = "offer"
    sl_target_s: int = 20
    first_response_s: int = 60
    next_response_s: int = 180


@dataclass(frozen=True)
class Team:
    name: str
    queues: tuple[str, ...]
    skills: tuple[str, ...]
    supervisor: str
    members: tuple[str, ...]
    complaint_officers: bool = False


BUSINESS_LINE = "消费贷款服务部"
SITE = "demo"
APP_SITE = "demo-app"
# Mail in folders on this machine: nothing of it goes to the world.
MAILBOX = {
    "address": "service@hesui.example",
    "sender_name": "禾穗客服",
    "receive": "maildir",
    "send": "maildir",
    "trusted_server": "demo.local",
}

CALENDARS: dict[str, dict[str, object]] = {
    # The online queue never closes, so that a newcomer sees agents at any hour; this one shows opening hours.
    "投诉处理工作时间": {
        "timezone": "Asia/Shanghai",
        "weekly": {
            str(day): [{"from": "09:00", "to": "12:00"}, {"from": "13:00", "to": "21:00"}]
            for day in range(1, 8)
        },
        "holidays": "none",
    }
}

QUEUES = (
    Queue("general", "在线客服", None),
    Queue("repayment", "还款与账务", None, skills=("repayment",)),
    Queue(
        "complaint",
        "投诉与纠纷",
        "投诉处理工作时间",
        skills=("complaint",),
        sl_target_s=30,
        first_response_s=45,
    ),
)

TEAMS = (
    Team(
        "在线一组", ("general", "repayment"), ("general", "repayment"), "周晓岚",
        ("林静怡", "陈子航", "王雨桐", "赵文博", "孙佳宁", "李明轩", "吴思琪", "郑浩然"),
    ),
    Team(
        "在线二组", ("general", "repayment"), ("general", "repayment"), "何立群",
        ("黄梦洁", "徐志远", "马欣悦", "朱俊杰", "胡雅楠", "郭子涵", "罗晨曦", "高逸飞"),
    ),
    Team(
        "投诉处理组", ("complaint", "general"), ("complaint", "general"), "沈若兰",
        ("谢安然", "韩东升", "唐可欣", "冯启明", "邓雨薇", "曹国栋"), complaint_officers=True,
    ),
)  # fmt: skip

# username, name, role
OTHERS = (
    ("editor01", "苏婉清", "knowledge_editor"),
    ("editor02", "方知远", "knowledge_editor"),
    ("trainer01", "姜思远", "bot_trainer"),
    ("qa01", "尹若水", "qa"),
    ("admin", "陆承宇", "admin"),
)

# code, zh, en, children
DISPOSITIONS = (
    ("repayment", "还款", "Repayment", (
        ("repayment.how", "还款方式咨询", "How to repay"),
        ("repayment.failed", "扣款失败", "Debit failed"),
        ("repayment.refund", "重复扣款与退款", "Double debit and refund"),
        ("repayment.early", "提前还款", "Early settlement"),
        ("repayment.certificate", "结清证明", "Settlement certificate"),
    )),
    ("overdue", "逾期", "Overdue", (
        ("overdue.fee", "逾期费用", "Overdue fees"),
        ("overdue.plan", "协商还款", "Negotiated plan"),
        ("overdue.collector", "催收问题", "Collection"),
    )),
    ("application", "申请与额度", "Application and limit", (
        ("application.progress", "审核进度", "Review progress"),
        ("application.rejected", "审核未通过", "Rejected"),
        ("application.limit", "额度咨询", "Limit"),
    )),
    ("account", "账户与App", "Account and app", (
        ("account.login", "登录与密码", "Log-in"),
        ("account.change", "资料变更", "Change of data"),
        ("account.close", "注销账户", "Close account"),
    )),
    ("credit", "征信", "Credit report", ()),
    ("complaint", "投诉", "Complaint", (
        ("complaint.service", "服务态度", "Service"),
        ("complaint.fee", "费用争议", "Fee dispute"),
        ("complaint.collection", "催收投诉", "Collection complaint"),
    )),
    ("fraud", "疑似诈骗", "Suspected fraud", ()),
    ("other", "其他", "Other", ()),
)  # fmt: skip

LABELS = (
    ("提前还款", "#1677ff"), ("协商还款", "#fa8c16"), ("投诉风险", "#f5222d"), ("疑似诈骗", "#a8071a"),
    ("VIP", "#722ed1"), ("老年客户", "#13c2c2"), ("待回访", "#52c41a"), ("系统故障", "#8c8c8c"),
)  # fmt: skip

CANNED_REPLIES = (
    ("hi", "问候", "{{customer.name}}您好，我是禾穗消费金融客服{{agent.name}}，很高兴为您服务，请问有什么可以帮您？"),
    ("wait", "请稍等", "请您稍等，我马上为您查询，大约需要一到两分钟。"),
    ("sorry", "致歉", "给您带来不便非常抱歉，您反映的情况我已经记录，会马上帮您核实处理。"),
    ("early", "提前还款路径", "您可以打开禾穗金融App，进入“我的借款”，选择对应借据后点“提前结清”，系统会显示应还金额，确认后即可还款。"),
    ("safe", "安全提醒", "温馨提醒：我们不会以任何理由要求您向个人账户转账，也不会索要验证码，请不要相信“解冻费”“保证金”等说法。"),
    ("plan", "协商还款", "理解您目前的困难。您可以提交收入变化的相关材料，我们会在5个工作日内完成评估，评估期间会暂停催收。"),
    ("else", "还有其他问题吗", "请问还有其他可以帮您的吗？"),
    ("bye", "结束语", "感谢您的咨询，祝您生活愉快！稍后请您为本次服务评个分，谢谢。"),
)  # fmt: skip

BRAND = {"title": "禾穗金融客服", "accent": "#0b6e4f"}
GREETING = (
    "您好，我是禾穗消费金融的智能助手小穗。还款、额度、征信、账户问题都可以直接问我，需要人工随时说“转人工”。"
)
PRIVACY = "我们会记录本次对话用于为您服务和改进质量，请不要发送密码和验证码。"
COMPLAINTS = "投诉也可拨打客服热线 400-000-0123 按 5 键，或消费者投诉维权热线 12378。"
GREETING_EN = (
    "Hello, I am Xiaosui, the assistant of Hesui Consumer Finance. Ask me about repayments, limits, credit reports "
    "and your account; say “agent” whenever you want a person."
)
PRIVACY_EN = (
    "This conversation is recorded to serve you and to get better. Please do not send passwords or codes."
)
COMPLAINTS_EN = (
    "You may also complain by telephone: 400-000-0123, key 5, or the consumer complaint hotline 12378."
)
FAQ = (
    "early_settlement.how", "repayment.due_date_where", "overdue.grace", "limit.raise",
    "application.progress", "account.change_phone", "credit_report.one_day_late", "fraud.unfreeze_fee",
)  # fmt: skip
