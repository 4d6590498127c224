import { defineMessages } from "@tandem/i18n";

export const panelMessages = defineMessages(
  {
    title: "客户", verified: "已核验身份", unverified: "未核验身份", contact: "联系方式", topic: "咨询事项", phone: "手机", email: "邮箱", location: "位置", page: "当前页面", device: "设备",
    attributes: "客户属性", labels: "标签", handovers: "流转记录", noHandovers: "还没有流转", rating: "客户评价", notRated: "未评价",
    wrapUp: "话后小结", solved: "已解决", unsolved: "未解决", score: "{score} 星", noAttributes: "没有属性", opened: "开始于", by: "操作人 {name}", noSummary: "没有摘要",
    blocked: "已拉黑，{until}", blockedBy: "{name} · {time}", lift: "解除拉黑",
    summary: "转接摘要", because: "转接原因", asked: "客户问", botSaid: "机器人答", summaryByRules: "自动摘录", summaryByModel: "由大模型 {model} 整理，请以会话为准",
    "kind.amount": "金额", "kind.date": "日期", "kind.period": "期限", "kind.instalment": "期次", "kind.rate": "利率", "kind.reference": "编号", "kind.mobile": "手机号", "kind.bank_card": "银行卡",
  },
  {
    title: "Customer", verified: "Identity verified", unverified: "Identity not verified", contact: "Contact", topic: "Topic", phone: "Phone", email: "E-mail", location: "Location", page: "On page", device: "Device",
    attributes: "Attributes", labels: "Labels", handovers: "Hand-overs", noHandovers: "No hand-overs yet", rating: "Rating", notRated: "Not rated",
    wrapUp: "Wrap-up", solved: "Solved", unsolved: "Not solved", score: "{score} of 5", noAttributes: "No attributes", opened: "Started", by: "by {name}", noSummary: "No summary",
    blocked: "Blocked {until}", blockedBy: "{name} · {time}", lift: "Lift block",
    summary: "Hand-over summary", because: "Because", asked: "Asked", botSaid: "Bot said", summaryByRules: "Extracted automatically", summaryByModel: "Summed up by {model}; the conversation counts",
    "kind.amount": "Amount", "kind.date": "Date", "kind.period": "Period", "kind.instalment": "Instalment", "kind.rate": "Rate", "kind.reference": "Reference", "kind.mobile": "Phone", "kind.bank_card": "Card",
  },
);
