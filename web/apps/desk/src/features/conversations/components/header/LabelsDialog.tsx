import type { Label } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { App, Modal, Select } from "antd";
import { useEffect, useState } from "react";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { useCan } from "@/lib/session.tsx";
import { useLabels } from "../../api/catalogues.ts";
import { actionMessages } from "../../messages.actions.ts";

interface Props {
  open: boolean;
  current: Label[];
  onClose: () => void;
  onSubmit: (ids: string[]) => Promise<boolean>;
}

const NEW = "new:";
const COLOURS = ["#1d5fd1", "#16794a", "#a35200", "#bf2430", "#6b4fc8", "#0b7a75"];

export function LabelsDialog({ open, current, onClose, onSubmit }: Props) {
  const t = useT(actionMessages);
  const client = useQueryClient();
  const can = useCan();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const { data: labels = [] } = useLabels();
  const [ids, setIds] = useState<string[]>([]);
  const [text, setText] = useState("");
  useEffect(() => {
    if (open) setIds(current.map((l) => l.id));
    // Only what was set when the dialog opened.
  }, [open]);

  const options = labels.map((l) => ({ value: l.id, label: l.name }));
  const name = text.trim();
  if (name && can("settings.manage", "conversations.assign") && !labels.some((l) => l.name === name)) {
    options.push({ value: `${NEW}${name}`, label: t("createLabel", { name }) });
  }

  const submit = async () => {
    try {
      const resolved = await Promise.all(
        ids.map(async (id, i) => {
          if (!id.startsWith(NEW)) return id;
          const label = await api.catalogues.createLabel({ name: id.slice(NEW.length), color: COLOURS[(labels.length + i) % COLOURS.length]! });
          return label.id;
        }),
      );
      if (resolved.some((id, i) => id !== ids[i])) void client.invalidateQueries({ queryKey: keys.labels });
      if (await onSubmit(resolved)) onClose();
    } catch (error) {
      void message.error(errorText(error));
    }
  };
  return (
    <Modal open={open} title={t("labels")} onCancel={onClose} onOk={() => void submit()} width={420} destroyOnHidden>
      <Select
        mode="multiple" autoFocus value={ids} onChange={setIds} options={options} placeholder={t("labelHint")} style={{ width: "100%" }}
        showSearch={{ optionFilterProp: "label", onSearch: setText }}
      />
    </Modal>
  );
}
