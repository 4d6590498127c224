import { defineMessages } from "@tandem/i18n";

export const threadMessages = defineMessages(
  {
    older: "正在加载更早的消息…", loadOlder: "加载更早的消息", beginning: "会话开始", newMessages: "回到最新", empty: "还没有消息",
    note: "内部备注", noteHint: "仅客服可见", bot: "机器人", system: "系统", customer: "客户",
    confidence: "置信度 {percent}%", sources: "来源", version: "第 {version} 版", policy: "放行策略：{policy}",
    helpful: "客户认为有帮助", unhelpful: "客户认为没帮助", offered: "给客户的选项", leftOut: "邮件中的引用和签名",
    "state.queued": "排队发送", "state.sent": "已发送", "state.delivered": "已送达", "state.read": "已读", "state.failed": "发送失败",
    sending: "发送中…", waitingToSend: "等待网络，将自动重试", failed: "没有发出", failedWhy: "没有发出：{why}", retry: "重试", discard: "放弃",
    quote: "引用", copy: "复制", copied: "已复制", download: "下载 {name}", quoted: "引用的消息",
    typing: "{name}正在输入…", preview: "{name}正在输入：", viewing: "{names} 也在查看", image: "图片 {name}", voice: "语音 {length}", voicePlay: "播放语音 {length}", voicePause: "暂停语音 {length}", voiceUnplayable: "无法播放，下载收听",
  },
  {
    older: "Loading earlier messages…", loadOlder: "Load earlier messages", beginning: "Start of the conversation", newMessages: "Latest", empty: "No messages yet",
    note: "Private note", noteHint: "Staff only", bot: "Bot", system: "System", customer: "Customer",
    confidence: "Confidence {percent}%", sources: "Sources", version: "version {version}", policy: "Let out by: {policy}",
    helpful: "Rated helpful", unhelpful: "Rated not helpful", offered: "Choices offered", leftOut: "Quoted text and signature of the mail",
    "state.queued": "Queued", "state.sent": "Sent", "state.delivered": "Delivered", "state.read": "Read", "state.failed": "Not delivered",
    sending: "Sending…", waitingToSend: "Waiting for the network; will retry", failed: "Not sent", failedWhy: "Not sent: {why}", retry: "Try again", discard: "Discard",
    quote: "Quote", copy: "Copy", copied: "Copied", download: "Download {name}", quoted: "Quoted message",
    typing: "{name} is typing…", preview: "{name} is typing: ", viewing: "{names} also viewing", image: "Image {name}", voice: "Voice message {length}", voicePlay: "Play voice message {length}", voicePause: "Pause voice message {length}", voiceUnplayable: "cannot be played here; download it",
  },
);

/** System lines by event. A line is used only when its data has every value it names; else the server's text stands. */
export const eventMessages = defineMessages(
  {
    opened: "会话开始", handoff_requested: "客户要求人工服务", queued: "进入队列「{queue}」排队", queued_closed: "非人工服务时间，已登记到队列「{queue}」", agent_joined: "{name} 开始服务",
    handed_back: "{by} 将会话交回机器人", transferred: "{by} 转到队列「{queue}」", resolved: "{by} 解决了会话", reopened: "会话重新打开", request_answered: "{words}", rated: "客户评价：{score} 分",
    left_queue: "客户取消排队，回到机器人", snoozed: "{by} 将会话暂缓", woken: "暂缓结束，会话恢复", offline: "非服务时间，客户留言", bot_stopped: "人工已接手，机器人停止应答",
    customer_blocked: "客户已被拉黑，不能发送新消息（书面投诉除外）", customer_unblocked: "已解除拉黑，客户可以发送消息",
    went_on: "客户同意，会话从{from}转到{to}继续", came_back: "客户在{to}写来，会话回到{to}", continuation_declined: "客户不同意转到{channel}继续", continuation_failed: "客户同意转到{channel}继续，但没有转成：那里已有会话或征询已过期",
  },
  {
    opened: "Conversation started", handoff_requested: "The customer asked for a person", queued: "Waiting in queue “{queue}”", queued_closed: "Closed hours: noted in queue “{queue}”",
    agent_joined: "{name} joined", handed_back: "{by} handed back to the bot", transferred: "{by} transferred to queue “{queue}”", resolved: "{by} resolved the conversation",
    reopened: "Reopened", request_answered: "{words}", rated: "Customer's rating: {score} of 5", left_queue: "The customer left the queue, back to the bot", snoozed: "{by} snoozed the conversation",
    woken: "Snooze ended", offline: "Closed hours: the customer left a message", bot_stopped: "A person took over; the bot stopped",
    customer_blocked: "The customer is blocked: no new messages (written complaints excepted)", customer_unblocked: "The block was lifted: the customer can write again",
    went_on: "The customer agreed: from {from} to {to}", came_back: "The customer wrote by {to}: the conversation is there again", continuation_declined: "The customer does not want to go on by {channel}", continuation_failed: "The customer agreed to {channel}, but it was not possible: another conversation is open there, or it was asked too long ago",
  },
);
