import { defineMessages } from "@tandem/i18n";

/** A conversation goes on in another channel. */
export const continueMessages = defineMessages(
  {
    title: "换渠道继续", text: "现在在{channel}。客户同意后，同一个会话在新渠道继续，记录不断；客户回到原渠道写，就回到原渠道。",
    "how.asked": "先在当前渠道征求客户同意", "how.preferred": "客户设置过优先用这个渠道", "how.link": "发一个链接，客户点开即继续",
    "do.asked": "征求同意", "do.preferred": "转到这里", "do.link": "发链接",
    "reason.blocked": "客户已被拉黑", "reason.paused": "渠道账号已暂停", "reason.open_there": "客户在这里已有进行中的会话", "reason.window_closed": "回复窗口已关闭，客户先写一条才行", "reason.templates_only": "这个账号只能发模板消息",
    openIt: "去看看", none: "还不知道客户的其他渠道：没有核实过的手机号、邮箱，也没有在别处写过。",
  },
  {
    title: "Go on in another channel", text: "It is in {channel} now. If the customer agrees the same conversation goes on elsewhere, with its whole history; when they write here again, it is back here.",
    "how.asked": "The customer is asked here first", "how.preferred": "The customer set this channel as preferred", "how.link": "Sends a link; opening it goes on there",
    "do.asked": "Ask", "do.preferred": "Go on there", "do.link": "Send link",
    "reason.blocked": "The customer is blocked", "reason.paused": "The account is paused", "reason.open_there": "The customer has an open conversation there", "reason.window_closed": "Reply window closed: the customer has to write first", "reason.templates_only": "This account sends templates only",
    openIt: "Open it", none: "No other channel is known: no proven number or address, and they wrote from nowhere else.",
  },
);
