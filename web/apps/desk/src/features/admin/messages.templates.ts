import { defineMessages } from "@tandem/i18n";

export const templateMessages = defineMessages(
  {
    templates: "消息模板", intro: "回复窗口关闭后，客服只能用模板联系客户；短信和邮件也可随时使用。", add: "新建模板", edit: "编辑模板", none: "还没有消息模板", noneText: "新建后，客服在回复窗口关闭时可以选用。",
    channel: "渠道", account: "账号", everyAccount: "该渠道全部账号", name: "名称", key: "标识", keyHint: "小写字母、数字、下划线；“answer_ready”用于通知客户已有答复", keyBad: "以小写字母开头，只含小写字母、数字、下划线", language: "语言", purpose: "用途", "purpose.service": "服务", "purpose.marketing": "营销", "purpose.hint": "营销模板只发给同意接收的客户，且避开免打扰时段。",
    state: "状态", on: "启用", off: "已停用", changed: "最近修改", by: "{who}，第 {n} 版", switchOff: "停用", switchOn: "启用", switchedOff: "已停用", switchedOn: "已启用", all: "全部渠道",
    externalId: "平台模板ID", externalIdHint: "在微信公众平台“模板消息”中查看", externalIdOptional: "短信平台要求按模板ID下发时填写", subject: "主题", text: "正文", textHint: "用 {{key}} 表示要填写的位置", textHintWechat: "与平台审核通过的内容一致，例如：应还金额：{{amount2.DATA}}", link: "跳转链接", linkHint: "客户点开模板后打开的页面",
    fields: "字段", addField: "添加字段", fromText: "从正文生成", fieldKey: "标识", fieldName: "名称", fieldKind: "类型", fieldSource: "取值来源", fieldPreset: "预填内容", typed: "客服填写", remove: "删除字段",
    preview: "预览", characters: "{n} 字", segments: "计费 {n} 条", faultsTitle: "保存前需要修改", save: "保存", saved: "已保存", created: "已新建", required: "请填写", noFields: "正文没有需要填写的位置",
    tabEdit: "内容", tabTest: "测试发送", tabVersions: "历史版本", version: "第 {n} 版", testTo: "发给", testToHint: "手机号、邮箱或该渠道的用户标识", testFrom: "发送账号", sendTest: "发送测试", testSent: "渠道已接收", testNot: "未发出：{code}", testHint: "测试内容由您填写，不读取账务数据；每个账号每小时最多 10 条。",
  },
  {
    templates: "Message templates", intro: "Once a reply window is closed agents reach customers by templates alone; text messages and mails may use them at any time.", add: "New template", edit: "Edit template", none: "No message templates yet", noneText: "Agents choose one when a reply window is closed.",
    channel: "Channel", account: "Account", everyAccount: "All accounts of the channel", name: "Name", key: "Key", keyHint: "Small letters, digits, underscores; “answer_ready” tells customers of an answer that waits", keyBad: "Begin with a small letter; then small letters, digits, underscores", language: "Language", purpose: "Purpose", "purpose.service": "Service", "purpose.marketing": "Marketing", "purpose.hint": "Marketing goes to customers who agreed, outside quiet hours.",
    state: "State", on: "On", off: "Off", changed: "Changed", by: "{who}, version {n}", switchOff: "Switch off", switchOn: "Switch on", switchedOff: "Switched off", switchedOn: "Switched on", all: "All channels",
    externalId: "Id at the platform", externalIdHint: "As the WeChat platform lists it", externalIdOptional: "Where the operator sends by template id", subject: "Subject", text: "Text", textHint: "{{key}} marks a place to fill in", textHintWechat: "As the platform approved it, for example: 应还金额：{{amount2.DATA}}", link: "Link", linkHint: "The page that the template opens",
    fields: "Fields", addField: "Add a field", fromText: "From the text", fieldKey: "Key", fieldName: "Name", fieldKind: "Kind", fieldSource: "Value", fieldPreset: "Preset", typed: "Typed by the agent", remove: "Remove field",
    preview: "Preview", characters: "{n} characters", segments: "{n} paid {n|message|messages}", faultsTitle: "To mend before saving", save: "Save", saved: "Saved", created: "Made", required: "needed", noFields: "The text has no places to fill in",
    tabEdit: "Content", tabTest: "Test", tabVersions: "Versions", version: "Version {n}", testTo: "To", testToHint: "A phone number, an address or the channel's own user id", testFrom: "From", sendTest: "Send test", testSent: "The channel took it", testNot: "Not sent: {code}", testHint: "You type the values of a test, no ledger is asked; 10 an hour and account.",
  },
);
