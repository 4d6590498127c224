import { AudioOutlined, DownloadOutlined, PauseOutlined, CaretRightOutlined } from "@ant-design/icons";
import type { Attachment } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { clockText } from "@tandem/ui";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { threadMessages } from "../../messages.thread.ts";
import css from "./VoiceNote.module.css";

// One voice at a time.
let speaking: HTMLAudioElement | null = null;

const playable = (type: string) => typeof Audio === "function" && new Audio().canPlayType(type) !== "";

/** A voice note: play or pause, how far, how long; a download where the browser cannot play it. */
export function VoiceNote({ attachment }: { attachment: Attachment }) {
  const t = useT(threadMessages);
  const seconds = Math.round((attachment.duration_ms ?? 0) / 1000);
  const length = clockText(seconds);
  const [audio] = useState(() => (playable(attachment.content_type) ? new Audio() : null));
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [failed, setFailed] = useState(audio === null);
  const source = useRef(attachment.url);
  source.current = attachment.url;

  useEffect(() => {
    if (!audio) return;
    audio.preload = "none";
    audio.onplay = () => setPlaying(true);
    audio.onpause = () => setPlaying(false);
    audio.ontimeupdate = () => setAt(audio.ended ? 0 : audio.currentTime);
    audio.onended = () => (setPlaying(false), setAt(0));
    audio.onerror = () => audio.src && setFailed(true);
    // Whoever leaves the thread does not want to hear on.
    return () => {
      audio.onerror = null;
      audio.pause();
      audio.removeAttribute("src");
    };
  }, [audio]);

  if (failed || !audio) {
    return (
      <a className={css.plain} href={attachment.url} download={attachment.name} data-testid="voice-link">
        <AudioOutlined /> <span>{t("voice", { length })} · {t("voiceUnplayable")}</span> <DownloadOutlined />
      </a>
    );
  }
  const toggle = () => {
    if (!audio.paused) return audio.pause();
    if (speaking !== audio) speaking?.pause();
    speaking = audio;
    if (!audio.src) audio.src = source.current;
    void audio.play().catch(() => undefined);
  };
  return (
    <div className={css.voice} data-testid="voice" data-playing={playing}>
      <Button
        type="primary" shape="circle" size="small" icon={playing ? <PauseOutlined /> : <CaretRightOutlined />} onClick={toggle}
        aria-label={t(playing ? "voicePause" : "voicePlay", { length })} data-testid="voice-play"
      />
      <span className={css.track} aria-hidden><span style={{ width: `${Math.min(100, (at / Math.max(1, seconds)) * 100)}%` }} /></span>
      <span className={css.length}>{clockText(at > 0 ? Math.max(0, seconds - at) : seconds)}</span>
    </div>
  );
}
