import { defineMessages } from "@tandem/i18n";

/** Wrap-up reasons and consent texts. */
export const catalogueMessages = defineMessages(
  {
    dispositions: "会话小结", dispositionsNote: "坐席结束会话时从这里选择原因。停用的不再出现，旧的小结不变。", newGroup: "新建大类", newReason: "添加原因", noDispositions: "还没有小结分类", noDispositionsText: "先建大类，再在其下添加原因；坐席结束会话时就能选择。", group: "大类", code: "标识", codeHint: "小写字母、数字、下划线或点，报表和规则用它，建后不能改", nameZh: "中文名称", nameEn: "英文名称", retire: "停用", restore: "恢复", retired: "已停用", showRetired: "显示已停用", up: "上移", down: "下移", edit: "编辑", editReason: "编辑小结分类", saved: "已保存",
    labels: "会话标签", label: "标签", newLabel: "新建标签", editLabel: "编辑标签", colour: "颜色", noLabels: "还没有标签", removeLabel: "删除标签“{name}”？", removeLabelText: "所有会话上的这个标签都会一起去掉，不能恢复。", canned: "共享快捷回复",
    consents: "授权文本", consentsNote: "向客户请求授权时显示的文本。发布新版本后，客户之前的同意仍按当时的版本留存。", publish: "发布新版本", publishTitle: "发布新版本 · {purpose}", noVersion: "还没有文本，暂不能请求这项授权", version: "第 {n} 版", zh: "中文", en: "英文", heading: "标题", body: "正文", published: "已发布",
    "purpose.service": "客户服务", "purpose.marketing": "营销通知", "purpose.biometrics": "生物识别", "purpose.recording": "会话记录", "purpose.profiling": "个性化服务",
  },
  {
    dispositions: "Wrap-up reasons", dispositionsNote: "Agents choose from these when they resolve. Retired ones are no longer offered; old wrap-ups stay as they are.", newGroup: "New group", newReason: "Add a reason", noDispositions: "No wrap-up reasons yet", noDispositionsText: "Make a group, then reasons in it; agents choose from them when they resolve.", group: "Group", code: "Code", codeHint: "Lower case, digits, underscore or dot; for reports and rules; fixed once made", nameZh: "Chinese name", nameEn: "English name", retire: "Retire", restore: "Take up again", retired: "Retired", showRetired: "Show retired", up: "Move up", down: "Move down", edit: "Edit", editReason: "Edit the reason", saved: "Saved",
    labels: "Labels", label: "Label", newLabel: "New label", editLabel: "Edit the label", colour: "Colour", noLabels: "No labels yet", removeLabel: "Delete the label “{name}”?", removeLabelText: "It goes from every conversation too, and does not come back.", canned: "Shared canned replies",
    consents: "Consent texts", consentsNote: "What customers read when they are asked to agree. What they agreed to before stays kept with the version of then.", publish: "Publish a new version", publishTitle: "New version · {purpose}", noVersion: "No text yet: this consent cannot be asked for", version: "Version {n}", zh: "Chinese", en: "English", heading: "Title", body: "Text", published: "Published",
    "purpose.service": "Service", "purpose.marketing": "Marketing", "purpose.biometrics": "Biometrics", "purpose.recording": "Recording", "purpose.profiling": "Profiling",
  },
);
