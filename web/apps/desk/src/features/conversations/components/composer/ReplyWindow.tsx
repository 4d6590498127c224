import { ClockCircleOutlined, LockOutlined } from "@ant-design/icons";
import type { ReplyOptions } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, shortTimeText, useNow } from "@tandem/ui";
import { templateMessages } from "../../messages.templates.ts";
import { nearlyShut, shut } from "../../rules/templates.ts";
import css from "./Templates.module.css";

/** What may be written now, since or until when, and why; nothing while there is time enough. */
export function ReplyWindow({ options }: { options: ReplyOptions | null }) {
  const t = useT(templateMessages);
  const { locale } = useLocale();
  const now = useNow();
  if (!options) return null;
  if (shut(options)) {
    const since = options.until ? dateTimeText(options.until, locale) : "";
    const noWay = options.verdict === "nothing" && options.reason !== "no_recipient" && options.reason !== "channel_unknown";
    return (
      <div className={css.shut} role="status" data-testid="reply-shut" data-reason={options.reason}>
        <LockOutlined /> <span>{noWay ? t("shut.nothing") : options.reason && options.reason !== "too_many_parts" && t(`shut.${options.reason}`, { since })}</span>
      </div>
    );
  }
  if (!nearlyShut(options, now) || !options.until) return null;
  return (
    <div className={css.closing} role="status" data-testid="reply-closing">
      <ClockCircleOutlined /> <span>{t("open", { until: shortTimeText(options.until, locale, now) })}{options.left !== null && ` · ${t("left", { n: options.left })}`}</span>
    </div>
  );
}
