import type { CustomerIdentity, Family, FamilyMember, FoundCustomer } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Input, Modal, Radio, type ButtonProps } from "antd";
import { useState } from "react";
import { useChannelName } from "@/lib/channel.tsx";
import { useCan } from "@/lib/session.tsx";
import { customersApi, useFamily, useMerge, useSplit } from "../api/customers.ts";
import { familyMessages } from "../messages.family.ts";
import css from "./Customer.module.css";

const KINDS = ["web_anonymous", "web_signed", "app_anonymous", "borrower", "phone", "email"];
// Reasons that are codes: nobody wrote them.
const REASONS = ["bound", "same_address", "continued"];

interface Props {
  id: string;
  open: boolean;
  /** Whom the desk takes for the same person, to begin with. */
  suggested?: { id: string; name: string } | null;
  onClose: () => void;
}

/** By which identities a person is known, which customers turned out to be one, and to say so or take it back. */
export function FamilyDialog({ id, open, suggested = null, onClose }: Props) {
  const t = useT(familyMessages);
  const can = useCan();
  const query = useFamily(id, open);
  return (
    <Modal open={open} title={t("title")} onCancel={onClose} footer={null} width={600} destroyOnHidden>
      {query.isPending ? <LoadingRows rows={3} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : (
        <div data-testid="family">
          <Members family={query.data} />
          <Merges family={query.data} />
          {can("customers.merge") && <SamePerson id={id} members={query.data.members} suggested={suggested} />}
        </div>
      )}
    </Modal>
  );
}

function Members({ family }: { family: Family }) {
  const t = useT(familyMessages);
  const channel = useChannelName();
  const kind = (one: CustomerIdentity) => (KINDS.includes(one.kind) ? t(`kind.${one.kind}` as "kind.phone") : channel(one.kind));
  return (
    <>
      <h4>{t("members")}</h4>
      <ul className={css.plain}>
        {family.members.map((m) => (
          <li key={m.id}><b>{m.name}</b> <small className={css.faint}>{[...new Set(m.identities.map((one) => (one.kind === "borrower" ? `${kind(one)} ${one.subject ?? ""}` : kind(one))))].join(" · ")}</small></li>
        ))}
      </ul>
    </>
  );
}

function Merges({ family }: { family: Family }) {
  const t = useT(familyMessages);
  const { locale } = useLocale();
  const can = useCan();
  const [split, setSplit] = useState<string | null>(null);
  if (family.merges.length === 0) return null;
  return (
    <>
      <h4>{t("merges")}</h4>
      <ul className={css.plain}>
        {family.merges.map((m) => (
          <li key={m.id} data-testid="merge">
            {m.by || t("bySystem")} · {dateTimeText(m.at, locale)} · {REASONS.includes(m.reason) ? t(`reason.${m.reason}` as "reason.bound") : m.reason}{" "}
            {m.undone_at ? <span className={css.faint}>{t("undone", { name: m.undone_by ?? "" })}</span>
              : can("customers.merge") && <Button type="link" size="small" danger onClick={() => setSplit(m.id)} data-testid="merge-split">{t("split")}</Button>}
          </li>
        ))}
      </ul>
      <SplitDialog merge={split} onClose={() => setSplit(null)} />
    </>
  );
}

function SplitDialog({ merge, onClose }: { merge: string | null; onClose: () => void }) {
  const t = useT(familyMessages);
  const errorText = useErrorText();
  const { message } = App.useApp();
  const [note, setNote] = useState("");
  const split = useSplit();
  const submit = () =>
    split.mutate({ merge: merge!, note: note.trim() }, {
      onSuccess: () => {
        void message.success(t("splitDone"));
        onClose();
      },
    });
  return (
    <Modal
      open={merge !== null} title={t("splitTitle")} okText={t("split")} okButtonProps={{ danger: true, loading: split.isPending, "data-testid": "split-submit" } as ButtonProps} onOk={submit} onCancel={onClose}
      afterClose={() => setNote("")} width={420} destroyOnHidden
    >
      {split.isError && <Alert type="error" showIcon title={errorText(split.error)} style={{ marginBottom: 8 }} />}
      <p>{t("splitText")}</p>
      <Input value={note} maxLength={200} placeholder={t("splitNote")} aria-label={t("splitNote")} onChange={(e) => setNote(e.target.value)} />
    </Modal>
  );
}

interface SameProps {
  id: string;
  members: FamilyMember[];
  suggested: { id: string; name: string } | null;
}

function SamePerson({ id, members, suggested }: SameProps) {
  const t = useT(familyMessages);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const [q, setQ] = useState("");
  const [other, setOther] = useState<string | null>(suggested?.id ?? null);
  const [reason, setReason] = useState("");
  const merge = useMerge(id);
  const found = useQuery({ queryKey: ["customers", "search", q], queryFn: () => customersApi.search(q), enabled: q !== "", staleTime: 30_000 });
  const known = new Set(members.map((m) => m.id));
  const line = (one: FoundCustomer) => [one.name, ...one.borrowers, ...Object.values(one.masked)].filter(Boolean).join(" · ");
  const choices = (found.data ?? []).filter((one) => !known.has(one.id) && one.id !== suggested?.id).map((one) => ({ value: one.id, label: line(one) }));
  if (suggested && !known.has(suggested.id)) choices.unshift({ value: suggested.id, label: `${suggested.name} · ${t("suggested")}` });
  const submit = () =>
    merge.mutate({ other: other!, reason: reason.trim() }, {
      onSuccess: () => {
        void message.success(t("mergeDone"));
        setOther(null);
        setReason("");
        setQ("");
      },
    });
  return (
    <>
      <h4>{t("same")}</h4>
      <p className={css.faint}>{t("sameText")}</p>
      <Input.Search placeholder={t("search")} aria-label={t("search")} loading={found.isFetching} onSearch={(text) => setQ(text.trim())} data-testid="family-search" />
      {found.isError && <Alert type="error" showIcon title={errorText(found.error)} />}
      {q !== "" && found.isSuccess && choices.length === 0 && <p className={css.faint}>{t("nobody")}</p>}
      <Radio.Group value={other} onChange={(e) => setOther(e.target.value as string)} options={choices} style={{ display: "grid", gap: 6, margin: "10px 0" }} data-testid="family-choices" />
      <Input.TextArea value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} autoSize={{ minRows: 2, maxRows: 4 }} placeholder={t("reason")} aria-label={t("reason")} data-testid="merge-reason" />
      {merge.isError && <Alert type="error" showIcon title={errorText(merge.error)} style={{ marginTop: 8 }} />}
      <Button type="primary" disabled={!other || !reason.trim()} loading={merge.isPending} onClick={submit} style={{ marginTop: 10 }} data-testid="merge-submit">{t("merge")}</Button>
    </>
  );
}
