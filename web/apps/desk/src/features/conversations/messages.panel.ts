import { defineMessages } from "@tandem/i18n";

export const panelMessages = defineMessages(
  {
    title: "客户", verified: "已核验身份", unverified: "未核验身份", contact: "联系方式", phone: "手机", email: "邮箱", location: "位置", page: "当前页面", device: "设备",
    attributes: "客户属性", labels: "标签", handovers: "流转记录", previous: "历史会话", noPrevious: "没有历史会话", noHandovers: "还没有流转", rating: "客户评价", notRated: "未评价",
    wrapUp: "话后小结", solved: "已解决", unsolved: "未解决", score: "{score} 星", noAttributes: "没有属性", opened: "开始于", by: "操作人 {name}", noSummary: "没有摘要",
    "reason.asked_for_person": "客户要求人工", "reason.low_confidence": "机器人没有把握", "reason.mandatory": "规则要求转人工", "reason.replied": "坐席回复", "reason.handed_back": "交回机器人",
    "reason.claimed": "领取", "reason.accepted": "接起", "reason.by_agent": "坐席操作", "reason.routed": "自动分配", "reason.transferred": "转接", "reason.taken_over": "主管接管", "reason.reopened": "重新打开",
    "reason.resolved": "已解决", "reason.left_queue": "客户取消排队", "reason.missed_offers": "多次未接起", "reason.agent_away": "坐席离开", "reason.connection_lost": "坐席断线", "reason.customer_wrote": "客户回复", "reason.time": "到时间", "reason.opened": "会话开始",
    "reason.complaint": "投诉", "reason.fraud": "涉嫌诈骗", "reason.self_harm": "人身安全风险", "reason.regulator": "涉及监管",
  },
  {
    title: "Customer", verified: "Identity verified", unverified: "Identity not verified", contact: "Contact", phone: "Phone", email: "E-mail", location: "Location", page: "On page", device: "Device",
    attributes: "Attributes", labels: "Labels", handovers: "Hand-overs", previous: "Previous conversations", noPrevious: "No previous conversations", noHandovers: "No hand-overs yet", rating: "Rating", notRated: "Not rated",
    wrapUp: "Wrap-up", solved: "Solved", unsolved: "Not solved", score: "{score} of 5", noAttributes: "No attributes", opened: "Started", by: "by {name}", noSummary: "No summary",
    "reason.asked_for_person": "asked for a person", "reason.low_confidence": "bot was not sure", "reason.mandatory": "rule requires a person", "reason.replied": "agent replied", "reason.handed_back": "handed back to the bot",
    "reason.claimed": "claimed", "reason.accepted": "accepted", "reason.by_agent": "by an agent", "reason.routed": "routed", "reason.transferred": "transferred", "reason.taken_over": "taken over", "reason.reopened": "reopened",
    "reason.resolved": "resolved", "reason.left_queue": "customer left the queue", "reason.missed_offers": "offers missed", "reason.agent_away": "agent away", "reason.connection_lost": "agent disconnected", "reason.customer_wrote": "customer wrote", "reason.time": "time reached", "reason.opened": "started",
    "reason.complaint": "complaint", "reason.fraud": "suspected fraud", "reason.self_harm": "safety risk", "reason.regulator": "regulator involved",
  },
);
