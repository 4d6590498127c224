import { defineMessages } from "@tandem/i18n";

/** Which customers are one person. */
export const familyMessages = defineMessages(
  {
    title: "身份与合并", open: "身份与合并", members: "已知身份", merges: "合并记录", undone: "{name} 已拆分", split: "拆分", splitTitle: "拆分为两个客户？", splitText: "之后各自的身份、资料和会话分开显示。", splitNote: "说明（选填）", splitDone: "已拆分",
    same: "还有一个客户也是此人", sameText: "合并后两边的身份、会话和时间线归为一人，可以拆分；会记入审计。", search: "手机号、客户号等完整号码，或姓名开头", nobody: "没有找到其他客户", suggested: "系统提示可能是同一个人", reason: "依据：怎么知道是同一个人", merge: "合并为同一个人", notSame: "不是同一人", mergeDone: "已合并",
    "kind.web_anonymous": "网页访客", "kind.web_signed": "网页登录", "kind.borrower": "客户号", "kind.phone": "手机号", "kind.email": "邮箱", "kind.app_anonymous": "应用访客",
    bySystem: "系统", "reason.bound": "同一客户号", "reason.same_address": "同一手机号或邮箱", "reason.continued": "同一会话换渠道继续",
  },
  {
    title: "Identities and merging", open: "Identities", members: "Known as", merges: "Merges", undone: "taken apart by {name}", split: "Split", splitTitle: "Split into two customers?", splitText: "Identities, details and conversations are shown apart again.", splitNote: "Note (optional)", splitDone: "Split",
    same: "Another customer is this person too", sameText: "Identities, conversations and timelines of both become one person's; it can be taken apart, and is audited.", search: "A number in full, or the beginning of a name", nobody: "No other customer found", suggested: "may be the same person", reason: "How you know that they are the same", merge: "Merge into one person", notSame: "Somebody else", mergeDone: "Merged",
    "kind.web_anonymous": "Web visitor", "kind.web_signed": "Signed in on the web", "kind.borrower": "Borrower", "kind.phone": "Mobile number", "kind.email": "E-mail", "kind.app_anonymous": "App visitor",
    bySystem: "System", "reason.bound": "the same borrower number", "reason.same_address": "the same number or address", "reason.continued": "one conversation went on in another channel",
  },
);
