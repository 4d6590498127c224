import { defineMessages } from "@tandem/i18n";

export const panelMessages = defineMessages(
  {
    title: "客户", verified: "已核验身份", unverified: "未核验身份", contact: "联系方式", phone: "手机", email: "邮箱", location: "位置", page: "当前页面", device: "设备",
    attributes: "客户属性", labels: "标签", handovers: "流转记录", previous: "历史会话", noPrevious: "没有历史会话", noHandovers: "还没有流转", rating: "客户评价", notRated: "未评价",
    wrapUp: "话后小结", solved: "已解决", unsolved: "未解决", score: "{score} 星", noAttributes: "没有属性", opened: "开始于", by: "操作人 {name}", noSummary: "没有摘要",
    blocked: "已拉黑，{until}", blockedBy: "{name} · {time}", lift: "解除拉黑",
  },
  {
    title: "Customer", verified: "Identity verified", unverified: "Identity not verified", contact: "Contact", phone: "Phone", email: "E-mail", location: "Location", page: "On page", device: "Device",
    attributes: "Attributes", labels: "Labels", handovers: "Hand-overs", previous: "Previous conversations", noPrevious: "No previous conversations", noHandovers: "No hand-overs yet", rating: "Rating", notRated: "Not rated",
    wrapUp: "Wrap-up", solved: "Solved", unsolved: "Not solved", score: "{score} of 5", noAttributes: "No attributes", opened: "Started", by: "by {name}", noSummary: "No summary",
    blocked: "Blocked {until}", blockedBy: "{name} · {time}", lift: "Lift block",
  },
);
