import { SmileOutlined } from "@ant-design/icons";
import { useT } from "@tandem/i18n/react";
import { Button, Popover } from "antd";
import { useState } from "react";
import { composerMessages } from "../../messages.composer.ts";
import css from "./Composer.module.css";

const EMOJI = ["😊", "😄", "🙏", "👍", "🤝", "👌", "💪", "🎉", "❤️", "🌹", "😉", "😅", "🤔", "😢", "😔", "🙇", "📎", "📱", "💳", "💰", "📅", "⏰", "✅", "⚠️"];

export function EmojiButton({ onChoose }: { onChoose: (emoji: string) => void }) {
  const t = useT(composerMessages);
  const [open, setOpen] = useState(false);
  const grid = (
    <div className={css.emoji}>
      {EMOJI.map((e) => (
        <button
          key={e} type="button" aria-label={e}
          onClick={() => {
            onChoose(e);
            setOpen(false);
          }}
        >
          {e}
        </button>
      ))}
    </div>
  );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="topLeft" content={grid}>
      <Button type="text" size="small" icon={<SmileOutlined />} aria-label={t("emoji")} />
    </Popover>
  );
}
