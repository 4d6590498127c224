import { defineMessages } from "@tandem/i18n";

export const messages = defineMessages(
  {
    vouch: "我已核实身份", vouchTitle: "确认客户身份", vouchHow: "怎么核实的", vouchNumber: "客户号", vouchDo: "确认并留痕", vouched: "已记录核实结果",
    vouchNote: "请核对后再填：这次会话将按这位借款人的身份办理业务，核实人、方式和时间会写入审计记录。",
    "how.call_back": "回拨了登记的手机", "how.document": "看过证件", "how.questions": "答对了核实问题",
    withdraw: "撤回核实", "withdraw.wrong_number": "填错了客户号", "withdraw.wrong_person": "认错了人", "withdraw.denied": "客户说不是本人", "withdraw.other": "其他", withdrawMore: "补充说明（选填，不写入审计记录）", withdrawTitle: "撤回坐席核实的身份", withdrawWhy: "为什么要撤回", withdrawDo: "撤回并留痕", withdrawn: "已撤回",
    gate: "这项业务需要{needed}，目前：{have}。", "needed.bound": "本次会话已确认身份", "needed.fresh": "10 分钟内核实过本人", gateNumber: "还没有证明新号码在客户手里", gateNumberHow: "请客户在自助页面“变更手机号”里自己改：验证码发到新号码。主管凭理由担保的，原号码会收到提醒。", gateHow: "请客户在聊天里输入验证码，或核实后记录：", gateWhere: "请在客户的会话里核实后办理。", override: "主管授权办理的理由（写入审计记录）", "override.callback": "已回拨登记号码", "override.branch": "客户在网点当面核实", "override.documents": "已核对证件材料", "override.complaint": "处理投诉", "override.other": "其他",
    withdrawNote: "只撤回坐席人工核实的结果；验证码、签名登录和核心系统确认的身份不受影响。",
  },
  {
    vouch: "I have made sure who it is", vouchTitle: "Confirm who the customer is", vouchHow: "How you made sure", vouchNumber: "Customer number", vouchDo: "Confirm and record", vouched: "Recorded",
    vouchNote: "Check before you confirm: this conversation then acts for this borrower. Who confirmed, how and when goes into the audit trail.",
    "how.call_back": "Called the registered phone", "how.document": "Saw the document", "how.questions": "Questions answered",
    withdraw: "Take back", "withdraw.wrong_number": "Wrong customer number", "withdraw.wrong_person": "Somebody else wrote", "withdraw.denied": "The customer says it is not them", "withdraw.other": "Other", withdrawMore: "More about it (optional, not in the audit trail)", withdrawTitle: "Take back what an agent confirmed", withdrawWhy: "Why", withdrawDo: "Take back and record", withdrawn: "Taken back",
    gate: "This needs: {needed}. Now: {have}.", "needed.bound": "the identity verified in this conversation", "needed.fresh": "the customer verified within 10 minutes", gateNumber: "It is not shown yet that the new number is theirs", gateNumberHow: "Let them change it on the self-service page “Phone number”: the code goes to the new number. Where a supervisor answers for it, the number before is told.", gateHow: "Let the customer enter a code in the chat, or make sure and record it:", gateWhere: "Make sure in the customer's conversation, and act there.", override: "Why a supervisor answers for it (goes into the audit trail)", "override.callback": "Called the registered phone back", "override.branch": "Verified in person at a branch", "override.documents": "Documents checked", "override.complaint": "Settling a complaint", "override.other": "Other",
    withdrawNote: "Only what an agent confirmed by hand is taken back; codes, signed sign-ins and the core system stay.",
  },
);
