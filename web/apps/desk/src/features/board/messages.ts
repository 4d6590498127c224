import { defineMessages } from "@tandem/i18n";

export const messages = defineMessages(
  {
    title: "实时监控", updated: "更新于 {time}", live: "实时", wall: "大屏", leaveWall: "退出大屏", csv: "导出 CSV", queues: "队列", agents: "坐席", waitingList: "正在排队", chart: "近 60 分钟",
    "tile.waiting": "排队中", "tile.longest_wait": "最长等待", "tile.service_level": "服务水平", "tile.in_service": "服务中", "tile.abandoned": "今日放弃", "tile.asa": "平均应答", "tile.aht": "平均处理",
    "tile.bot_active": "机器人服务中", "tile.handed_over": "今日转人工", "tile.agents": "在线坐席", goal: "目标 {percent}%", free: "空闲 {n}", offered: "进线 {n}", answered: "今日接起 {n}", botAnswered: "机器人应答 {n}", share: "占进线 {percent}%",
    "formula.service_level": "服务水平（今日）= T 秒内接起 ÷（进线 − 短时放弃 − 转出）。T 为各队列的时限，合计为分子之和 ÷ 分母之和。", "formula.asa": "平均应答速度（ASA）：只计已接起的会话。", "formula.aht": "平均处理时长（AHT）=（服务 + 话后处理）÷ 已处理。",
    "formula.abandoned": "在排队中离开的客户。放弃率 = 放弃 ÷ 进线。", queue: "队列", open: "服务中", closed: "已下班", waiting: "排队", longest: "最长等待", sl: "服务水平", inService: "服务中", abandoned: "放弃", asa: "ASA", aht: "AHT",
    online: "在线", freeShort: "空闲", agent: "坐席", team: "团队", state: "状态", since: "持续", load: "负荷", handled: "今日处理", agentQueues: "队列", setState: "设置状态", conversations: "查看会话", noConversations: "手上没有会话", notYours: "这些会话不在您的查看范围内",
    customer: "客户", waited: "已等待", takeover: "接管", assign: "分配", open1: "打开", chosen: "选择坐席", nobodyWaiting: "没有客户在排队", waitingElsewhere: "在排队的客户不在您的查看范围内", waitingShown: "（显示 {n} / 共 {total}）", allOfAgent: "查看全部", done: "已处理", noAgents: "没有坐席", noQueues: "没有队列", target: "{s} 秒内",
    answeredSeries: "接起（每分钟）", slSeries: "服务水平", "cmd.wall": "监控大屏", "cmd.csv": "导出监控 CSV", "cmd.group": "监控",
  },
  {
    title: "Live board", updated: "Updated {time}", live: "Live", wall: "Wall mode", leaveWall: "Leave wall mode", csv: "Export CSV", queues: "Queues", agents: "Agents", waitingList: "Waiting now", chart: "Last 60 minutes",
    "tile.waiting": "Waiting", "tile.longest_wait": "Longest wait", "tile.service_level": "Service level", "tile.in_service": "In service", "tile.abandoned": "Abandoned today", "tile.asa": "ASA", "tile.aht": "AHT",
    "tile.bot_active": "With the bot", "tile.handed_over": "Handed over today", "tile.agents": "Agents online", goal: "goal {percent}%", free: "{n} free", offered: "{n} offered", answered: "{n} answered today", botAnswered: "{n} bot answers", share: "{percent}% of offered",
    "formula.service_level": "Service level (today) = answered within T ÷ (offered − short abandons − flow-outs). T is each queue's target; totals are sums of numerators over sums of denominators.",
    "formula.asa": "Average speed of answer: answered conversations only.", "formula.aht": "Average handling time = (service + wrap-up) ÷ handled.",
    "formula.abandoned": "Customers who left while waiting. Abandon rate = abandoned ÷ offered.", queue: "Queue", open: "Open", closed: "Closed", waiting: "Waiting", longest: "Longest wait", sl: "Service level", inService: "In service", abandoned: "Abandoned", asa: "ASA", aht: "AHT",
    online: "Online", freeShort: "Free", agent: "Agent", team: "Team", state: "State", since: "For", load: "Load", handled: "Handled today", agentQueues: "Queues", setState: "Set state", conversations: "Conversations", noConversations: "No conversations", notYours: "You have no access to these conversations",
    customer: "Customer", waited: "Waited", takeover: "Take over", assign: "Assign", open1: "Open", chosen: "Choose an agent", nobodyWaiting: "Nobody is waiting", waitingElsewhere: "Those who wait are outside of what you may see", waitingShown: "({n} of {total})", allOfAgent: "Show all", done: "Done", noAgents: "No agents", noQueues: "No queues", target: "within {s} s",
    answeredSeries: "Answered per minute", slSeries: "Service level", "cmd.wall": "Board: wall mode", "cmd.csv": "Board: export CSV", "cmd.group": "Board",
  },
);
