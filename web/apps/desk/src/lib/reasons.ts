import { defineMessages } from "@tandem/i18n";
import { useT } from "@tandem/i18n/react";

/** Why a conversation changed hands or the bot decided as it did, by the codes of the server. */
export const reasons = defineMessages(
  {
    asked_for_person: "客户要求人工", asked_again: "客户再次要求人工", low_confidence: "机器人没有把握", nothing_known: "知识库里没有", clarified_before: "追问过仍不明确", none_of_these: "选项都不是", not_helpful: "客户认为答案没用",
    repeat: "客户重复提问", out_of_scope: "超出服务范围", attachment: "客户发来附件", voice: "客户发来语音", noise: "没有看懂", complaint: "投诉", regulator: "涉及监管", fraud: "涉嫌诈骗", self_harm: "人身安全风险", minor: "涉及未成年人", mandatory: "规则要求转人工",
    confident: "达到直接回答的阈值", threshold: "达到阈值", exact: "与标准问法一致", between_thresholds: "介于两个阈值之间", chosen: "客户点选", parts: "一条消息问了几件事", several_questions: "几件事都要问清楚", small_talk: "闲聊", degraded: "检索能力受限", opened: "会话开始",
    replied: "坐席回复", handed_back: "交回机器人", claimed: "领取", accepted: "接起", by_agent: "坐席操作", routed: "自动分配", transferred: "转接", taken_over: "主管接管", reopened: "重新打开", resolved: "已解决", left_queue: "客户取消排队",
    missed_offers: "多次未接起", agent_away: "坐席离开", agent_full_at_wake: "坐席已满", connection_lost: "坐席断线", agent_offline: "坐席离线", deactivated: "坐席停用", role_lost: "不再是坐席", customer_wrote: "客户回复", time: "到时间",
    assigned: "分配", requeued: "退回队列", idle: "长时间没有消息",
    form_stuck: "办理时多次没听懂", action_failed: "办理时系统没有响应", not_verified: "身份还没核实", flow_too_long: "流程转不出来", hardship: "还款困难",
    drafted: "请静默坐席过目", draft_approved: "静默坐席放行", draft_edited: "静默坐席修改后发送", draft_replaced: "静默坐席换了答案", draft_taken_over: "静默坐席接管", draft_handed_over: "静默坐席转人工", draft_expired: "静默坐席超时",
  },
  {
    asked_for_person: "asked for a person", asked_again: "asked for a person again", low_confidence: "bot was not sure", nothing_known: "nothing known about it", clarified_before: "unclear after asking back", none_of_these: "none of the choices", not_helpful: "answer rated not helpful",
    repeat: "asked the same again", out_of_scope: "out of scope", attachment: "sent an attachment", voice: "sent a voice message", noise: "not understood", complaint: "complaint", regulator: "regulator involved", fraud: "suspected fraud", self_harm: "safety risk", minor: "a minor is involved", mandatory: "rule requires a person",
    confident: "above the answering threshold", threshold: "threshold", exact: "a known phrasing", between_thresholds: "between the two thresholds", chosen: "customer's choice", parts: "several questions in one message", several_questions: "several questions, none clear", small_talk: "small talk", degraded: "search is limited", opened: "started",
    replied: "agent replied", handed_back: "handed back to the bot", claimed: "claimed", accepted: "accepted", by_agent: "by an agent", routed: "routed", transferred: "transferred", taken_over: "taken over", reopened: "reopened", resolved: "resolved", left_queue: "customer left the queue",
    missed_offers: "offers missed", agent_away: "agent away", agent_full_at_wake: "agent was full", connection_lost: "agent disconnected", agent_offline: "agent offline", deactivated: "account closed", role_lost: "no agent any more", customer_wrote: "customer wrote", time: "time reached",
    assigned: "assigned", requeued: "back to the queue", idle: "nothing written for long",
    form_stuck: "answers not understood in a form", action_failed: "a system did not answer in a form", not_verified: "identity not verified", flow_too_long: "a flow went in circles", hardship: "difficulty to repay",
    drafted: "put before the silent seat", draft_approved: "approved unseen", draft_edited: "edited unseen", draft_replaced: "another answer, unseen", draft_taken_over: "taken over from the silent seat", draft_handed_over: "sent to agents by the silent seat", draft_expired: "silent seat ran out of time",
  },
);

/** A reason in words; an unknown code as it is. */
export function useReason(): (code: string) => string {
  const t = useT(reasons);
  return (code) => (code in reasons["zh-CN"] ? t(code as "repeat") : code);
}
