import { defineMessages } from "@tandem/i18n";

export const mailMessages = defineMessages(
  {
    title: "本地邮箱", note: "演示用：邮件只放在本机文件夹里，没有发到外面。在这里以客户的身份写信，再看客服的回信。查看和写信会记入审计日志。", refresh: "刷新", write: "以客户身份写信", answer: "回信", from: "客户邮箱", to: "收件邮箱", subject: "主题", text: "正文", send: "写好了，投递", sent: "已投递，稍后出现在会话中", cancel: "取消",
    at: "时间", who: "往来", mail: "邮件", in: "客户来信", out: "客服回信", files: "附件：{names}", none: "还没有邮件", noneText: "点“以客户身份写信”，看看客服如何回复。", nowhere: "没有本地邮箱", nowhereText: "只有演示安装才有本地邮箱；正式邮箱在渠道账号中接入。", noAddress: "请输入邮箱地址", noText: "请输入正文", noSubject: "（无主题）",
  },
  {
    title: "Local mailbox", note: "For demos: mail stays in folders on this machine. Write as a customer here and read the answers; both are audited.", refresh: "Refresh", write: "Write as a customer", answer: "Answer", from: "Customer's address", to: "To", subject: "Subject", text: "Text", send: "Post it", sent: "Posted; it appears as a conversation soon", cancel: "Cancel",
    at: "Time", who: "From and to", mail: "Mail", in: "From the customer", out: "Our answer", files: "Files: {names}", none: "No mail yet", noneText: "Press “Write as a customer” and see how it is answered.", nowhere: "There is no local mailbox", nowhereText: "Only demo installations have one; real mailboxes are connected as channel accounts.", noAddress: "Type an e-mail address", noText: "Type a text", noSubject: "(no subject)",
  },
);
