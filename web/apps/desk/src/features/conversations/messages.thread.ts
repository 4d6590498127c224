import { defineMessages } from "@tandem/i18n";

export const threadMessages = defineMessages(
  {
    older: "正在加载更早的消息…", loadOlder: "加载更早的消息", beginning: "会话开始", newMessages: "新消息", empty: "还没有消息",
    note: "内部备注", noteHint: "仅客服可见", bot: "机器人", system: "系统", customer: "客户",
    confidence: "置信度 {percent}%", sources: "来源", version: "第 {version} 版", policy: "放行策略：{policy}",
    helpful: "客户认为有帮助", unhelpful: "客户认为没帮助", offered: "给客户的选项",
    "state.queued": "排队发送", "state.sent": "已发送", "state.delivered": "已送达", "state.read": "已读", "state.failed": "发送失败",
    sending: "发送中…", waitingToSend: "等待网络，将自动重试", failed: "没有发出", retry: "重试", discard: "放弃",
    quote: "引用", copy: "复制", copied: "已复制", download: "下载 {name}", quoted: "引用的消息",
    typing: "{name}正在输入…", preview: "{name}正在输入：", viewing: "{names} 也在查看", image: "图片 {name}",
  },
  {
    older: "Loading earlier messages…", loadOlder: "Load earlier messages", beginning: "Start of the conversation", newMessages: "New messages", empty: "No messages yet",
    note: "Private note", noteHint: "Staff only", bot: "Bot", system: "System", customer: "Customer",
    confidence: "Confidence {percent}%", sources: "Sources", version: "version {version}", policy: "Let out by: {policy}",
    helpful: "Rated helpful", unhelpful: "Rated not helpful", offered: "Choices offered",
    "state.queued": "Queued", "state.sent": "Sent", "state.delivered": "Delivered", "state.read": "Read", "state.failed": "Not delivered",
    sending: "Sending…", waitingToSend: "Waiting for the network; will retry", failed: "Not sent", retry: "Try again", discard: "Discard",
    quote: "Quote", copy: "Copy", copied: "Copied", download: "Download {name}", quoted: "Quoted message",
    typing: "{name} is typing…", preview: "{name} is typing: ", viewing: "{names} also viewing", image: "Image {name}",
  },
);

/** System lines by event. A line is used only when its data has every value it names; else the server's text stands. */
export const eventMessages = defineMessages(
  {
    opened: "会话开始", handoff_requested: "客户要求人工服务", handed_over: "机器人转人工：{reason}", queued: "进入队列「{queue}」排队", offered: "已派给 {agent}，等待接起",
    offer_expired: "{agent} 未在时限内接起，重新排队", offer_refused: "{agent} 拒接，重新排队", assigned: "已分配给 {agent}", claimed: "{agent} 领取了会话",
    agent_joined: "{agent} 开始服务", handed_back: "{by} 将会话交回机器人", transferred: "{by} 转给 {to}", requeued: "{by} 将会话退回队列",
    taken_over: "{by} 接管了会话", resolved: "{by} 解决了会话", reopened: "会话重新打开", rated: "客户评价：{score} 星", left_queue: "客户离开排队，回到机器人",
    offline: "客服已下班，客户留言", snoozed: "{by} 将会话暂缓", unsnoozed: "暂缓结束", bot_stopped: "人工已回复，机器人停止应答", abandoned: "客户在排队中离开",
    priority_changed: "{by} 将优先级改为{priority}", labels_changed: "{by} 修改了标签", customer_left: "客户离开了页面", rating_requested: "已邀请客户评价",
  },
  {
    opened: "Conversation started", handoff_requested: "The customer asked for a person", handed_over: "Bot handed over: {reason}", queued: "Waiting in queue “{queue}”",
    offered: "Offered to {agent}", offer_expired: "{agent} did not answer in time; queued again", offer_refused: "{agent} declined; queued again",
    assigned: "Assigned to {agent}", claimed: "{agent} claimed the conversation", agent_joined: "{agent} joined", handed_back: "{by} handed back to the bot",
    transferred: "{by} transferred to {to}", requeued: "{by} put it back into the queue", taken_over: "{by} took over", resolved: "{by} resolved the conversation",
    reopened: "Reopened", rated: "Customer's rating: {score} of 5", left_queue: "The customer left the queue, back to the bot", offline: "Closed hours: the customer left a message",
    snoozed: "{by} snoozed the conversation", unsnoozed: "Snooze ended", bot_stopped: "A person replied; the bot stopped", abandoned: "The customer left while waiting",
    priority_changed: "{by} set the priority to {priority}", labels_changed: "{by} changed the labels", customer_left: "The customer left the page", rating_requested: "Asked for a rating",
  },
);
