import { defineMessages } from "@tandem/i18n";

export const messages = defineMessages(
  {
    conversations: "会话", customers: "客户", requests: "申请", board: "监控", knowledge: "知识", silentSeat: "静默坐席", training: "训练", portraits: "画像", admin: "管理", preferences: "我的设置", signOut: "退出登录",
    palette: "搜索或执行命令", paletteHint: "输入命令、页面或客户…", paletteEmpty: "没有匹配的命令", paletteSearch: "在会话中搜索“{q}”",
    shortcuts: "快捷键", navigation: "前往", general: "通用", toggleTheme: "切换浅色 / 深色", toggleLanguage: "Switch to English",
    reconnecting: "连接断开，正在重新连接…（{seconds} 秒后重试）", connecting: "连接断开，正在重新连接…", offline: "网络已断开。草稿已保存，恢复后会自动继续。",
    retryNow: "立即重试", restored: "已重新连接，数据已更新", skip: "跳到主要内容",
    sheetHint: "在输入框之外按 ? 随时打开。", mainNavigation: "主导航", account: "账号",
  },
  {
    conversations: "Inbox", customers: "Customers", requests: "Requests", board: "Board", knowledge: "Knowledge", silentSeat: "Silent seat", training: "Training", portraits: "Portraits", admin: "Admin", preferences: "My preferences", signOut: "Sign out",
    palette: "Search or run a command", paletteHint: "Type a command, a screen or a customer…", paletteEmpty: "No matching command",
    paletteSearch: "Search conversations for “{q}”",
    shortcuts: "Keyboard shortcuts", navigation: "Go to", general: "General", toggleTheme: "Toggle light / dark", toggleLanguage: "切换到中文",
    reconnecting: "Connection lost. Reconnecting… (next try in {seconds} s)", connecting: "Connection lost. Reconnecting…",
    offline: "You are offline. Drafts are kept; everything resumes when the network is back.",
    retryNow: "Try now", restored: "Reconnected and up to date", skip: "Skip to content",
    sheetHint: "Press ? outside a field to open this at any time.", mainNavigation: "Main navigation", account: "Account",
  },
);
