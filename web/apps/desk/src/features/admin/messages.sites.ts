import { defineMessages } from "@tandem/i18n";

export const siteMessages = defineMessages(
  {
    sites: "网页与应用", noSites: "还没有站点", site: "站点", queue: "接待队列", identity: "访客身份", "identity.anonymous": "匿名", "identity.signed": "须登录", "identity.both": "匿名或登录", preChat: "咨询前表单", invitations: "主动邀请", off: "未开启", edit: "设置",
    formOn: "在第一条消息前请访客填写", fields: "填写内容", "field.name": "称呼", "field.phone": "手机号", "field.email": "邮箱", "field.topic": "咨询事项", ask: "询问", required: "必填", topics: "可选的事项", topicsHint: "2 至 8 项，输入后回车", skippable: "允许跳过", skippableHint: "已登录的客户和书面投诉从不要求填写", purposes: "请求的授权", purposesHint: "每项单独勾选，不预先勾上；记录当时的文本版本", noText: "还没有授权文本",
    "purpose.service": "客户服务", "purpose.marketing": "营销通知", "purpose.biometrics": "生物识别", "purpose.recording": "会话记录", "purpose.profiling": "个性化服务", version: "第 {n} 版",
    invitationsHint: "每次访问最多弹出一次，不在服务时间内或正在对话时不弹出；访客关闭后当天不再弹出。", text: "中文", textEn: "英文（选填）", pages: "出现在哪些页面", pagesHint: "路径，* 代表任意内容，如 /loan/*", delay: "打开页面后（秒）", perDay: "每天最多（次）", addInvitation: "添加一条", removeInvitation: "删除这一条", noInvitations: "还没有主动邀请", saved: "已保存", summaryFields: "{n} 项", summaryInvitations: "{n} 条",
  },
  {
    sites: "Web sites and apps", noSites: "No sites yet", site: "Site", queue: "Queue", identity: "Visitors", "identity.anonymous": "Anonymous", "identity.signed": "Signed in", "identity.both": "Either", preChat: "Pre-chat form", invitations: "Invitations", off: "Off", edit: "Set up",
    formOn: "Ask visitors before their first message", fields: "Fields", "field.name": "Name", "field.phone": "Mobile number", "field.email": "E-mail", "field.topic": "Topic", ask: "Ask", required: "Required", topics: "Topics to choose from", topicsHint: "2 to 8; press Enter after each", skippable: "May be skipped", skippableHint: "Signed-in customers and written complaints are never asked", purposes: "Consents to ask for", purposesHint: "Ticked one by one, never in advance; the version of the text is kept", noText: "no text yet",
    "purpose.service": "Service", "purpose.marketing": "Marketing", "purpose.biometrics": "Biometrics", "purpose.recording": "Recording", "purpose.profiling": "Profiling", version: "version {n}",
    invitationsHint: "At most once a visit, never outside opening hours or during a chat; once sent away, not again that day.", text: "Chinese", textEn: "English (optional)", pages: "On which pages", pagesHint: "Paths; * stands for anything, e.g. /loan/*", delay: "Seconds after opening the page", perDay: "Times a day at most", addInvitation: "Add one", removeInvitation: "Remove this one", noInvitations: "No invitations yet", saved: "Saved", summaryFields: "{n} {n|field|fields}", summaryInvitations: "{n} {n|invitation|invitations}",
  },
);
