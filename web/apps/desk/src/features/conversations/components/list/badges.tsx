import {
  CheckCircleOutlined, CustomerServiceOutlined, EyeInvisibleOutlined, FlagFilled, HourglassOutlined, RobotOutlined,
} from "@ant-design/icons";
import type { Controller, Label, Priority, Row } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { clockText, since, useNow } from "@tandem/ui";
import { Tooltip } from "antd";
import type { ComponentType } from "react";
import { common } from "@/lib/common.ts";
import { messages } from "../../messages.ts";
import { countdown } from "../../rules/deadlines.ts";
import css from "./badges.module.css";

const CONTROLLER_ICONS: Record<Controller, ComponentType> = {
  bot: RobotOutlined, queue: HourglassOutlined, agent: CustomerServiceOutlined, silent_seat: EyeInvisibleOutlined,
};

interface ControllerProps {
  controller: Controller;
  agent?: string | null | undefined;
  resolved?: boolean;
}

export function ControllerBadge({ controller, agent, resolved = false }: ControllerProps) {
  const t = useT(common);
  if (resolved) return <span className={css.badge} data-testid="controller-badge" data-controller="none"><CheckCircleOutlined /> {t("resolved")}</span>;
  const Icon = CONTROLLER_ICONS[controller] ?? RobotOutlined;
  return (
    <span className={`${css.badge} ${css[controller]}`} data-testid="controller-badge" data-controller={controller}>
      <Icon /> {controller === "agent" && agent ? agent : t(`controller.${controller}`)}
    </span>
  );
}

export { ChannelIcon } from "@/lib/channel.tsx";

export function PriorityFlag({ priority, always = false }: { priority: Priority; always?: boolean }) {
  const t = useT(common);
  if (priority === "normal" && !always) return null;
  return <span className={`${css.flag} ${css[priority]}`}><FlagFilled /> {t(`priority.${priority}`)}</span>;
}

export function LabelTag({ label }: { label: Label }) {
  return <span className={css.label}><i style={{ background: label.color }} />{label.name}</span>;
}

/** How long the customer has been waiting for an answer, ticking. */
export function WaitClock({ since: start }: { since: string }) {
  const t = useT(messages);
  const time = clockText(since(start, useNow()));
  return <time className={css.wait} dateTime={start} title={t("waiting", { time })}>{time}</time>;
}

/** The running deadline: calm, soon (amber) or late (red), said in words too. */
export function SlaCountdown({ sla }: { sla: Row["sla"] }) {
  const t = useT(messages);
  const state = countdown(sla, useNow());
  if (!sla || !state) return null;
  const late = state.urgency === "late";
  const time = clockText(Math.abs(state.left));
  const kind = t(`sla.${sla.kind}`);
  return (
    <Tooltip title={t(late ? "sla.late" : "sla.left", { kind, time })} mouseEnterDelay={0.5}>
      <span className={`${css.sla} ${css[state.urgency]}`} data-urgency={state.urgency} data-testid="sla">
        {kind} {late ? "+" : ""}{time}
      </span>
    </Tooltip>
  );
}
