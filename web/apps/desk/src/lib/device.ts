const SYSTEMS: [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"], [/HarmonyOS|OpenHarmony/, "HarmonyOS"], [/Android/, "Android"], [/Windows/, "Windows"], [/Mac OS X/, "macOS"], [/Linux/, "Linux"],
];
const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, "WeChat"], [/Edg\//, "Edge"], [/QQBrowser/, "QQ"], [/Firefox/, "Firefox"], [/Chrome/, "Chrome"], [/Safari/, "Safari"],
];

/** "Chrome · Windows": what an agent wants of a user agent string. */
export function deviceOf(userAgent: string | null | undefined): string | null {
  if (!userAgent) return null;
  const find = (table: [RegExp, string][]) => table.find(([pattern]) => pattern.test(userAgent))?.[1];
  return [find(BROWSERS), find(SYSTEMS)].filter(Boolean).join(" · ") || userAgent.slice(0, 40);
}
