import { defineMessages } from "@tandem/i18n";

/** Words that every screen uses. */
export const common = defineMessages(
  {
    save: "保存", cancel: "取消", confirm: "确定", close: "关闭", edit: "编辑", create: "新建", remove: "删除", add: "添加",
    search: "搜索", all: "全部", none: "无", more: "更多", back: "返回", saved: "已保存", optional: "选填", loading: "加载中",
    loadMore: "加载更多", required: "必填", yes: "是", no: "否", refresh: "刷新", export: "导出", actions: "操作", name: "名称",
    state: "状态", unknown: "未知", visitor: "访客", anonymous: "访客 {code}",
    "priority.low": "低", "priority.normal": "普通", "priority.high": "高", "priority.urgent": "紧急",
    "controller.bot": "机器人", "controller.queue": "排队", "controller.agent": "坐席", "controller.silent_seat": "静默坐席", resolved: "已解决",
    "presence.online": "在线", "presence.busy": "忙碌", "presence.away": "离开", "presence.offline": "离线",
    "channel.web": "网页", "channel.app": "应用", "channel.wechat": "微信", "channel.email": "邮件", "channel.phone": "电话", "channel.sms": "短信",
  },
  {
    save: "Save", cancel: "Cancel", confirm: "OK", close: "Close", edit: "Edit", create: "New", remove: "Delete", add: "Add",
    search: "Search", all: "All", none: "None", more: "More", back: "Back", saved: "Saved", optional: "optional", loading: "Loading",
    loadMore: "Load more", required: "Required", yes: "Yes", no: "No", refresh: "Refresh", export: "Export", actions: "Actions", name: "Name",
    state: "State", unknown: "Unknown", visitor: "Visitor", anonymous: "Visitor {code}",
    "priority.low": "Low", "priority.normal": "Normal", "priority.high": "High", "priority.urgent": "Urgent",
    "controller.bot": "Bot", "controller.queue": "Queued", "controller.agent": "Agent", "controller.silent_seat": "Silent seat", resolved: "Resolved",
    "presence.online": "Online", "presence.busy": "Busy", "presence.away": "Away", "presence.offline": "Offline",
    "channel.web": "Web", "channel.app": "App", "channel.wechat": "WeChat", "channel.email": "E-mail", "channel.phone": "Phone", "channel.sms": "SMS",
  },
);
