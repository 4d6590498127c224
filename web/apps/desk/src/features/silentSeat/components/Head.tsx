import { LogoutOutlined } from "@ant-design/icons";
import type { SilentSeat } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Avatar } from "@tandem/ui";
import { Button, Tooltip } from "antd";
import { useConnection } from "@/lib/realtime.ts";
import { useFigures } from "../api/drafts.ts";
import { messages } from "../messages.ts";
import css from "./SilentSeat.module.css";

const SHOWN = 5;

export function Head({ seat, onLeave, busy }: { seat: SilentSeat; onLeave: () => void; busy: boolean }) {
  const t = useT(messages);
  const live = useConnection().state === "ready";
  const more = seat.people.length - SHOWN;
  return (
    <header className={css.head}>
      <h1>{t("title")}</h1>
      <span className={live ? css.live : css.stale} role="status"><i /> {t(live ? "live" : "offline")}</span>
      <Figures />
      <span className={css.grow} />
      <span className={css.people} data-testid="seat-people">
        <small>{seat.people.length > 0 ? t("people") : t("nobody")}</small>
        {seat.people.slice(0, SHOWN).map((p) => <Tooltip key={p.id} title={p.name}><span><Avatar name={p.name} size={26} /></span></Tooltip>)}
        {more > 0 && <small>{t("more", { n: more })}</small>}
      </span>
      {seat.present && <Button icon={<LogoutOutlined />} onClick={onLeave} loading={busy} data-testid="seat-leave">{t("getUp")}</Button>}
    </header>
  );
}

/** One's own day. */
function Figures() {
  const t = useT(messages);
  const { data } = useFigures();
  const shown: [string, string | number][] = data
    ? [
        [t("figure.approved"), data.approved], [t("figure.edited"), data.edited], [t("figure.replaced"), data.replaced],
        [t("figure.passed"), data.taken_over + data.handed_over], [t("figure.expired"), data.expired],
        [t("figure.median"), data.median_s === null ? "—" : t("seconds", { n: Math.round(data.median_s * 10) / 10 })],
      ]
    : [];
  return (
    <dl className={css.figures} data-testid="draft-figures" aria-label={t("today")}>
      <dt className={css.today}>{t("today")}</dt>
      {shown.map(([label, value]) => <div key={label}><dd>{value}</dd><dt>{label}</dt></div>)}
    </dl>
  );
}
