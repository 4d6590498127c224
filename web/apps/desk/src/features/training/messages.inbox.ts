import { defineMessages } from "@tandem/i18n";

export const inboxMessages = defineMessages(
  {
    "why.all": "全部", "why.unanswered": "没答上", "why.low_confidence": "没把握", "why.edited": "被人改过", "why.badly_rated": "差评", filter: "按原因筛选", list: "待标注的客户说法", count: "待标注 {n}",
    done: "本次已标 {n}", skipped: "跳过 {n}", left: "队列里还有 {n}", refresh: "刷新列表", fresh: "有 {n} 条新的说法", similar: "另有 {n} 条说法相近", selected: "已选 {n} 条，标注会作用于所选", clear: "取消选择", selectSimilar: "选择",
    question: "客户说", at: "{time}", openConversation: "查看会话", botDid: "机器人当时", "action.answer": "直接回答", "action.clarify": "追问", "action.handoff": "转人工", "action.draft": "拟了草稿", "action.flow": "进入办理流程", "action.smalltalk": "闲聊", "action.silent": "没有回应",
    answered: "机器人的回答", saidInstead: "人工改为", nothingSaid: "机器人没有给出答案", confidence: "置信度", margin: "“{first}”与“{second}”相差 {n} 个百分点", marginWhy: "差距越小，模型越拿不准，越值得标注。",
    suggestions: "模型的猜测", noModel: "还没有已发布的模型，按 / 搜索意图。", noGuess: "模型没有可用的猜测，按 / 搜索意图。", probability: "{percent}%",
    search: "搜索意图", searchHint: "输入意图名称，↑↓ 选择，回车确定", searchNothing: "没有叫“{q}”的意图，按 Tab 新建", searchNone: "没有匹配的意图", outOfScope: "范围外", outOfScopeHint: "不属于任何意图", skip: "跳过", create: "新建意图", undo: "撤销", previous: "上一条", next: "下一条", toggle: "加入多选",
    marked: "已标为“{name}”", markedSkip: "已跳过", markedMany: "已将 {n} 条标为“{name}”", skippedMany: "已跳过 {n} 条", undone: "已撤销 {n} 条标注", nothingToUndo: "没有可撤销的标注", failed: "没有保存：{why}", sending: "保存中", relabel: "重新选择即可修改", judgedHere: "已标注",
    emptyTitle: "没有待标注的说法", emptyText: "机器人答不上、没把握、被人改过或收到差评的说法会出现在这里。可以先去“试聊”看看机器人的判断。", emptyKnown: "其余 {n} 条与已有样本的说法相同，不用再标。训练并发布下一个版本后，机器人就能认得。", emptyWhy: "这一类没有待标注的说法", emptyWhyText: "换一个原因看看，或查看全部。", showAll: "查看全部",
    allDoneTitle: "这一批都标完了", allDoneText: "本次标注了 {n} 条。标注会在训练下一个版本时用上。", toTrain: "去训练", more: "继续加载",
    "cmd.suggestion": "选第 {n} 个猜测", "cmd.undo": "撤销上一次标注", "cmd.search": "搜索意图", "cmd.scope": "标为范围外", "cmd.skip": "跳过这一条", "cmd.new": "新建意图并标注", "cmd.next": "下一条", "cmd.previous": "上一条", "cmd.select": "加入或移出多选", "cmd.clear": "取消多选", "cmd.group": "标注", keys: "快捷键",
  },
  {
    "why.all": "All", "why.unanswered": "Unanswered", "why.low_confidence": "Unsure", "why.edited": "Edited", "why.badly_rated": "Badly rated", filter: "Filter by reason", list: "Messages to label", count: "{n} to label",
    done: "{n} labelled now", skipped: "{n} skipped", left: "{n} waiting", refresh: "Refresh the list", fresh: "{n} new {n|message|messages}", similar: "{n} more say nearly the same", selected: "{n} selected: a label goes to all of them", clear: "Clear selection", selectSimilar: "Select",
    question: "The customer says", at: "{time}", openConversation: "Open conversation", botDid: "The bot then", "action.answer": "answered", "action.clarify": "asked back", "action.handoff": "handed over", "action.draft": "wrote a draft", "action.flow": "went into a flow", "action.smalltalk": "chatted", "action.silent": "said nothing",
    answered: "The bot's answer", saidInstead: "A person said instead", nothingSaid: "The bot gave no answer", confidence: "Confidence", margin: "“{first}” and “{second}” {n} points apart", marginWhy: "The smaller the gap, the less sure the model is, and the more a label helps.",
    suggestions: "The model's guesses", noModel: "No model is published yet. Press / to search intents.", noGuess: "The model has no guess. Press / to search intents.", probability: "{percent}%",
    search: "Search intents", searchHint: "Type a name, ↑↓ to choose, Enter to take", searchNothing: "No intent called “{q}”. Tab makes one", searchNone: "No matching intent", outOfScope: "Out of scope", outOfScopeHint: "Belongs to no intent", skip: "Skip", create: "New intent", undo: "Undo", previous: "Previous", next: "Next", toggle: "Select too",
    marked: "Labelled “{name}”", markedSkip: "Skipped", markedMany: "{n} labelled “{name}”", skippedMany: "{n} skipped", undone: "{n} {n|label|labels} taken back", nothingToUndo: "Nothing to take back", failed: "Not saved: {why}", sending: "Saving", relabel: "Choose again to change it", judgedHere: "Labelled",
    emptyTitle: "Nothing to label", emptyText: "Messages the bot could not answer, was unsure of, or was corrected or badly rated for come here. The playground shows how it judges.", emptyKnown: "{n} more say what an example says already. Train and publish the next version, and the bot knows them.", emptyWhy: "Nothing of this kind to label", emptyWhyText: "Try another reason, or see all.", showAll: "See all",
    allDoneTitle: "All of these are done", allDoneText: "{n} labelled in this sitting. The next version learns from them.", toTrain: "Go and train", more: "Load more",
    "cmd.suggestion": "Take guess {n}", "cmd.undo": "Take the last label back", "cmd.search": "Search intents", "cmd.scope": "Label out of scope", "cmd.skip": "Skip this one", "cmd.new": "New intent, and label", "cmd.next": "Next", "cmd.previous": "Previous", "cmd.select": "Select or unselect", "cmd.clear": "Clear selection", "cmd.group": "Labelling", keys: "Keys",
  },
);
