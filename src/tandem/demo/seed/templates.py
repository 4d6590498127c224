"""The demo lender's message templates, for every channel that has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tandem.contexts.access.api import Actor
from tandem.contexts.channels import api as channels
from tandem.contexts.channels.api import Purpose, TemplateField, TemplateText
from tandem.demo.wechat_simulator.demo import TEMPLATES as APPROVED
from tandem.kit.db import Tx
from tandem.settings import Settings

WECHAT, SMS, MAIL = ("wechat", "demo"), ("sms", "demo"), ("email", "service")


@dataclass(frozen=True)
class Seed:
    """One template. `page`: of the self-service pages, where it leads."""

    key: str
    name: str
    content: TemplateText
    purpose: Purpose = "service"
    page: str | None = None
    locale: str = "zh-CN"


def _name(kind: str, key: str = "name") -> TemplateField:
    return TemplateField(key, "客户姓名", kind, "customer.name")


def _wechat(key: str, external_id: str, *fields: TemplateField, page: str | None = None) -> Seed:
    approved = APPROVED[external_id]
    said = TemplateText(approved["content"], (_name("thing", "thing1"), *fields), external_id=external_id)
    return Seed(key, approved["title"], said, page=page)


_FOR_WECHAT = (
    _wechat(
        "repay_reminder", "hs-repay-reminder",
        TemplateField("amount2", "应还金额", "amount", "bill.amount"),
        TemplateField("date3", "还款日", "date", "bill.due_on"),
        TemplateField("thing4", "温馨提示", "thing", preset="请在还款日前保持余额充足"),
        page="bill",
    ),
    _wechat(
        "repaid", "hs-repaid",
        TemplateField("amount2", "还款金额", "amount", "payment.amount"),
        TemplateField("date3", "还款日期", "date", "payment.on"),
        page="bill",
    ),
    _wechat(
        "certificate_issued", "hs-certificate",
        TemplateField("character_string2", "证明编号", "character_string", "certificate.number"),
        TemplateField("date3", "开具日期", "date", "certificate.issued_on"),
        page="certificates",
    ),
    _wechat(
        "answer_ready", "hs-answer-ready",
        TemplateField("thing2", "咨询事项", "thing", preset="您最近咨询的问题"),
        TemplateField("time3", "答复时间", "time", "now"),
        TemplateField("thing4", "查看方式", "thing", preset="回复任意文字即可查看答复"),
    ),
    _wechat(
        "documents_needed", "hs-documents",
        TemplateField("thing2", "办理事项", "thing", preset="贷款资料变更"),
        TemplateField("thing3", "需补充", "thing"),
        TemplateField("phrase4", "当前状态", "phrase", preset="待补充"),
    ),
)  # fmt: skip

_AMOUNT = TemplateField("amount", "应还金额", "amount", "bill.amount")
_DUE = TemplateField("due", "还款日", "date", "bill.due_on")
_NUMBER = TemplateField("number", "证明编号", "text", "certificate.number")
_FOR_SMS = (
    Seed("repay_reminder", "还款提醒", TemplateText(
        "尊敬的{{name}}，您本期应还{{amount}}，还款日为{{due}}，请提前在还款卡中备足款项。如已还款请忽略。",
        (_name("text"), _AMOUNT, _DUE),
    )),
    Seed("certificate_issued", "结清证明已开具", TemplateText(
        "尊敬的{{name}}，您的贷款结清证明已开具，编号{{number}}，可在禾穗金融公众号“自助服务-结清证明”下载。",
        (_name("text"), _NUMBER),
    )),
    Seed("answer_ready", "您的问题已有答复", TemplateText(
        "尊敬的{{name}}，您咨询的{{topic}}已有答复，回复本短信任意内容即可查看。",
        (_name("text"), TemplateField("topic", "咨询事项", "text", preset="问题")),
    )),
    Seed("answer_ready", "Your question is answered", TemplateText(
        "Your question has been answered. Reply with any word to read it.",
    ), locale="en"),
    Seed("documents_needed", "资料补充提醒", TemplateText(
        "尊敬的{{name}}，您办理的{{matter}}还需补充{{missing}}，请于{{until}}前在禾穗App“我的-资料”中上传。",
        (
            _name("text"), TemplateField("matter", "办理事项", "text", preset="资料变更"),
            TemplateField("missing", "需补充的资料", "text"), TemplateField("until", "截止日期", "date"),
        ),
    )),
    Seed("rate_offer", "利率优惠通知", TemplateText(
        "尊敬的{{name}}，您获得一张借款利率优惠券，{{until}}前在禾穗App“我的-优惠券”中使用有效。拒收请回复R",
        (_name("text"), TemplateField("until", "有效期", "date")),
    ), purpose="marketing"),
)  # fmt: skip

_HELLO, _BYE = "尊敬的{{name}}：\n\n您好！", "\n\n如有疑问，直接回复本邮件即可。\n\n禾穗消费金融客户服务中心"
_FOR_MAIL = (
    Seed("repay_reminder", "还款提醒", TemplateText(
        f"{_HELLO}您的贷款本期应还金额为{{{{amount}}}}，还款日为{{{{due}}}}。为避免产生逾期费用并影响信用记录，"
        f"请在还款日前确保还款卡余额充足；如您已经还款，请忽略本邮件。{_BYE}",
        (_name("text"), _AMOUNT, _DUE), subject="还款提醒：请于{{due}}前还款",
    ), page="bill"),
    Seed("certificate_issued", "结清证明已开具", TemplateText(
        f"{_HELLO}您申请的贷款结清证明已经开具，编号为{{{{number}}}}，开具日期为{{{{issued}}}}。"
        f"登录自助服务页面即可下载，收件机构可凭编号在线核验真伪。{_BYE}",
        (_name("text"), _NUMBER, TemplateField("issued", "开具日期", "date", "certificate.issued_on")),
        subject="您的结清证明已开具",
    ), page="certificates"),
    Seed("answer_ready", "您的问题已有答复", TemplateText(
        f"{_HELLO}您咨询的{{{{topic}}}}已有答复，请查看会话中的回复；还有其他问题，我们随时为您解答。{_BYE}",
        (_name("text"), TemplateField("topic", "咨询事项", "text", preset="问题")), subject="您的问题已有答复",
    )),
    Seed("documents_needed", "资料补充提醒", TemplateText(
        f"{_HELLO}您办理的{{{{matter}}}}还需补充以下资料：{{{{missing}}}}。请将清晰的扫描件或照片作为附件回复本邮件。{_BYE}",
        (
            _name("text"), TemplateField("matter", "办理事项", "text", preset="资料变更"),
            TemplateField("missing", "需补充的资料", "text"),
        ),
        subject="请补充{{matter}}所需资料",
    )),
)  # fmt: skip
SEEDS: Mapping[tuple[str, str], Sequence[Seed]] = {WECHAT: _FOR_WECHAT, SMS: _FOR_SMS, MAIL: _FOR_MAIL}


async def load(tx: Tx, settings: Settings, actor: Actor) -> int:
    """Make those that are not there, for the demo's accounts that are; how many. What somebody changed, or switched off,
    stays as it is."""
    made = 0
    for (kind, account_key), seeds in SEEDS.items():
        for one in seeds:
            link = _link(settings, kind, one.page) if one.page else None
            made += await channels.load_template(
                tx, actor, kind=kind, account_key=account_key, key=one.key, locale=one.locale, purpose=one.purpose,
                name=one.name, content=replace(one.content, link=link),
            )  # fmt: skip
    return made


def _link(settings: Settings, kind: str, page: str) -> str:
    if kind == "wechat":
        return f"{settings.base_url}/channels/wechat/{WECHAT[1]}/bind?page={page}"
    return f"{settings.base_url}/h5/#/{page}"
