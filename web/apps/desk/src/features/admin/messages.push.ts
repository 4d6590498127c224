import { defineMessages } from "@tandem/i18n";

export const pushMessages = defineMessages(
  {
    title: "推送发件箱", at: "时间", site: "应用", handset: "设备", words: "通知内容", state: "状态", refresh: "刷新",
    shown: "显示中", replaced: "已被替换", "platform.ios": "iOS", "platform.android": "安卓", "platform.harmony": "鸿蒙", "platform.other": "其他",
    note: "演示用：通知没有真正发出，保留一天。客户的应用没有连着时才会推送；同一会话只显示最后一条。查看会记入审计日志。",
    none: "最近一天没有推送过通知", nowhere: "没有本地发件箱", nowhereText: "推送未启用，或由外部通道发送。",
  },
  {
    title: "Notifications", at: "Time", site: "App", handset: "Device", words: "Notification", state: "State", refresh: "Refresh",
    shown: "Shown", replaced: "Replaced", "platform.ios": "iOS", "platform.android": "Android", "platform.harmony": "HarmonyOS", "platform.other": "Other",
    note: "For demos: nothing was really sent; kept for a day. A customer is notified while their app is not connected; a device shows the last of a conversation. Reading is audited.",
    none: "No notifications in the last day", nowhere: "There is no local outbox", nowhereText: "Notifications are off, or go out through another system.",
  },
);
