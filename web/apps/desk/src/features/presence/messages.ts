import { defineMessages } from "@tandem/i18n";

export const messages = defineMessages(
  {
    status: "我的状态", load: "负荷", loadTip: "正在服务 {load} 个，上限 {capacity} 个", group: "状态", set: "切换为{state}", since: "已 {time}",
    awayTitle: "切换为离开", awayText: "您手上还有 {n} 个会话。要把它们退回队列，让同事接手吗？", reassign: "退回队列并离开", keep: "保留会话并离开",
    offer: "新会话", offerFrom: "来自 {queue}", accept: "接起", refuse: "拒接", seconds: "{n} 秒", waited: "已等待 {time}", gone: "会话已被他人接走或超时", acceptCmd: "接起新会话", refuseCmd: "拒接新会话",
    "gone.missed": "未及时接起，会话已重新排队", "gone.withdrawn": "会话已被他人接走，或客户离开了排队",
    notifyTitle: "新会话：{name}", notifyMessage: "{name} 发来新消息", idleTitle: "您还在吗？", idleText: "有一段时间没有操作了，{n} 秒后将自动切换为“离开”：不再分配新会话，有客户在等待的会话会退回队列。", here: "我在",
    idleAway: "因长时间没有操作，已切换为离开", idleReturned: "有客户在等待回复的会话已退回队列，由同事接手。", allowNotify: "开启桌面通知，新会话不会错过", allow: "开启", later: "以后再说", changedForMe: "您的状态已被改为“{state}”（多次未接起，或由主管设置）。准备好后请切回在线。",
  },
  {
    status: "My status", load: "Load", loadTip: "Serving {load} of at most {capacity}", group: "Status", set: "Set status: {state}", since: "for {time}",
    awayTitle: "Going away", awayText: "You still hold {n} {n|conversation|conversations}. Return them to the queue for your colleagues?", reassign: "Return them and go", keep: "Keep them and go",
    offer: "New conversation", offerFrom: "from {queue}", accept: "Accept", refuse: "Decline", seconds: "{n} s", waited: "waiting {time}", gone: "Taken by someone else or expired", acceptCmd: "Accept the offered conversation", refuseCmd: "Decline the offered conversation",
    "gone.missed": "Not answered in time: back in the queue", "gone.withdrawn": "Someone else took it, or the customer left the queue",
    notifyTitle: "New conversation: {name}", notifyMessage: "New message from {name}", idleTitle: "Still there?", idleText: "Nothing has happened for a while. In {n} s your status changes to “Away”: you get no new conversations, and those in which a customer waits go back to the queue.", here: "I am here",
    idleAway: "Your status is now Away because nothing happened for a while", idleReturned: "Conversations in which a customer was waiting went back to the queue for your colleagues.", allowNotify: "Turn on desktop notifications so that no conversation is missed", allow: "Turn on", later: "Not now", changedForMe: "Your status was set to “{state}” (offers missed, or by a supervisor). Go online again when you are ready.",
  },
);
