// Invented words for the mock: a fictional lender's customers, staff and answers.
const AGENT = ["conversations.read.own", "conversations.reply", "conversations.claim", "knowledge.read"];
const SUPER = [...AGENT, "conversations.read.team", "conversations.assign", "conversations.takeover", "board.read", "staff.read", "presence.manage"];
const EDITOR = ["knowledge.read", "knowledge.edit", "knowledge.review", "knowledge.publish", "bot.trial"];
const ALL = [...new Set([...SUPER, ...EDITOR, "training.read", "training.manage", "conversations.read.all", "staff.manage", "audit.read", "settings.manage"])];
export const STAFF = [
  ["agent", "林小满", ["agent"], AGENT], ["supervisor", "周主管", ["supervisor"], SUPER], ["editor", "赵敏", ["knowledge_editor"], EDITOR], ["admin", "系统管理员", ["admin", "agent"], ALL],
  ["chen", "陈思远", ["agent"], AGENT], ["wang", "王若溪", ["agent"], AGENT], ["li", "李承泽", ["agent"], AGENT], ["huang", "黄一诺", ["agent"], AGENT], ["wu", "吴子墨", ["agent"], AGENT], ["zheng", "郑安琪", ["agent"], AGENT],
];
export const LABELS = [["还款失败", "#bf2430"], ["提前还款", "#1d5fd1"], ["额度", "#16794a"], ["投诉苗头", "#a35200"], ["需回访", "#6b4fc8"]];
export const QUEUES = [["还款与账单", "repayment"], ["额度与申请", "limit"], ["账户与安全", "account"], ["投诉与建议", "complaint"]];
export const DISPOSITIONS = [["R", "还款", ["提前还款", "还款失败", "改还款日"]], ["L", "额度", ["提额咨询", "额度冻结"]], ["A", "账户", ["换绑手机号", "登录异常"]], ["C", "投诉", ["服务态度", "费用争议"]]];
export const CANNED = [
  ["你好", "开场问候", "您好，{{customer.name}}，我是客服{{agent.name}}，很高兴为您服务。", "shared"], ["稍等", "请稍等", "正在为您查询，请稍等一两分钟。", "shared"],
  ["提前还款", "提前还款步骤", "您可以在 App「我的借款」→「提前还款」查看试算金额并提交，当日 22:00 前到账即结清。", "shared"], ["核身", "核实身份", "为了保护您的账户安全，请提供身份证后四位和预留手机号。", "shared"],
  ["工单", "已建工单", "已为您登记，编号 {{ticket.number}}，我们会在一个工作日内回复。", "shared"], ["再见", "结束语", "感谢您的咨询，祝您生活愉快！", "shared"], ["加班", "我的晚班提示", "晚上好，夜间查询可能稍慢，请您谅解。", "own"],
];
export const CATEGORIES = [["repay", "还款"], ["early", "提前结清"], ["limit", "额度"], ["rate", "利率与费用"], ["account", "账户"], ["fraud", "反诈"], ["credit", "征信"]];
export const NAMES = ["张伟", "王芳", "刘洋", "陈静", "杨磊", "赵丽娜", "黄建国", "周婷", "吴昊", "徐佳慧", "孙志强", "胡雪", "朱文博", "高晓梅", "林志远", "何欣怡", "郭鹏飞", "马小云"];
export const QUESTIONS = [
  ["怎么提前还款？", "您可以在 App「我的借款」中选择「提前还款」，系统会给出试算金额，确认后从绑定银行卡扣款。提前还款不收违约金。", "如何提前还款", "点了提前还款，一直提示系统繁忙，怎么办？"],
  ["还款失败了会影响征信吗", "还款日当天 22:00 前重新还款成功，不会计为逾期，也不会上报征信。", "还款失败的影响", "我卡里有钱的，为什么会扣款失败？"],
  ["可以提高额度吗？", "额度由系统根据您的信用情况定期评估，暂不支持人工调整。按时还款有助于提升额度。", "如何提升额度", "我一直按时还款，三个月了还是没有提额。"],
  ["换手机号了，收不到验证码", "请在登录页选择「手机号已停用」，通过身份证和人脸核验后即可更换手机号。", "更换预留手机号", "人脸一直通不过，光线也换了。"],
  ["有人自称你们客服让我转账", "我们不会以任何理由要求您向个人账户转账。请立即停止操作，并保留聊天记录。", "识别冒充客服", "我刚刚已经把验证码告诉他了！"],
  ["能改还款日吗", "每个自然年可以修改一次还款日，请在「我的」→「还款设置」中操作。", "修改还款日", "页面上没有还款设置这一项"],
];
export const ANSWERS = [
  ["repay.early", "early", "怎么提前还款？", "您可以在 App「我的借款」→「提前还款」查看试算金额，确认后从绑定银行卡扣款。提前还款不收取违约金，利息按实际使用天数计算。", ["提前还款怎么操作", "我想一次性还清", "可以提前结清吗", "提前还款要手续费吗", "想把剩下的都还了"]],
  ["repay.failed", "repay", "还款失败怎么办？", "请先确认银行卡余额和单日限额，再在还款日当天 22:00 前重新发起还款。当日补还成功不计逾期。", ["扣款没成功", "自动还款失败了", "为什么扣不了款", "还款提示失败"]],
  ["limit.raise", "limit", "怎样提升额度？", "额度由系统定期评估，按时还款、完善资料有助于提升。目前不支持人工调整额度。", ["能不能提额", "额度太低了", "怎么提高额度", "申请提额"]],
  ["account.phone", "account", "如何更换预留手机号？", "在登录页选择「手机号已停用」，完成身份证与人脸核验后即可更换。", ["换号码了", "手机号停用", "收不到验证码", "改绑手机"]],
  ["fraud.fake", "fraud", "接到自称客服的电话要求转账怎么办？", "我们不会要求您向个人账户转账，也不会索要验证码。请立即挂断，并拨打官方热线核实。", ["冒充客服", "让我转账", "是不是诈骗", "要我验证码"]],
  ["repay.date", "repay", "可以修改还款日吗？", "每个自然年可修改一次，请在「我的」→「还款设置」中操作，下一期生效。", ["改还款日", "还款日能换吗", "发工资晚"]],
  ["rate.apr", "rate", "年化利率是多少？", "您的综合年化利率以借款合同为准，可在「我的借款」→「合同」中查看。", ["利息多少", "利率多少", "怎么算利息"]],
  ["credit.report", "credit", "会上征信吗？", "借款和还款信息会按规定报送金融信用信息基础数据库，按时还款有助于积累良好记录。", ["上不上征信", "影响征信吗", "征信怎么显示"]],
  ["repay.auto", "repay", "自动还款什么时候扣款？", "还款日当天从 8:00 起分批扣款，最晚 22:00；余额不足会多次尝试。", ["几点扣款", "自动扣款时间", "什么时候扣"]],
  ["early.partial", "early", "可以只还一部分吗？", "支持部分提前还款，最低 500 元，剩余本金重新计算每期应还。", ["还一部分", "部分还款", "先还一点"]],
];
