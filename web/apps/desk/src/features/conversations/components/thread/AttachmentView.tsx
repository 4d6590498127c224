import { DownloadOutlined, FileOutlined } from "@ant-design/icons";
import type { Attachment } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { sizeText } from "@tandem/ui";
import { Image } from "antd";
import { threadMessages } from "../../messages.thread.ts";
import css from "./Thread.module.css";
import { VoiceNote } from "./VoiceNote.tsx";

const MAX = { width: 280, height: 240 };

/** The size an image is shown at, known before it loads, so that nothing jumps when it arrives. */
export function fitted(width?: number | null, height?: number | null): { width: number; height: number } {
  if (!width || !height) return { width: 200, height: 150 };
  const scale = Math.min(1, MAX.width / width, MAX.height / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

export function AttachmentView({ attachment }: { attachment: Attachment }) {
  const t = useT(threadMessages);
  if (typeof attachment.duration_ms === "number") return <VoiceNote attachment={attachment} />;
  if (attachment.content_type.startsWith("image/")) {
    const size = fitted(attachment.width, attachment.height);
    return (
      <Image
        src={attachment.url} alt={t("image", { name: attachment.name })} {...size} loading="lazy"
        style={{ borderRadius: 6, objectFit: "cover", background: "var(--hover)" }}
      />
    );
  }
  return (
    <a className={css.file} href={attachment.url} download={attachment.name} aria-label={t("download", { name: attachment.name })}>
      <FileOutlined />
      <span>
        <b>{attachment.name}</b>
        <small>{sizeText(attachment.size)}</small>
      </span>
      <DownloadOutlined />
    </a>
  );
}
