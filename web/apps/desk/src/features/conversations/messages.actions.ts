import { defineMessages } from "@tandem/i18n";

export const actionMessages = defineMessages(
  {
    claim: "领取", takeover: "接管", assign: "分配给…", transfer: "转接…", requeue: "退回队列", handback: "交回机器人", snooze: "暂缓…", unsnooze: "结束暂缓",
    resolve: "解决", resolveNext: "解决并打开下一个", reopen: "重新打开", priority: "优先级", labels: "标签", transcript: "导出记录", txt: "文本（.txt）", json: "数据（.json）",
    panel: "客户信息", more: "更多操作", group: "当前会话", backToList: "返回列表",
    "done.claim": "已领取", "done.takeover": "已接管", "done.assign": "已分配", "done.transfer": "已转接", "done.requeue": "已退回队列", "done.handback": "已交回机器人",
    "done.snooze": "已暂缓", "done.unsnooze": "已恢复", "done.resolve": "已解决", "done.reopen": "已重新打开", "done.priority": "优先级已更新", "done.labels": "标签已更新",
    alreadyClaimed: "{name} 已先领取了这个会话。", capacityFull: "您的会话已满，先解决或退回一个再领取。",
    agent: "坐席", agentHint: "选择坐席", queue: "队列", queueHint: "选择队列", toQueue: "转给队列", toAgent: "转给坐席", comment: "说明", commentHint: "给接手的同事说明情况",
    full: "已满", load: "{load}/{capacity}", snoozeUntil: "暂缓到", "preset.hour": "1 小时后", "preset.threeHours": "3 小时后", "preset.evening": "今天 18:00",
    "preset.tomorrow": "明天 9:00", "preset.monday": "下周一 9:00", custom: "自定时间", snoozeNote: "客户回复时会立即回到列表。",
    wrapUp: "话后小结", disposition: "小结分类", dispositionHint: "选择分类", solved: "问题是否解决", solvedYes: "已解决", solvedNo: "未解决", summary: "摘要", summaryHint: "客户要什么，做了什么，结果如何",
    block: "拉黑客户…", "done.block": "已拉黑，客户已收到提示", blockTitle: "拉黑客户", blockDo: "拉黑", blockNote: "客户将不能发送新消息；会话不会关闭，您仍可回复，请按流程结束。书面投诉不受影响。", blockReason: "原因", blockReasonHint: "选择原因",
    blockFor: "时长", blockDays: "{n} 天", blockForGood: "永久", blockForGoodNote: "永久拉黑由主管或投诉专员操作。", blockWhat: "经过", blockWhatOptional: "经过（选填）", blockWhatHint: "发生了什么，供主管复核",
    createLabel: "新建标签“{name}”", labelHint: "选择或输入标签", noDispositions: "还没有小结分类",
  },
  {
    claim: "Claim", takeover: "Take over", assign: "Assign to…", transfer: "Transfer…", requeue: "Back to queue", handback: "Hand back to bot", snooze: "Snooze…", unsnooze: "End snooze",
    resolve: "Resolve", resolveNext: "Resolve and open next", reopen: "Reopen", priority: "Priority", labels: "Labels", transcript: "Export transcript", txt: "Text (.txt)", json: "Data (.json)",
    panel: "Customer details", more: "More actions", group: "This conversation", backToList: "Back to the list",
    "done.claim": "Claimed", "done.takeover": "Taken over", "done.assign": "Assigned", "done.transfer": "Transferred", "done.requeue": "Back in the queue", "done.handback": "Handed back to the bot",
    "done.snooze": "Snoozed", "done.unsnooze": "Back in the list", "done.resolve": "Resolved", "done.reopen": "Reopened", "done.priority": "Priority changed", "done.labels": "Labels changed",
    alreadyClaimed: "{name} claimed this conversation first.", capacityFull: "You are at capacity: resolve or return one before claiming.",
    agent: "Agent", agentHint: "Choose an agent", queue: "Queue", queueHint: "Choose a queue", toQueue: "To a queue", toAgent: "To an agent", comment: "Comment", commentHint: "What the next person should know",
    full: "full", load: "{load}/{capacity}", snoozeUntil: "Snooze until", "preset.hour": "In 1 hour", "preset.threeHours": "In 3 hours", "preset.evening": "Today 18:00",
    "preset.tomorrow": "Tomorrow 9:00", "preset.monday": "Monday 9:00", custom: "Another time", snoozeNote: "It comes back at once when the customer replies.",
    wrapUp: "Wrap-up", disposition: "Disposition", dispositionHint: "Choose a disposition", solved: "Was it solved", solvedYes: "Solved", solvedNo: "Not solved", summary: "Summary", summaryHint: "What was wanted, what was done, the outcome",
    block: "Block customer…", "done.block": "Blocked; the customer has been told", blockTitle: "Block customer", blockDo: "Block", blockNote: "The customer cannot send new messages. The conversation stays open, you can still reply, and you end it as any other. Written complaints are taken all the same.", blockReason: "Reason", blockReasonHint: "Choose a reason",
    blockFor: "For", blockDays: "{n} {n|day|days}", blockForGood: "Good", blockForGoodNote: "Blocking for good is for supervisors and complaint officers.", blockWhat: "What happened", blockWhatOptional: "What happened (optional)", blockWhatHint: "For the supervisor who looks at it",
    createLabel: "New label “{name}”", labelHint: "Choose or type labels", noDispositions: "No dispositions yet",
  },
);
