import { useT } from "@tandem/i18n/react";
import { Select } from "antd";
import { useAgents } from "../../api/catalogues.ts";
import { actionMessages } from "../../messages.actions.ts";
import css from "./Header.module.css";

interface Props {
  value?: string | null;
  onChange?: (id: string) => void;
  except?: string | undefined;
}

/** Colleagues with state and load; those free and online come first. */
export function AgentSelect({ value = null, onChange, except }: Props) {
  const t = useT(actionMessages);
  const { data = [], isPending } = useAgents();
  const rank = (a: (typeof data)[number]) => (a.state !== "online" ? 2 : a.load >= a.capacity ? 1 : 0);
  const options = data
    .filter((a) => a.id !== except)
    .sort((a, b) => rank(a) - rank(b) || a.load / (a.capacity || 1) - b.load / (b.capacity || 1))
    .map((a) => ({
      value: a.id, search: a.name,
      label: (
        <span className={css.agent}>
          <i className={css.dot} data-state={a.state} /> {a.name}
          <small>{a.load >= a.capacity && a.state === "online" ? `${t("full")} ` : ""}{t("load", { load: a.load, capacity: a.capacity })}</small>
        </span>
      ),
    }));
  return (
    <Select
      showSearch={{ optionFilterProp: "search" }} value={value} {...(onChange && { onChange })} options={options} loading={isPending}
      placeholder={t("agentHint")} data-testid="agent-select"
    />
  );
}
