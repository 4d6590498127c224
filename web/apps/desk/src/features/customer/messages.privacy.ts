import { defineMessages } from "@tandem/i18n";

/** What a person may ask for by law: a copy, erasure; and that their data may only be stored. */
export const privacyMessages = defineMessages(
  {
    badge: "资料已限制处理，仅作保存", bySystem: "系统",
    open: "个人信息权利", title: "个人信息权利", audited: "查看和办理都会写入审计记录。",
    restrictions: "限制处理", restrictText: "限制后资料只作保存，只有获授权的人员能查看；客户的会话和还款不受影响。", noRestriction: "没有限制", standing: "限制中", until: "至 {date}", lifted: "{name} 已解除", over: "已到期",
    why: "原因", note: "说明（选填）", restrict: "限制处理", lift: "解除", restricted: "已限制处理", unrestricted: "已解除限制",
    "reason.request": "客户要求", "reason.dispute": "存在争议", "reason.law": "法律要求", "reason.other": "其他", "reason.erased": "已删除，依法保存的部分",
    requests: "信息副本与删除", requestText: "副本包含各业务保存的全部个人信息，保留7天。删除后姓名、联系方式和身份不可恢复，依法须保存的部分只作保存。", noRequest: "还没有申请",
    reason: "依据：客户怎么提出的", copy: "生成信息副本", erase: "删除个人信息", eraseTitle: "删除这位客户的个人信息？", eraseText: "不能撤销。有未结清借款或在途款项时不会删除。", asked: "已提交，正在办理",
    "kind.export": "信息副本", "kind.erase": "删除", "state.waiting": "正在办理", "state.done": "已完成", "state.failed": "未能办理", "state.expired": "已过期删除", readable: "可读版", json: "JSON", keptUntil: "保留至 {date}",
    "failure.open_loans": "有未结清的借款", "failure.customer_erased": "资料已删除", "failure.cannot_open": "资料无法解密，请联系管理员", "failure.open_orders": "有在途款项",
  },
  {
    badge: "data restricted: only stored", bySystem: "System",
    open: "Data rights", title: "Data rights", audited: "Looking and acting are audited.",
    restrictions: "Restriction", restrictText: "Restricted data is only stored; only those with the permission see it. Conversations and repayments go on.", noRestriction: "Not restricted", standing: "restricted", until: "until {date}", lifted: "lifted by {name}", over: "its time is over",
    why: "Reason", note: "Note (optional)", restrict: "Restrict", lift: "Lift", restricted: "Restricted", unrestricted: "Lifted",
    "reason.request": "asked for by the customer", "reason.dispute": "in dispute", "reason.law": "demanded by law", "reason.other": "other", "reason.erased": "erased: what the law keeps",
    requests: "Copy and erasure", requestText: "A copy holds all that is kept of the person and lies for 7 days. Erasing removes names, contacts and identities for good; what the law keeps is only stored.", noRequest: "Nothing asked for yet",
    reason: "How the customer asked for it", copy: "Make a copy", erase: "Erase", eraseTitle: "Erase this customer's personal data?", eraseText: "It cannot be undone. Nothing is erased while a loan is open or money is on its way.", asked: "Asked for; it is being done",
    "kind.export": "Copy", "kind.erase": "Erasure", "state.waiting": "being done", "state.done": "done", "state.failed": "failed", "state.expired": "expired and deleted", readable: "to read", json: "JSON", keptUntil: "kept until {date}",
    "failure.open_loans": "a loan is open", "failure.customer_erased": "already erased", "failure.cannot_open": "the data cannot be opened: ask an administrator", "failure.open_orders": "money is on its way",
  },
);
