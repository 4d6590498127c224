import { CheckCircleFilled, ExclamationCircleOutlined, EyeOutlined, ExportOutlined, LockOutlined, SafetyCertificateOutlined, UsergroupAddOutlined } from "@ant-design/icons";
import type { Panorama, PersonalKind } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { Avatar } from "@tandem/ui";
import { Button, Tooltip } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useCan } from "@/lib/session.tsx";
import { familyMessages } from "../messages.family.ts";
import { messages } from "../messages.ts";
import { privacyMessages } from "../messages.privacy.ts";
import { dateText } from "../rules/dates.ts";
import css from "./Customer.module.css";
import { FamilyDialog } from "./FamilyDialog.tsx";
import { PrivacyDialog } from "./PrivacyDialog.tsx";
import { UnmaskDialog } from "./UnmaskDialog.tsx";
import { Vouching } from "./VouchDialog.tsx";

const KINDS: readonly PersonalKind[] = ["phone", "id_number", "card", "email"];

/** Who it is, how sure that is, and what is known of them, masked. */
export function Who({ seen, id, linked, conversationId }: { seen: Panorama; id: string; linked?: boolean; conversationId?: string }) {
  const t = useT(messages);
  const { locale } = useLocale();
  const f = useT(familyMessages);
  const p = useT(privacyMessages);
  const can = useCan();
  const [family, setFamily] = useState(false);
  const { customer, level } = seen;
  const details = [
    customer.borrower && t("borrower", { number: customer.borrower }),
    t("since", { date: dateText(customer.created_at, locale) }),
    customer.merged > 0 && t("merged", { n: customer.merged }),
  ].filter(Boolean);
  return (
    <header className={css.who} data-testid="customer-who" data-customer-id={customer.id}>
      <Avatar name={customer.named ? customer.name : null} size={42} tone="accent" />
      <div className={css.grow}>
        <div className={css.name}>
          <b>{customer.name}</b>
          {linked && (
            <Tooltip title={t("openPage")}><Link to={`/customers/${id}`} aria-label={t("openPage")} data-testid="customer-page-link"><ExportOutlined /></Link></Tooltip>
          )}
        </div>
        <span className={customer.verified ? css.ok : css.faint}>
          {customer.verified ? <CheckCircleFilled /> : <ExclamationCircleOutlined />} {t(customer.verified ? "verified" : "unverified")}
        </span>
        {customer.restricted && <span className={css.warn} data-testid="customer-restricted"><LockOutlined /> {p("badge")}</span>}
        {level && <span className={level === "public" ? css.warn : css.ok} data-testid="customer-level" data-level={level}><SafetyCertificateOutlined /> {t(`level.${level}`)}</span>}
        {conversationId && <Vouching seen={seen} id={id} conversationId={conversationId} />}
        <small className={css.faint}>{details.join(" · ")}</small>
        {can("customers.read") && <Button type="link" size="small" icon={<UsergroupAddOutlined />} style={{ padding: 0, justifySelf: "start" }} onClick={() => setFamily(true)} data-testid="customer-family">{f("open")}</Button>}
        <FamilyDialog id={id} open={family} onClose={() => setFamily(false)} />
        {!linked && can("customers.privacy") && <PrivacyDialog id={id} />}
      </div>
      <Personal id={id} personal={customer.personal} />
    </header>
  );
}

function Personal({ id, personal }: { id: string; personal: Panorama["customer"]["personal"] }) {
  const t = useT(messages);
  const can = useCan();
  const [asked, setAsked] = useState<PersonalKind | null>(null);
  const [clear, setClear] = useState<Partial<Record<PersonalKind, string>>>({});
  const known = KINDS.filter((kind) => personal[kind]);
  if (known.length === 0) return null;
  return (
    <dl className={css.personal}>
      {known.map((kind) => (
        <div key={kind}>
          <dt>{t(`personal.${kind}`)}</dt>
          <dd data-testid={`personal-${kind}`}>
            {clear[kind] ?? personal[kind]}
            {can("customers.unmask") && !clear[kind] && (
              <Button type="text" size="small" icon={<EyeOutlined />} aria-label={`${t("unmask")}: ${t(`personal.${kind}`)}`} onClick={() => setAsked(kind)} data-testid={`unmask-${kind}`} />
            )}
          </dd>
        </div>
      ))}
      <UnmaskDialog
        id={id} kind={asked} onClose={() => setAsked(null)}
        onShown={(kind, value) => setClear((old) => ({ ...old, [kind]: value }))} onHide={(kind) => setClear(({ [kind]: _gone, ...rest }) => rest)}
      />
    </dl>
  );
}
