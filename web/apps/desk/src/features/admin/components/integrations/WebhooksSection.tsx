import { useT } from "@tandem/i18n/react";
import type { Webhook } from "@tandem/api";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { integrationMessages } from "../../messages.integrations.ts";
import css from "../Admin.module.css";
import { DeliveryLog } from "./DeliveryLog.tsx";
import { EventCatalogue } from "./EventCatalogue.tsx";
import own from "./Integrations.module.css";
import { WebhookDrawer } from "./WebhookDrawer.tsx";
import { WebhookTable } from "./WebhookTable.tsx";

/** Who is told of what happens here, how that fares, and what there is to hear of. */
export function WebhooksSection() {
  const t = useT(integrationMessages);
  const [view, setView] = useState<"endpoints" | "catalogue">("endpoints");
  const [editing, setEditing] = useState<Webhook | "new" | null>(null);
  const [log, setLog] = useState<{ hook: Webhook; delivery: string | null } | null>(null);
  return (
    <>
      <div className={css.head}>
        <h1>{t("webhooks")}</h1>
        <Segmented<"endpoints" | "catalogue"> value={view} onChange={(v) => setView(v)} options={[{ value: "endpoints", label: t("endpoints") }, { value: "catalogue", label: t("catalogue") }]} />
        <Button type="primary" onClick={() => setEditing("new")} data-testid="new-webhook">{t("newHook")}</Button>
      </div>
      <p className={own.note}>{t("hooksNote")}</p>
      {view === "catalogue" ? <EventCatalogue /> : <WebhookTable onEdit={setEditing} onLog={(hook, delivery) => setLog({ hook, delivery })} />}
      <WebhookDrawer hook={editing} onClose={() => setEditing(null)} />
      <DeliveryLog hook={log?.hook ?? null} open={log?.delivery ?? null} onClose={() => setLog(null)} />
    </>
  );
}
