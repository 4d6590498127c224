import { defineMessages } from "@tandem/i18n";

export const templateMessages = defineMessages(
  {
    template: "模板消息", choose: "选择模板", chosen: "已选模板", back: "写文字消息", close: "收起", keys: "{mod}+Enter 发送", send: "发送模板", sending: "正在发送…", preview: "客户将看到", link: "附“查看详情”链接",
    ledger: "账务数据", ledgerHint: "来自账务系统，不能修改", none: "这个账号没有可用的模板", noneText: "请联系管理员在“管理 → 消息模板”中添加。", loading: "正在读取客户和账务数据…", sent: "模板已提交发送", inPlaceOf: "代替未发出的消息：{text}", marketing: "营销", count: "{n} 个模板",
    "shut.time_up": "客户超过回复时限没有发消息，回复窗口已于 {since} 关闭，只能发送模板消息。客户再次发消息后可继续写文字。", "shut.count_used": "客户上次发消息后可回复的条数已用完，只能发送模板消息。客户再次发消息后可继续写文字。",
    "shut.refused": "平台已于 {since} 关闭回复窗口，只能发送模板消息。客户再次发消息后可继续写文字。", "shut.never_wrote": "客户还没有在这里发过消息，只能发送模板消息。", "shut.templates_only": "此账号的运营商只下发已报备的模板，请选择模板。",
    "shut.no_recipient": "客户的联系方式已删除，不能再发消息。", "shut.channel_unknown": "此渠道已停用，不能再发消息。", "shut.nothing": "此渠道没有模板消息，请等客户再次发消息。", open: "回复窗口 {until} 关闭", left: "还可回复 {n} 条",
    "missing.not_bound": "客户尚未核实身份", "missing.not_permitted": "您没有查看贷款数据的权限", "missing.nothing": "账务系统没有这项数据", marketing_refused: "客户没有同意接收营销信息", marketing_later: "免打扰时段，{until} 后可发送",
    "why.window_closed": "回复窗口已关闭", "why.held": "回复窗口已关闭，客户再次发消息后自动发出", "why.marketing_refused": "客户已拒绝营销信息", "why.marketing_later": "免打扰时段", "why.other": "原因：{code}", replace: "改用模板发送", made: "模板 · {name}",
  },
  {
    template: "Template", choose: "Choose a template", chosen: "Template", back: "Write text", close: "Close", keys: "{mod}+Enter sends", send: "Send template", sending: "Sending…", preview: "What the customer reads", link: "with a link to see more",
    ledger: "Ledger", ledgerHint: "From the ledger; cannot be changed", none: "This account has no templates", noneText: "An administrator can add some under Administration → Message templates.", loading: "Reading the customer and the ledger…", sent: "The template is on its way", inPlaceOf: "In place of what was not sent: {text}", marketing: "marketing", count: "{n} {n|template|templates}",
    "shut.time_up": "The customer has not written for too long: the reply window closed at {since}, only templates go out. Once they write again you may write text.", "shut.count_used": "All replies that the customer's last message allowed are used, only templates go out. Once they write again you may write text.",
    "shut.refused": "The platform closed the reply window at {since}, only templates go out. Once the customer writes again you may write text.", "shut.never_wrote": "The customer has not written here yet, only templates go out.", "shut.templates_only": "This account's operator delivers approved templates only.",
    "shut.no_recipient": "The customer's address was erased; nothing can be sent.", "shut.channel_unknown": "This channel is not installed any more; nothing can be sent.", "shut.nothing": "This channel has no templates; wait until the customer writes again.", open: "Reply window closes {until}", left: "{n} {n|reply|replies} left",
    "missing.not_bound": "The customer has not proven who they are", "missing.not_permitted": "You may not see loans", "missing.nothing": "The ledger has none", marketing_refused: "The customer has not agreed to marketing", marketing_later: "Quiet hours until {until}",
    "why.window_closed": "the reply window was closed", "why.held": "the reply window is closed; goes out when the customer writes again", "why.marketing_refused": "the customer has refused marketing", "why.marketing_later": "quiet hours", "why.other": "{code}", replace: "Send a template instead", made: "Template · {name}",
  },
);
