import { useT } from "@tandem/i18n/react";
import { Button, DatePicker, Modal } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { actionMessages } from "../../messages.actions.ts";
import { snoozePresets } from "../../rules/neighbours.ts";
import css from "./Header.module.css";

interface Props {
  open: boolean;
  onClose: () => void;
  onSubmit: (until: string) => Promise<boolean>;
}

export function SnoozeDialog({ open, onClose, onSubmit }: Props) {
  const t = useT(actionMessages);
  const [custom, setCustom] = useState<Dayjs | null>(null);
  const choose = async (until: Date) => {
    if (await onSubmit(until.toISOString())) onClose();
  };
  return (
    <Modal open={open} title={t("snoozeUntil")} onCancel={onClose} footer={null} width={360} destroyOnHidden>
      <div className={css.presets}>
        {snoozePresets(new Date()).map((p) => (
          <Button key={p.id} onClick={() => void choose(p.until)}>{t(`preset.${p.id}`)}</Button>
        ))}
        <div className={css.custom}>
          <DatePicker
            showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" value={custom} onChange={setCustom} placeholder={t("custom")}
            disabledDate={(d) => d.isBefore(dayjs(), "day")} style={{ flex: 1 }}
          />
          <Button type="primary" disabled={!custom?.isAfter(dayjs())} onClick={() => custom && void choose(custom.toDate())}>{t("snooze")}</Button>
        </div>
        <small>{t("snoozeNote")}</small>
      </div>
    </Modal>
  );
}
