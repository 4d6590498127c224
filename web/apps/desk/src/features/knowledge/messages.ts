import { defineMessages } from "@tandem/i18n";

export const messages = defineMessages(
  {
    entries: "知识条目", review: "待审核", trial: "机器人试答", create: "新建条目", searchHint: "搜索问题、答案", category: "分类", state: "状态", any: "全部",
    "state.draft": "草稿", "state.in_review": "审核中", "state.published": "已发布", "state.retired": "已下线", question: "标准问题", answer: "答案", phrasings: "相似问法", phrasingsHint: "客户会怎么问，一行一个；5–10 条效果最好",
    addPhrasing: "添加问法", phrasing: "问法 {n}", removePhrasing: "删除问法 {n}", effective: "生效时间", effectiveHint: "留空表示一直有效", always: "一直有效", from: "自 {date} 起", until: "至 {date}", edit: "编辑", saveDraft: "保存草稿", submit: "提交审核", approve: "通过并发布", reject: "驳回", retire: "下线",
    comment: "说明", submitComment: "改了什么（选填）", approveComment: "审核意见（选填）", rejectComment: "请写明原因，作者会看到", retireConfirm: "下线后机器人不再使用这条知识。确定下线吗？", versions: "版本", content: "内容", current: "当前", publishedMark: "线上版本",
    compare: "与第 {version} 版比较", compareNone: "没有更早的版本", changed: "修改", unchanged: "这一项没有变化", author: "作者", reviewer: "审核人", updated: "更新于 {time}", hits: "近 30 天命中 {n}", version: "第 {n} 版", versionConflict: "这条知识刚被别人改过。您的修改还在，请先看看最新内容再保存。", reload: "载入最新内容",
    ownWork: "不能审核自己写的内容，请让同事来审。", savedDraft: "草稿已保存", submitted: "已提交审核", approved: "已发布", rejected: "已驳回", retired: "已下线", empty: "还没有知识条目", emptyFiltered: "没有符合条件的条目", choose: "选择一条知识查看", chooseText: "或新建一条", reviewEmpty: "没有待审核的条目", reviewEmptyText: "提交审核的条目会出现在这里。",
    trialIntro: "输入一个客户会问的问题，看机器人怎么判断。不会产生会话。", trialHint: "例如：我想提前把钱还完，怎么弄", run: "试答", decision: "决定", "decision.answer": "直接回答", "decision.clarify": "追问一次", "decision.handoff": "转人工", "decision.smalltalk": "闲聊", matched: "匹配到：{text}", thresholds: "阈值", thresholdsText: "≥ {answer}% 回答，≥ {clarify}% 追问", confidence: "置信度", reason: "依据", elapsed: "用时 {ms} 毫秒", candidates: "候选知识", bm25: "关键词", encoder: "语义", fused: "融合", degraded: "检索能力受限", noCandidates: "没有找到候选知识",
    required: "必填", tooLong: "太长了", recent: "最近试过", unsaved: "有未保存的修改", discard: "放弃修改",
  },
  {
    entries: "Entries", review: "To review", trial: "Bot trial", create: "New entry", searchHint: "Search questions and answers", category: "Category", state: "State", any: "All",
    "state.draft": "Draft", "state.in_review": "In review", "state.published": "Published", "state.retired": "Retired", question: "Question", answer: "Answer", phrasings: "Phrasings", phrasingsHint: "How customers would ask, one each; 5–10 work best",
    addPhrasing: "Add phrasing", phrasing: "Phrasing {n}", removePhrasing: "Delete phrasing {n}", effective: "Effective", effectiveHint: "Leave empty for always", always: "Always", from: "from {date}", until: "until {date}", edit: "Edit", saveDraft: "Save draft", submit: "Request review", approve: "Approve and publish", reject: "Reject", retire: "Retire",
    comment: "Comment", submitComment: "What changed (optional)", approveComment: "Remarks (optional)", rejectComment: "Say why; the author sees it", retireConfirm: "The bot stops using a retired entry. Retire it?", versions: "Versions", content: "Content", current: "current", publishedMark: "live",
    compare: "Compared with version {version}", compareNone: "No earlier version", changed: "Changed", unchanged: "Unchanged", author: "Author", reviewer: "Reviewer", updated: "Updated {time}", hits: "{n} hits in 30 days", version: "Version {n}", versionConflict: "Somebody changed this entry just now. Your edits are still here; look at the latest before saving.", reload: "Load the latest",
    ownWork: "You cannot review your own work. Ask a colleague.", savedDraft: "Draft saved", submitted: "Sent for review", approved: "Published", rejected: "Rejected", retired: "Retired", empty: "No entries yet", emptyFiltered: "No entry matches", choose: "Choose an entry", chooseText: "or make a new one", reviewEmpty: "Nothing to review", reviewEmptyText: "Entries sent for review appear here.",
    trialIntro: "Type what a customer might ask and see how the bot decides. No conversation is made.", trialHint: "For example: I want to pay everything back early", run: "Try", decision: "Decision", "decision.answer": "Answer", "decision.clarify": "Ask once", "decision.handoff": "Hand over", "decision.smalltalk": "Small talk", matched: "matched: {text}", thresholds: "Thresholds", thresholdsText: "≥ {answer}% answers, ≥ {clarify}% asks", confidence: "Confidence", reason: "Because", elapsed: "{ms} ms", candidates: "Candidates", bm25: "Keywords", encoder: "Meaning", fused: "Fused", degraded: "Search is limited", noCandidates: "No candidates",
    required: "Required", tooLong: "Too long", recent: "Tried before", unsaved: "Unsaved changes", discard: "Discard",
  },
);
