import { CloseOutlined } from "@ant-design/icons";
import type { BulkAction, Row } from "@tandem/api";
import { useT, useWriting } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { useState } from "react";
import { api } from "@/lib/api.ts";
import { common } from "@/lib/common.ts";
import { useCan } from "@/lib/session.tsx";
import { refetchConversations } from "../../api/lists.ts";
import { messages } from "../../messages.ts";
import { PRIORITIES } from "../../rules/filters.ts";
import { LabelsDialog } from "../header/LabelsDialog.tsx";
import { ResolveDialog } from "../header/ResolveDialog.tsx";
import { SnoozeDialog } from "../header/SnoozeDialog.tsx";
import { TransferDialog } from "../header/TransferDialog.tsx";
import css from "./List.module.css";

// The server takes this many at once.
const LIMIT = 100;

interface Props {
  selected: ReadonlySet<string>;
  rows: Row[];
  onSelect: (ids: ReadonlySet<string>) => void;
}

export function BulkBar({ selected, rows, onSelect }: Props) {
  const t = useT(messages);
  const c = useT(common);
  const can = useCan();
  const [dialog, setDialog] = useState<"assign" | "label" | "resolve" | "snooze" | null>(null);
  const run = useBulk(selected, onSelect);
  const close = () => setDialog(null);
  const priorities = PRIORITIES.map((p) => ({ key: p, label: c(`priority.${p}`), onClick: () => void run({ action: "priority", priority: p }) }));
  return (
    <div className={css.bulk} data-testid="bulk-bar">
      <b>{t("selected", { n: selected.size })}</b>
      <Button type="link" size="small" onClick={() => onSelect(new Set(rows.slice(0, LIMIT).map((r) => r.id)))}>{t("selectAll")}</Button>
      <span style={{ flex: 1 }} />
      <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("clearSelection")} onClick={() => onSelect(new Set())} />
      <div style={{ display: "flex", gap: 4, width: "100%" }}>
        {can("conversations.assign") && <Button size="small" onClick={() => setDialog("assign")}>{t("bulk.assign")}</Button>}
        <Button size="small" onClick={() => setDialog("label")}>{t("bulk.label")}</Button>
        <Dropdown menu={{ items: priorities }} trigger={["click"]}><Button size="small">{t("bulk.priority")}</Button></Dropdown>
        <Button size="small" onClick={() => setDialog("snooze")}>{t("bulk.snooze")}</Button>
        <Button size="small" onClick={() => setDialog("resolve")}>{t("bulk.resolve")}</Button>
      </div>
      <TransferDialog open={dialog === "assign"} kind="assign" onClose={close} onSubmit={(v) => run({ action: "assign", agent_id: v.agent_id! })} />
      <LabelsDialog open={dialog === "label"} current={[]} onClose={close} onSubmit={(label_ids) => run({ action: "label", label_ids })} />
      <SnoozeDialog open={dialog === "snooze"} onClose={close} onSubmit={(until) => run({ action: "snooze", until })} />
      <ResolveDialog open={dialog === "resolve"} title={t("bulk.resolve")} onClose={close} onSubmit={(wrap_up) => run({ action: "resolve", wrap_up })} />
    </div>
  );
}

/** Runs one action on all selected; what failed stays selected and is named. */
function useBulk(selected: ReadonlySet<string>, onSelect: Props["onSelect"]) {
  const t = useT(messages);
  const write = useWriting();
  const client = useQueryClient();
  const errorText = useErrorText();
  const { message } = App.useApp();
  return async (action: BulkAction): Promise<boolean> => {
    try {
      const { results } = await api.conversations.bulk([...selected].slice(0, LIMIT), action);
      const failed = results.filter((r) => !r.ok);
      if (failed.length === 0) void message.success(t("bulk.done", { n: results.length }));
      else {
        const codes = write.listed([...new Set(failed.map((r) => r.code ?? "?"))]);
        void message.warning(t("bulk.partly", { ok: results.length - failed.length, failed: failed.length, codes }));
      }
      onSelect(new Set(failed.map((r) => r.id)));
      refetchConversations(client);
      return true;
    } catch (error) {
      void message.error(errorText(error));
      return false;
    }
  };
}
