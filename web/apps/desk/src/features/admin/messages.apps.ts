import { defineMessages } from "@tandem/i18n";

export const appMessages = defineMessages(
  {
    kind: "渠道", "kind.web": "网页", "kind.app": "应用", add: "接入应用", name: "应用名称", key: "标识", keyHint: "小写字母、数字、连字符，建后不能改", bundles: "包名", bundlesHint: "如 com.example.loans，输入后回车；留空则不限制", queue: "接待队列",
    identity: "访客身份", save: "接入", cancel: "取消", failed: "没有接入成功", made: "应用已接入", once: "以下内容只显示这一次，请立即保存。", appKey: "应用密钥（随应用发布）", secret: "身份密钥（只放在贵司服务器上）",
    renew: "更换应用密钥", renewConfirm: "更换后，带旧密钥的应用将无法开始新的会话。", renewed: "新的应用密钥", app: "应用密钥",
  },
  {
    kind: "Channel", "kind.web": "Web", "kind.app": "App", add: "Connect an app", name: "Name of the app", key: "Key", keyHint: "Lower-case letters, digits, hyphens; for good", bundles: "Bundle ids", bundlesHint: "Such as com.example.loans, then Enter; none: any", queue: "Queue",
    identity: "Visitors", save: "Connect", cancel: "Cancel", failed: "The app was not connected", made: "The app is connected", once: "This is shown once. Keep it now.", appKey: "App key (published with the app)", secret: "Identity secret (on your server only)",
    renew: "Make another app key", renewConfirm: "Apps that carry the old key can begin no new session then.", renewed: "The new app key", app: "App key",
  },
);
