import type { Locale } from "@tandem/i18n";

/** What the server's checks say, which is written for the log and for `/readyz`, in Chinese. $1, $2: what they count and
 *  name. The tests of this folder and `tests/health.test.ts` know the checks themselves. */
const CHINESE: [RegExp, string][] = [
  [/^ok$/, "正常"],
  [/^off$/, "未启用"],
  [/^off: run `(.+)`$/, "未启用，安装请运行 $1"],
  [/^no answer within (.+) s$/, "$1 秒内没有应答"],
  [/^revision (\S+), expected (\S+)$/, "现为 $1，应为 $2"],
  [/^connected$/, "已连接"],
  [/^not connected$/, "未连接"],
  [/^no worker is running$/, "没有后台进程在运行"],
  [/^(\d+) running$/, "$1 个运行中"],
  [/^(\d+) waiting$/, "$1 个等待中"],
  [/^(\d+) held, (\d+) waiting for up to (\d+) s$/, "$1 个已搁置，$2 个等待中，最久 $3 秒"],
  [/^(\d+) open$/, "$1 条未完结"],
  [/^(\d+) open, the oldest since (.+): the core does not answer for it$/, "$1 条未完结，最早自 $2，核心系统没有答复"],
  [/^all paid orders are booked$/, "已付款项均已入账"],
  [/^(\d+) refunds refused by the payment gateway: .*\((.+)\)$/, "$1 笔退款被支付渠道拒绝，需要人工处理（$2）"],
  [/^a payment of (.+) is in no ledger yet$/, "$1 的一笔付款还没有入账"],
  [/^a refund asked for at (.+) is not made yet$/, "$1 申请的一笔退款还没有退出"],
  [/^(\d+) at rest$/, "$1 个已停用"],
  [/^none published$/, "未发布"],
  [/^version (\S+), (\d+) flows$/, "版本 $1，共 $2 个流程"],
  [/^version (\d+)$/, "第 $1 版"],
  [/^patterns and meaning \((.+)\)$/, "按规则和语义（$1）"],
  [/^patterns only: no sentence encoder reads$/, "只按规则：没有句向量模型"],
  [/^patterns only: a worker has yet to fit the reading of meaning$/, "只按规则：语义识别还在准备"],
  [/^keyword search, as set$/, "按设置只用关键词检索"],
  [/^keyword search only without (.+): run `(.+)`$/, "缺少 $1，只用关键词检索：请运行 $2"],
  [/^(\S+) has read (\d+) of (\d+) texts and joins after the last$/, "$1 已读 $2/$3 条，读完后启用"],
];

/** A detail in the reader's language: where nothing here knows it, as it came (a path, a version, an error's text). */
export function healthDetail(detail: string | null, locale: Locale): string {
  if (detail === null || locale !== "zh-CN") return detail ?? "";
  return detail.split("; ").map(inChinese).join("；");
}

/** The encoders are here and have not read everything yet. */
export const stillEncoding = (detail: string | null): boolean => (detail ?? "").includes(" texts and joins after the last");

function inChinese(one: string): string {
  for (const [said, words] of CHINESE) if (said.test(one)) return one.replace(said, words);
  const listed = one.split(", ");
  return listed.length > 1 && listed.every((each) => /^version \d+$/.test(each)) ? listed.map(inChinese).join("、") : one;
}
