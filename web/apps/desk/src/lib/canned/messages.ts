import { defineMessages } from "@tandem/i18n";

export const messages = defineMessages(
  {
    own: "我的快捷回复", shared: "共享快捷回复", hint: "输入 / 后使用。可用变量：{vars}", sharedHint: "所有坐席都能用。输入 / 后使用，可用变量：{vars}", shortcut: "快捷词", title: "标题", text: "内容", add: "添加", edit: "编辑", remove: "删除", removeConfirm: "删除“{title}”？",
    noneOwn: "还没有自己的快捷回复", noneShared: "还没有共享的快捷回复", shortcutHint: "只用文字、数字、下划线、连字符", required: "必填", saved: "已保存",
  },
  {
    own: "My canned replies", shared: "Shared canned replies", hint: "Used by typing /. Variables: {vars}", sharedHint: "For every agent, by typing /. Variables: {vars}", shortcut: "Shortcut", title: "Title", text: "Text", add: "Add", edit: "Edit", remove: "Delete", removeConfirm: "Delete “{title}”?",
    noneOwn: "No canned replies of your own yet", noneShared: "No shared canned replies yet", shortcutHint: "Letters, digits, underscore, hyphen only", required: "Required", saved: "Saved",
  },
);
