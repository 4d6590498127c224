import { defineMessages } from "@tandem/i18n";

export const messages = defineMessages(
  {
    title: "法规依据", hint: "账务与答复时限按这些规则计算；未核对原文的规则，上线前请法务确认", rule: "规则与出处", held: "是否执行", isHeld: "系统按此执行", notHeld: "未执行", verified: "原文核对", read: "已核对", unread: "未核对",
    readIn: "核对于：{where}", looked: "{day} 查证", since: "{day} 起施行", until: "{day} 止",
  },
  {
    title: "Rules of law", hint: "Loans and times for answers are counted by these; have counsel read what nobody has before you go live", rule: "Rule and source", held: "Held", isHeld: "held", notHeld: "not held", verified: "Read", read: "read", unread: "not read",
    readIn: "Read in: {where}", looked: "looked up {day}", since: "in force from {day}", until: "until {day}",
  },
);
