import type { Draft } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useNow } from "@tandem/ui";
import { messages } from "../messages.ts";
import { left } from "../rules/countdown.ts";
import css from "./SilentSeat.module.css";

/** How long the draft still waits: a ring that empties, and the seconds in it. */
export function Ring({ draft, size }: { draft: Draft; size: number }) {
  const t = useT(messages);
  const { seconds, share, urgency } = left(draft, useNow());
  const stroke = size > 40 ? 4 : 3;
  const r = (size - stroke) / 2;
  const around = 2 * Math.PI * r;
  return (
    <span className={`${css.ring} ${css[urgency]}`} style={{ width: size, height: size, fontSize: Math.round(size * 0.34) }} role="timer"
      aria-label={t("seconds", { n: seconds })} data-testid="draft-countdown">
      <svg width={size} height={size} aria-hidden="true">
        <circle cx={size / 2} cy={size / 2} r={r} strokeWidth={stroke} className={css.ringGround} />
        <circle cx={size / 2} cy={size / 2} r={r} strokeWidth={stroke} className={css.ringLeft} strokeDasharray={around} strokeDashoffset={around * (1 - share)} />
      </svg>
      <b aria-hidden="true">{seconds}</b>
    </span>
  );
}
