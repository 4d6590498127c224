import type { DeliveryAttempt } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { App, Button, Tag } from "antd";
import { integrations, useChange, useDelivery } from "../../api/integrations.ts";
import { integrationMessages } from "../../messages.integrations.ts";
import css from "../Admin.module.css";
import own from "./Integrations.module.css";
import { useOutcome } from "./outcome.ts";

/** One delivery: what was sent, each try and what came back. */
export function DeliveryView({ id }: { id: string }) {
  const t = useT(integrationMessages);
  const errorText = useErrorText();
  const { message } = App.useApp();
  const query = useDelivery(id);
  const resend = useChange(() => integrations.resend(id));
  if (query.isPending) return <LoadingRows rows={3} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const delivery = query.data;
  // One that waits for its next try may go now: the waits grow to hours, and the far end may be mended already.
  const waits = delivery.state === "queued" && delivery.tries > 0;
  const over = delivery.state === "delivered" || delivery.state === "dead" || waits;
  const again = () =>
    resend.mutate(undefined, { onSuccess: () => void message.success(t("resentOne")), onError: (error) => void message.error(errorText(error)) });
  return (
    <div className={own.detail} data-testid="delivery">
      <div className={own.attempt}>
        <span className={css.faint}>{t("messageId")}</span><code>{delivery.webhook_id}</code>
        <span className={own.grow} />
        {over && <Button size="small" onClick={again} loading={resend.isPending} disabled={delivery.body === null} data-testid="resend">{t(waits ? "tryNow" : "resend")}</Button>}
      </div>
      <h3>{t("request")}<small>{t("requestNote")}</small></h3>
      <pre className={own.box}>{delivery.body ? JSON.stringify(delivery.body, null, 2) : t("eventGone")}</pre>
      <h3>{t("attempts")}</h3>
      {delivery.attempts.map((a) => <Attempt key={a.number} attempt={a} />)}
    </div>
  );
}

function Attempt({ attempt }: { attempt: DeliveryAttempt }) {
  const t = useT(integrationMessages);
  const { locale } = useLocale();
  const outcome = useOutcome();
  return (
    <div>
      <div className={own.attempt}>
        <b>{t("attempt", { n: attempt.number })}</b>
        <Tag color={attempt.error ? "red" : "green"}>{outcome(attempt.error, attempt.status)}</Tag>
        <span className={css.faint}>{dateTimeText(attempt.at, locale)} · {t("took", { ms: attempt.ms })}</span>
        {attempt.answer_whole === false && <span className={css.faint}>{t("cut")}</span>}
      </div>
      {attempt.answer && <pre className={own.box}>{attempt.answer}</pre>}
    </div>
  );
}
