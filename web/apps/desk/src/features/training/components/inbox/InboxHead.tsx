import { ReloadOutlined } from "@ant-design/icons";
import type { InboxPage } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Button } from "antd";
import { WHYS, type Why } from "../../api/inbox.ts";
import { inboxMessages } from "../../messages.inbox.ts";
import css from "./Inbox.module.css";

interface Props {
  why: Why;
  onWhy: (why: Why) => void;
  counts: InboxPage["counts"];
  labelled: number;
  skipped: number;
  onRefresh: () => void;
}

/** Which turns, how many wait, and what was done in this sitting. */
export function InboxHead({ why, onWhy, counts, labelled, skipped, onRefresh }: Props) {
  const t = useT(inboxMessages);
  return (
    <header className={css.head}>
      <div className={css.filters} role="group" aria-label={t("filter")}>
        {WHYS.map((w) => (
          <button key={w} type="button" aria-pressed={w === why} onClick={() => onWhy(w)} data-testid={`why-${w}`}>
            {t(`why.${w}`)} <b>{counts[w] ?? 0}</b>
          </button>
        ))}
      </div>
      <span className={css.grow} />
      <span className={css.tally} role="status" data-testid="labelled-count" data-labelled={labelled}>
        {t("done", { n: labelled })}{skipped > 0 && ` · ${t("skipped", { n: skipped })}`}
      </span>
      <Button type="text" icon={<ReloadOutlined />} onClick={onRefresh} aria-label={t("refresh")} title={t("refresh")} />
    </header>
  );
}
