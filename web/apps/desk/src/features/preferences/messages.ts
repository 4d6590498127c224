import { defineMessages } from "@tandem/i18n";

export const messages = defineMessages(
  {
    title: "我的设置", appearance: "外观", language: "语言", theme: "主题", "theme.light": "浅色", "theme.dark": "深色", "theme.system": "跟随系统", density: "密度", "density.comfortable": "宽松", "density.compact": "紧凑",
    working: "工作方式", sendKey: "发送键", "send.enter": "Enter 发送", "send.mod_enter": "{mod}+Enter 发送", idle: "无操作后自动离开", idleMinutes: "{n} 分钟", idleNever: "从不", sound: "提示音", soundHint: "新会话和新消息时响铃", tryIt: "试听", notifications: "桌面通知", notificationsHint: "页面不在前台时弹出", allow: "允许浏览器通知", blocked: "浏览器已禁止通知，请在浏览器的网站设置里打开", allowed: "浏览器已允许",
    logIns: "登录的设备", thisDevice: "本机", unknownDevice: "未知设备", seen: "最近使用 {time} · 登录于 {since}", end: "退出", endOthers: "退出其他全部设备", ended: "已退出",
    password: "修改密码", old: "当前密码", next: "新密码", again: "再输一遍新密码", different: "两次输入不一致", short: "至少 10 个字符", change: "修改密码", changed: "密码已修改，其他设备已退出登录", required: "必填", saved: "已保存", canned: "我的快捷回复",
  },
  {
    title: "My preferences", appearance: "Appearance", language: "Language", theme: "Theme", "theme.light": "Light", "theme.dark": "Dark", "theme.system": "As the system", density: "Density", "density.comfortable": "Comfortable", "density.compact": "Compact",
    working: "Working", sendKey: "Send with", "send.enter": "Enter", "send.mod_enter": "{mod}+Enter", idle: "Away when idle for", idleMinutes: "{n} minutes", idleNever: "Never", sound: "Sounds", soundHint: "For new conversations and messages", tryIt: "Listen", notifications: "Desktop notifications", notificationsHint: "While the page is in the background", allow: "Allow in the browser", blocked: "The browser blocks notifications; allow them in its site settings", allowed: "Allowed by the browser",
    logIns: "Where you are signed in", thisDevice: "This device", unknownDevice: "Unknown device", seen: "Last used {time} · signed in {since}", end: "Sign out", endOthers: "Sign out everywhere else", ended: "Signed out",
    password: "Password", old: "Current password", next: "New password", again: "New password again", different: "The two differ", short: "At least 10 characters", change: "Change password", changed: "Password changed; other devices are signed out", required: "Required", saved: "Saved", canned: "My canned replies",
  },
);
