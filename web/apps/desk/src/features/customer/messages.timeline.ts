import { defineMessages } from "@tandem/i18n";

export const timelineMessages = defineMessages(
  {
    empty: "还没有记录", emptyFiltered: "没有这类记录", end: "没有更早的记录", loadMore: "加载更早的记录", filter: "筛选", by: "{name}", bot: "机器人", customer: "客户", system: "系统",
    "group.contact": "联络", "group.loan": "借款", "group.customer": "身份", "group.consent": "授权", "group.verification": "核验", "group.tag": "标签", "group.segment": "分群",
    "contact.opened": "{channel}会话开始", "contact.to_person": "转人工", "contact.taken": "坐席接待", "contact.went_on": "会话从{from}转到{channel}继续", "contact.resolved": "会话结束", "contact.reopened": "会话重新打开", "contact.rated": "评价 {score} 星",
    "loan.done": "{command}已办理", "loan.refused": "{command}未办成", "loan.pending": "{command}等待结果", "loan.payment_arrived": "付款到账 {fen}", "loan.payment_refused": "付款未能入账 {fen}", "loan.money_returned": "退款 {fen}", "loan.certificate_issued": "已开结清证明 {number}", "loan.request_made": "已登记{request} {number}",
    "customer.identified": "登录识别身份", "customer.bound": "绑定借款人身份", "customer.merged": "与另一身份合并", "customer.split": "撤销合并", "customer.personal_noted": "更新{what}", "customer.blocked": "被拉黑", "customer.unblocked": "解除拉黑", "customer.restricted": "资料转为限制处理，仅作保存", "customer.unrestricted": "资料不再限制处理", "loan.request_answered": "{request} {number} 已答复：{verdict}", "request.fee_dispute": "费用异议", "request.credit_objection": "征信异议", "request.limit_review": "额度复核申请", "verdict.upheld": "支持", "verdict.partly": "部分支持", "verdict.rejected": "不予支持",
    "consent.changed": "{purpose}授权：{given}", "consent.preferences": "更改联络偏好", "verification.proven": "通过身份核验（{method}）", "verification.locked": "核验失败次数过多，暂时锁定",
    "tag.given": "打上标签“{name}”", "tag.ended": "去掉标签“{name}”", "segment.changed": "{layer}分群变更：{to}", given: "同意", refused: "不同意", none: "无",
    "tagEnd.until": "到期", "tagEnd.rule": "规则不再符合", "tagEnd.unknown": "资料不全", "tagEnd.hand": "手工去掉", "tagEnd.model": "模型不再判定", "tagEnd.no_consent": "未同意个性化服务", "tagEnd.restricted": "资料已限制处理", "tagEnd.merged": "并入另一身份", "tagEnd.erased": "资料已删除",
    "tagFrom.hand": "手工", "tagFrom.rule": "规则", "tagFrom.model": "模型",
    "method.code": "验证码", "method.id_digits": "证件尾号", "method.signed": "登录签名", "method.agent": "坐席核实", number: "编号 {number}",
    "command.repay": "还款", "command.prepay": "提前部分还款", "command.settle": "提前结清", "command.change_due_day": "变更还款日", "command.request_limit": "申请调额", "command.certificate": "开结清证明", "command.change_phone": "变更手机号", "command.dispute": "费用异议",
  },
  {
    empty: "Nothing yet", emptyFiltered: "Nothing of this kind", end: "That is all", loadMore: "Load earlier", filter: "Filter", by: "{name}", bot: "bot", customer: "customer", system: "system",
    "group.contact": "Contacts", "group.loan": "Loans", "group.customer": "Identity", "group.consent": "Consents", "group.verification": "Verification", "group.tag": "Tags", "group.segment": "Segments",
    "contact.opened": "Conversation began: {channel}", "contact.to_person": "Asked for a person", "contact.taken": "Taken by an agent", "contact.went_on": "Conversation went on: {from} to {channel}", "contact.resolved": "Conversation ended", "contact.reopened": "Conversation reopened", "contact.rated": "Rated {score} of 5",
    "loan.done": "{command}: done", "loan.refused": "{command}: not done", "loan.pending": "{command}: waiting for the core", "loan.payment_arrived": "Payment of {fen} arrived", "loan.payment_refused": "Payment of {fen} could not be booked", "loan.money_returned": "{fen} returned", "loan.certificate_issued": "Certificate {number} issued", "loan.request_made": "{request} {number} registered",
    "customer.identified": "Identified by log-in", "customer.bound": "Bound to the borrower", "customer.merged": "Merged with another identity", "customer.split": "Merge taken back", "customer.personal_noted": "{what} updated", "customer.blocked": "Blocked", "customer.unblocked": "Block lifted", "customer.restricted": "Data restricted: only stored", "customer.unrestricted": "Data no longer restricted", "loan.request_answered": "{request} {number} answered: {verdict}", "request.fee_dispute": "Fee dispute", "request.credit_objection": "Credit-report objection", "request.limit_review": "Limit review", "verdict.upheld": "granted", "verdict.partly": "granted in part", "verdict.rejected": "not granted",
    "consent.changed": "Consent to {purpose}: {given}", "consent.preferences": "Contact preferences changed", "verification.proven": "Identity proven ({method})", "verification.locked": "Locked after too many wrong answers",
    "tag.given": "Tagged “{name}”", "tag.ended": "Tag “{name}” ended", "segment.changed": "Segment of {layer}: {to}", given: "agreed", refused: "refused", none: "none",
    "tagEnd.until": "its time was over", "tagEnd.rule": "the rule holds no more", "tagEnd.unknown": "not enough is known", "tagEnd.hand": "taken away by hand", "tagEnd.model": "the model says so no more", "tagEnd.no_consent": "no consent to profiling", "tagEnd.restricted": "data restricted", "tagEnd.merged": "merged into another identity", "tagEnd.erased": "data erased",
    "tagFrom.hand": "by hand", "tagFrom.rule": "by rule", "tagFrom.model": "by model",
    "method.code": "code", "method.id_digits": "ID digits", "method.signed": "signed log-in", "method.agent": "by an agent", number: "number {number}",
    "command.repay": "Repayment", "command.prepay": "Partial repayment", "command.settle": "Early settlement", "command.change_due_day": "Change of due date", "command.request_limit": "Request for a limit", "command.certificate": "Settlement certificate", "command.change_phone": "Change of phone", "command.dispute": "Fee dispute",
  },
);
