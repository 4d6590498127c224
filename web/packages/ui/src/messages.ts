import { defineMessages } from "@tandem/i18n";

export const uiMessages = defineMessages(
  {
    retry: "重试",
    failed: "没能取到数据",
    network: "连不上服务器，请检查网络后重试。",
    unavailable: "服务暂时不可用，正在恢复，请稍后重试。",
    forbidden: "您没有权限做这件事。",
    notFound: "找不到这项内容，可能已被删除。",
    tooMany: "操作太频繁，请在 {seconds} 秒后重试。",
    unknown: "出了点问题，请重试。",
    requestId: "请求号 {id}",
  },
  {
    retry: "Try again",
    failed: "Could not load this",
    network: "The server cannot be reached. Check your network and try again.",
    unavailable: "The service is briefly unavailable and recovering. Please try again shortly.",
    forbidden: "You may not do this.",
    notFound: "This no longer exists.",
    tooMany: "Too many requests. Try again in {seconds} {seconds|second|seconds}.",
    unknown: "Something went wrong. Please try again.",
    requestId: "Request {id}",
  },
);
