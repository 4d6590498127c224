import { defineMessages } from "@tandem/i18n";

export const smsMessages = defineMessages(
  {
    title: "本地短信", at: "时间", phone: "手机号", text: "内容", way: "方向", in: "客户发来", out: "发给客户", size: "计费", segments: "{n} 条 · {encoding}", search: "输入 11 位手机号筛选", refresh: "刷新", write: "以客户身份发短信", answer: "回复",
    note: "演示用：短信没有真正发出，验证码和客服的回复在这里查看，也可以用客户的手机号发来短信，保留一天。查看和发送会记入审计日志。", none: "最近一天没有短信", noneText: "点“以客户身份发短信”，看看客服如何回复。", nowhere: "没有本地短信", nowhereText: "短信未启用，或由外部通道发送。",
    send: "发送", sent: "已发送，稍后出现在会话中", cancel: "取消", noPhone: "请输入 11 位手机号", noText: "请输入内容", textHint: "例如：这个月要还多少？回复“退订”可拒收营销短信",
  },
  {
    title: "Text messages", at: "Time", phone: "Number", text: "Text", way: "Direction", in: "From the customer", out: "To the customer", size: "Billed as", segments: "{n} {n|segment|segments} · {encoding}", search: "Filter by an 11-digit number", refresh: "Refresh", write: "Write as a customer", answer: "Reply",
    note: "For demos: nothing was really sent. Codes and answers are read here, and you may write from a customer's number; kept for a day. Reading and writing are audited.", none: "No text messages in the last day", noneText: "Press “Write as a customer” and see how it is answered.", nowhere: "There are no local text messages", nowhereText: "Text messages are off, or go out through another system.",
    send: "Send", sent: "Sent; it appears as a conversation soon", cancel: "Cancel", noPhone: "Type an 11-digit mobile number", noText: "Type a text", textHint: "Such as: how much do I owe this month? 退订 refuses marketing",
  },
);
