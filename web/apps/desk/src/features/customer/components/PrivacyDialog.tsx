import { SafetyOutlined } from "@ant-design/icons";
import type { PrivacyRequest, Restriction, RestrictionReason } from "@tandem/api";
import { useLocale, useT, useWriting } from "@tandem/i18n/react";
import { dateTimeText, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { Alert, App, Button, Input, Modal, Popconfirm, Select } from "antd";
import { useState } from "react";
import { customersApi } from "../api/customers.ts";
import { useAskPrivacy, usePrivacyRequests, useRestrict, useRestrictions, useUnrestrict } from "../api/privacy.ts";
import { privacyMessages } from "../messages.privacy.ts";
import css from "./Customer.module.css";

const REASONS: readonly RestrictionReason[] = ["request", "dispute", "law", "other"];
const NOTE_CHARS = 500;

/** What the person may ask for by law, for those who look after that. */
export function PrivacyDialog({ id }: { id: string }) {
  const t = useT(privacyMessages);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="link" size="small" icon={<SafetyOutlined />} style={{ padding: 0, justifySelf: "start" }} onClick={() => setOpen(true)} data-testid="customer-privacy">{t("open")}</Button>
      <Modal open={open} title={t("title")} onCancel={() => setOpen(false)} footer={null} width={640} destroyOnHidden>
        <div data-testid="privacy">
          <Restrictions id={id} />
          <Requests id={id} />
          <p className={css.faint}>{t("audited")}</p>
        </div>
      </Modal>
    </>
  );
}

function Restrictions({ id }: { id: string }) {
  const t = useT(privacyMessages);
  const { locale } = useLocale();
  const query = useRestrictions(id);
  const lift = useUnrestrict(id);
  const restrict = useRestrict(id);
  const text = useErrorText();
  const { message } = App.useApp();
  const [reason, setReason] = useState<RestrictionReason>("request");
  const [note, setNote] = useState("");
  const how = (one: Restriction) => (one.standing ? (one.until ? t("until", { date: dateTimeText(one.until, locale) }) : t("standing")) : one.lifted_at ? t("lifted", { name: one.lifted_by ?? "" }) : t("over"));
  const submit = () =>
    restrict.mutate({ reason, note: note.trim() }, {
      onSuccess: () => {
        setNote("");
        void message.success(t("restricted"));
      },
    });
  const wrong = restrict.error ?? lift.error;
  return (
    <section>
      <h4>{t("restrictions")}</h4>
      <p className={css.faint}>{t("restrictText")}</p>
      {query.isPending ? <LoadingRows rows={1} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : query.data.length === 0 ? <p>{t("noRestriction")}</p> : (
        <ul className={css.plain}>
          {query.data.map((one) => (
            <li key={one.id} data-testid="restriction" data-standing={one.standing}>
              <b>{t(`reason.${one.reason as RestrictionReason}`)}</b> <small className={css.faint}>{[one.reason === "erased" ? t("bySystem") : one.by, dateTimeText(one.at, locale), how(one), one.note].filter(Boolean).join(" · ")}</small>{" "}
              {one.standing && <Button type="link" size="small" danger loading={lift.isPending} onClick={() => lift.mutate(one.id, { onSuccess: () => void message.success(t("unrestricted")) })} data-testid="restriction-lift">{t("lift")}</Button>}
            </li>
          ))}
        </ul>
      )}
      <div className={css.line}>
        <Select value={reason} onChange={setReason} options={REASONS.map((one) => ({ value: one, label: t(`reason.${one}`) }))} aria-label={t("why")} style={{ width: 130 }} data-testid="restrict-reason" />
        <Input value={note} maxLength={NOTE_CHARS} placeholder={t("note")} aria-label={t("note")} onChange={(e) => setNote(e.target.value)} data-testid="restrict-note" />
        <Button loading={restrict.isPending} onClick={submit} data-testid="restrict">{t("restrict")}</Button>
      </div>
      {wrong && <Alert type="error" showIcon title={text(wrong)} />}
    </section>
  );
}

function Requests({ id }: { id: string }) {
  const t = useT(privacyMessages);
  const query = usePrivacyRequests(id);
  const ask = useAskPrivacy(id);
  const text = useErrorText();
  const { message } = App.useApp();
  const [reason, setReason] = useState("");
  const ready = reason.trim() !== "";
  const submit = (kind: PrivacyRequest["kind"]) =>
    ask.mutate({ kind, reason: reason.trim() }, {
      onSuccess: () => {
        setReason("");
        void message.success(t("asked"));
      },
    });
  return (
    <section>
      <h4>{t("requests")}</h4>
      <p className={css.faint}>{t("requestText")}</p>
      {query.isPending ? <LoadingRows rows={1} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : query.data.length === 0 ? <p>{t("noRequest")}</p> : (
        <ul className={css.plain}>{query.data.map((one) => <Asked key={one.id} one={one} />)}</ul>
      )}
      <Input value={reason} maxLength={NOTE_CHARS} placeholder={t("reason")} aria-label={t("reason")} onChange={(e) => setReason(e.target.value)} data-testid="privacy-reason" />
      <div className={css.line}>
        <Button disabled={!ready} loading={ask.isPending} onClick={() => submit("export")} data-testid="privacy-export">{t("copy")}</Button>
        <Popconfirm title={t("eraseTitle")} description={t("eraseText")} okText={t("erase")} okButtonProps={{ danger: true }} onConfirm={() => submit("erase")} disabled={!ready}>
          <Button danger disabled={!ready} data-testid="privacy-erase">{t("erase")}</Button>
        </Popconfirm>
      </div>
      {ask.isError && <Alert type="error" showIcon title={text(ask.error)} />}
    </section>
  );
}

function Asked({ one }: { one: PrivacyRequest }) {
  const t = useT(privacyMessages);
  const write = useWriting();
  const { locale } = useLocale();
  const why = one.failure && (`failure.${one.failure}` in privacyMessages["zh-CN"] ? t(`failure.${one.failure}` as "failure.open_loans") : one.failure);
  const there = one.kind === "export" && one.state === "done";
  return (
    <li data-testid="privacy-request" data-state={one.state}>
      <b>{t(`kind.${one.kind}`)}</b> {why ? write.labelled(t(`state.${one.state}`), why) : t(`state.${one.state}`)}{" "}
      {there && <a href={customersApi.copyOf(one.id, "html")} download data-testid="copy-html">{t("readable")}</a>} {there && <a href={customersApi.copyOf(one.id, "json")} download>{t("json")}</a>}{" "}
      <small className={css.faint}>{[one.by, dateTimeText(one.asked_at, locale), one.reason, there && one.expires_at && t("keptUntil", { date: dateTimeText(one.expires_at, locale) })].filter(Boolean).join(" · ")}</small>
    </li>
  );
}
