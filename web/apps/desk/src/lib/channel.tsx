import { GlobalOutlined, MailOutlined, MessageOutlined, MobileOutlined, PhoneOutlined, WechatOutlined } from "@ant-design/icons";
import { useT } from "@tandem/i18n/react";
import type { ComponentType } from "react";
import css from "./channel.module.css";
import { common } from "./common.ts";

const ICONS: Record<string, ComponentType> = {
  web: GlobalOutlined, app: MobileOutlined, wechat: WechatOutlined, email: MailOutlined, phone: PhoneOutlined, sms: MessageOutlined,
};

/** A channel's name. Those that this desk does not know keep the name that their adapter gave them. */
export function useChannelName(): (channel: string) => string {
  const t = useT(common);
  return (channel) => (channel in ICONS ? t(`channel.${channel}` as "channel.web") : channel);
}

export function ChannelIcon({ channel }: { channel: string }) {
  const Icon = ICONS[channel] ?? MessageOutlined;
  const name = useChannelName()(channel);
  return <span className={css.channel} role="img" aria-label={name} title={name} data-channel={channel}><Icon /></span>;
}
