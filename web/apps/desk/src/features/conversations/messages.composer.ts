import { defineMessages } from "@tandem/i18n";

export const composerMessages = defineMessages(
  {
    reply: "回复客户", note: "内部备注", replyHint: "通过{channel}回复客户；/ 快捷回复，可拖放或粘贴文件", goesBy: "经{channel}发出", noteHint: "仅客服可见，@ 提到同事", send: "发送", addNote: "添加备注",
    attach: "添加附件", noFilesInNotes: "备注里不能放文件；要发给客户请先切换到回复", openEntry: "查看条目", emoji: "表情", canned: "快捷回复", cannedEmpty: "没有匹配的快捷回复", own: "我的", mention: "提到同事", mentionEmpty: "没有这位同事",
    "key.enter": "Enter 发送，Shift+Enter 换行", "key.mod_enter": "{mod}+Enter 发送",
    openVariables: "还有未填写的变量：{names}", tooLong: "超过 10000 字", uploading: "上传中", uploadFailed: "上传失败：{why}", removeFile: "移除 {name}", cancelQuote: "取消引用", dropHere: "松开以添加附件",
    suggestions: "知识推荐", hideSuggestions: "收起", showSuggestions: "展开", insert: "插入", suggestionKeys: "Alt+Shift+1…3 插入", noSuggestions: "没有找到相关知识",
    degraded: "语义检索暂不可用", searching: "正在检索…",
    "blocked.bot": "机器人正在服务，您回复后机器人会停止应答。", "blocked.botClosed": "机器人正在服务，领取后由您回复，机器人会停止应答。", "blocked.queue": "会话在排队，领取后即可回复。", "blocked.other": "{name} 正在服务，您可以添加内部备注。",
    "blocked.resolved": "会话已解决，重新打开后即可回复。", "blocked.none": "您没有回复这个会话的权限，可以添加内部备注。",
    claim: "领取会话", reopen: "重新打开", takeover: "接管",
    "cmd.focus": "光标到输入框", "cmd.mode": "切换回复 / 备注", "cmd.insert": "插入第 {n} 条知识", "cmd.draft": "插入机器人草稿", botDraft: "机器人草稿", "cmd.group": "输入",
    dropped: "放下的内容不是文件", tooBig: "{name} 超过 {limit}", counter: "{n} / 10000",
  },
  {
    reply: "Reply", note: "Private note", replyHint: "Reply by {channel}; / for canned replies; drop or paste files", goesBy: "goes by {channel}", noteHint: "Only staff see this; @ mentions a colleague", send: "Send", addNote: "Add note",
    attach: "Attach files", noFilesInNotes: "Notes take no files; switch to a reply to send them to the customer", openEntry: "Open the entry", emoji: "Emoji", canned: "Canned replies", cannedEmpty: "No matching canned reply", own: "own", mention: "Mention a colleague", mentionEmpty: "No such colleague",
    "key.enter": "Enter sends, Shift+Enter breaks the line", "key.mod_enter": "{mod}+Enter sends",
    openVariables: "Still to be filled in: {names}", tooLong: "Longer than 10,000 characters", uploading: "Uploading", uploadFailed: "Upload failed: {why}", removeFile: "Remove {name}", cancelQuote: "Cancel quote", dropHere: "Drop to attach",
    suggestions: "Knowledge", hideSuggestions: "Hide", showSuggestions: "Show", insert: "Insert", suggestionKeys: "Alt+Shift+1…3 inserts", noSuggestions: "No matching knowledge",
    degraded: "Keyword search for now", searching: "Searching…",
    "blocked.bot": "The bot is serving this customer; it stops when you reply.", "blocked.botClosed": "The bot is serving this customer. Claim it to reply; the bot then stops.", "blocked.queue": "Waiting in the queue. Claim it to reply.", "blocked.other": "{name} is serving this customer. You may add a private note.",
    "blocked.resolved": "Resolved. Reopen it to reply.", "blocked.none": "You may not reply here, but you may add a private note.",
    claim: "Claim", reopen: "Reopen", takeover: "Take over",
    "cmd.focus": "Move to the text field", "cmd.mode": "Switch reply / note", "cmd.insert": "Insert answer {n}", "cmd.draft": "Insert the bot's draft", botDraft: "The bot's draft", "cmd.group": "Writing",
    dropped: "That is not a file", tooBig: "{name} is larger than {limit}", counter: "{n} / 10,000",
  },
);
