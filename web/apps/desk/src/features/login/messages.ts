import { defineMessages } from "@tandem/i18n";

export const messages = defineMessages(
  {
    product: "协同", tagline: "客服工作台", username: "工号或用户名", password: "密码", submit: "登录",
    usernameRequired: "请输入用户名", passwordRequired: "请输入密码",
    badCredentials: "用户名或密码不对。",
    locked: "多次输错密码，账号已锁定，{minutes} 分钟后可再试，或请管理员解锁。",
    rateLimited: "尝试太频繁，请在 {seconds} 秒后再试。",
    language: "English", switchLanguage: "切换到英文",
    firstTitle: "设置自己的密码", firstText: "您现在用的是别人给的密码。请换成只有自己知道的，之后就能开始工作。", given: "当前密码", next: "新密码", again: "再输一遍新密码", short: "至少 10 个字符", different: "两次输入不一致", same: "不能与当前密码相同", setIt: "设置并继续", signOut: "退出登录", passwordSet: "密码已设置",
    lead: "人与机器，协同服务", point1: "一个收件箱，机器人和坐席无缝交接", point2: "每条消息有序、不丢、不重", point3: "队列、时效、质量，实时可见",
  },
  {
    product: "Tandem", tagline: "Service desk", username: "Staff number or user name", password: "Password", submit: "Sign in",
    usernameRequired: "Enter your user name", passwordRequired: "Enter your password",
    badCredentials: "The user name or password is wrong.",
    locked: "Too many wrong passwords: the account is locked. Try again in {minutes} {minutes|minute|minutes}, or ask an administrator.",
    rateLimited: "Too many attempts. Try again in {seconds} {seconds|second|seconds}.",
    language: "中文", switchLanguage: "Switch to Chinese",
    firstTitle: "Set your own password", firstText: "You signed in with a password that somebody else chose. Replace it with one that only you know, then start working.", given: "Current password", next: "New password", again: "New password again", short: "At least 10 characters", different: "The two differ", same: "Must differ from the current one", setIt: "Set and go on", signOut: "Sign out", passwordSet: "Password set",
    lead: "People and machines, serving together", point1: "One inbox, seamless hand-over between bot and agent",
    point2: "Every message in order, none lost, none twice", point3: "Queues, deadlines and quality, live",
  },
);
