import { defineMessages } from "@tandem/i18n";

export const pushMessages = defineMessages(
  {
    title: "推送发件箱", at: "时间", site: "应用", handset: "设备", words: "通知内容", state: "状态", refresh: "刷新",
    shown: "显示中", replaced: "已被替换", "platform.ios": "iOS", "platform.android": "安卓", "platform.harmony": "鸿蒙", "platform.other": "其他",
    note: "演示用：通知没有真正发出，保留一天。客户的应用没有连着时才会推送；同一会话只显示最后一条。查看会记入审计日志。",
    none: "最近一天没有推送过通知", nowhere: "没有本地发件箱", nowhereText: "推送网关在“消息渠道”里接入，也可以用 TANDEM_PUSH 设置。",
    gateway: "推送网关", host: "地址", works: "连接正常，签名已被接受", wrong: "现在不可用：{code}", check: "重新检查", test: "发送测试推送", app: "应用（接入点标识）", token: "设备令牌", tokenBad: "请填写令牌，至少 8 个字符，不含空格", platform: "系统",
    "outcome.sent": "网关已接收", "outcome.device_gone": "该令牌已失效（应用已卸载）", "outcome.refused": "网关拒绝：{reason}", "outcome.later": "暂时未能送达：{reason}",
  },
  {
    title: "Notifications", at: "Time", site: "App", handset: "Device", words: "Notification", state: "State", refresh: "Refresh",
    shown: "Shown", replaced: "Replaced", "platform.ios": "iOS", "platform.android": "Android", "platform.harmony": "HarmonyOS", "platform.other": "Other",
    note: "For demos: nothing was really sent; kept for a day. A customer is notified while their app is not connected; a device shows the last of a conversation. Reading is audited.",
    none: "No notifications in the last day", nowhere: "There is no local outbox", nowhereText: "Connect a push gateway under Channels, or set TANDEM_PUSH.",
    gateway: "Push gateway", host: "Address", works: "It answers, and takes our signature", wrong: "It cannot be used now: {code}", check: "Check again", test: "Send a test push", app: "App (key of the site)", token: "Device token", tokenBad: "Give the token: 8 characters at least, no spaces", platform: "System",
    "outcome.sent": "The gateway took it", "outcome.device_gone": "The token is no longer valid (the app was removed)", "outcome.refused": "The gateway refused it: {reason}", "outcome.later": "Not delivered for now: {reason}",
  },
);
