import { CloseOutlined, LoadingOutlined, PaperClipOutlined, WarningFilled } from "@ant-design/icons";
import { useT } from "@tandem/i18n/react";
import { sizeText, useErrorText } from "@tandem/ui";
import { Button } from "antd";
import type { Upload } from "../../hooks/useUploads.ts";
import { composerMessages } from "../../messages.composer.ts";
import css from "./Composer.module.css";

export function AttachmentTray({ uploads, onRemove }: { uploads: Upload[]; onRemove: (key: string) => void }) {
  const t = useT(composerMessages);
  const errorText = useErrorText();
  if (uploads.length === 0) return null;
  return (
    <div className={css.tray} data-testid="attachment-tray">
      {uploads.map((u) => (
        <div key={u.key} className={`${css.chip} ${u.state === "failed" ? css.chipBad : ""}`}>
          {u.state === "uploading" ? <LoadingOutlined /> : u.state === "failed" ? <WarningFilled /> : <PaperClipOutlined />}
          <span>{u.name}</span>
          <small>{u.state === "uploading" ? t("uploading") : u.state === "failed" ? t("uploadFailed", { why: errorText(u.error) }) : sizeText(u.size)}</small>
          <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("removeFile", { name: u.name })} onClick={() => onRemove(u.key)} />
        </div>
      ))}
    </div>
  );
}
