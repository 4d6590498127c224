import { defineMessages } from "@tandem/i18n";

export const channelMessages = defineMessages(
  {
    channels: "消息渠道", newAccount: "接入渠道", noAccounts: "还没有接入渠道", noAccountsText: "接入后，客户从这些渠道发来的消息会进入同一个收件箱。", channel: "渠道", account: "账号", queue: "接待队列", state: "状态", incoming: "收", outgoing: "发", lastError: "最近错误",
    "state.well": "正常", "state.paused": "已暂停", "state.trouble": "需处理", "state.absent": "未安装", "state.slow": "积压",
    backlog: "待发", waitingIn: "{n} 条待收下", heldIn: "{n} 条未能收下", waitingOut: "{n} 条待发", held: "{n} 条等客户回复后发出", failed: "{n} 条发送失败", quiet: "无积压", since: "最早 {time}", lastIn: "最近收到", lastOut: "最近发出", never: "从未",
    overview: "运行情况", settings: "设置", undelivered: "未送达", untaken: "未收下", pause: "暂停发送", resume: "恢复发送", pausedNote: "已暂停发送，收到的消息照常进入收件箱。", paused: "已暂停", resumed: "已恢复，积压的消息会依次发出",
    check: "检查连接", checking: "正在检查…", checkWell: "检查通过", checkFailed: "检查未通过", testMessage: "测试消息", testTo: "发给", testToHint: "手机号、邮箱或该渠道的用户标识", testToDevice: "平台:设备令牌，如 ios:3f9a…；账号不限应用时写 应用:平台:设备令牌", testText: "内容", testTextDefault: "这是一条测试消息，无需回复。", sendTest: "发送测试", testSent: "渠道已接收", testNot: "未发出：{code}",
    stepChannel: "选择渠道", stepSettings: "填写设置", stepTest: "发送测试", key: "标识", keyHint: "小写字母、数字、下划线；会出现在回调地址中，建后不能改", keyBad: "以小写字母开头，只含小写字母、数字、下划线", keepSecret: "已保存，留空则不变", next: "下一步", finish: "完成", saveAnyway: "保存", checkFirst: "保存前可先检查连接。",
    "cap.text": "单条最多 {n} {unit}", "unit.characters": "字", "unit.bytes": "字节", "cap.buttons": "按钮 {n} 个", "cap.files": "文件", "cap.location": "位置", "cap.receipts": "送达回执", "cap.templates": "模板消息", "cap.window": "{hours} 小时内可回复",
    resendAll: "全部重发", resendAllDone: "{n} 条重新进入发送队列", resend: "重发", drop: "放弃", dropConfirm: "放弃后不会再发出。", dropEventConfirm: "放弃后这条内容会被清除。", retry: "重新收下", noStuck: "没有未送达的消息", noHeld: "没有未收下的消息", reason: "原因", tries: "尝试 {n} 次", openConversation: "查看会话", "part.failed": "发送失败", "part.held": "等待回复", "event.message": "消息", "event.receipt": "回执", "event.note": "动态", at: "时间", kind: "类型", saved: "已保存",
  },
  {
    channels: "Channels", newAccount: "Connect a channel", noAccounts: "No channels yet", noAccountsText: "What customers write there comes into the same inbox.", channel: "Channel", account: "Account", queue: "Queue", state: "State", incoming: "In", outgoing: "Out", lastError: "Last error",
    "state.well": "Well", "state.paused": "Paused", "state.trouble": "Needs a look", "state.absent": "Not installed", "state.slow": "Behind",
    backlog: "Waiting", waitingIn: "{n} to take in", heldIn: "{n} not taken in", waitingOut: "{n} to send", held: "{n} until the customer replies", failed: "{n} failed", quiet: "nothing waits", since: "since {time}", lastIn: "Last received", lastOut: "Last sent", never: "Never",
    overview: "Health", settings: "Settings", undelivered: "Undelivered", untaken: "Not taken in", pause: "Pause sending", resume: "Resume sending", pausedNote: "Sending is paused. What comes in is taken in all the same.", paused: "Paused", resumed: "Resumed; what waited goes out in order",
    check: "Check connection", checking: "Checking…", checkWell: "All checks passed", checkFailed: "A check failed", testMessage: "Test message", testTo: "To", testToHint: "A phone number, an address or the channel's own user id", testToDevice: "platform:token, as ios:3f9a…; app:platform:token where the account is for every app", testText: "Text", testTextDefault: "This is a test message. No reply is needed.", sendTest: "Send test", testSent: "The channel took it", testNot: "Not sent: {code}",
    stepChannel: "Channel", stepSettings: "Settings", stepTest: "Test", key: "Key", keyHint: "Lower case, digits, underscore; part of callback addresses, fixed once made", keyBad: "Begin with a small letter; then small letters, digits, underscores", keepSecret: "Kept; leave empty to keep it", next: "Next", finish: "Done", saveAnyway: "Save", checkFirst: "You may check the connection before saving.",
    "cap.text": "up to {n} {unit}", "unit.characters": "characters", "unit.bytes": "bytes", "cap.buttons": "{n} {n|button|buttons}", "cap.files": "files", "cap.location": "places", "cap.receipts": "receipts", "cap.templates": "templates", "cap.window": "replies within {hours} h",
    resendAll: "Resend all", resendAllDone: "{n} {n|message goes|messages go} out again", resend: "Resend", drop: "Give up", dropConfirm: "It will not be sent any more.", dropEventConfirm: "What it says is forgotten.", retry: "Take in again", noStuck: "Nothing is undelivered", noHeld: "Everything was taken in", reason: "Reason", tries: "{n} {n|try|tries}", openConversation: "Open conversation", "part.failed": "Failed", "part.held": "Waits for a reply", "event.message": "Message", "event.receipt": "Receipt", "event.note": "Note", at: "Time", kind: "Kind", saved: "Saved",
  },
);
