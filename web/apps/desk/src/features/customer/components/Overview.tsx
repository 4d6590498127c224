import type { CustomerConsent, CustomerSegment, MergeCandidate, Panorama } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { Button, Tooltip } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useCan } from "@/lib/session.tsx";
import { familyMessages } from "../messages.family.ts";
import { useNotSame } from "../api/customers.ts";
import { messages } from "../messages.ts";
import { dateText } from "../rules/dates.ts";
import { Contacts } from "./Contacts.tsx";
import css from "./Customer.module.css";
import { FamilyDialog } from "./FamilyDialog.tsx";
import { Shown } from "./lending/Gate.tsx";
import { Lending } from "./lending/Lending.tsx";
import { Section } from "./Section.tsx";
import { Steps } from "./Steps.tsx";
import { Tags } from "./Tags.tsx";

/** Everything at a glance: what to do, what is owed, who they are to us, and when we last heard of each other. */
export function Overview({ seen, id, conversationId }: { seen: Panorama; id: string; conversationId?: string }) {
  const t = useT(messages);
  return (
    <div className={css.overview} data-testid="customer-overview">
      <Shown value={{ seen, id, ...(conversationId && { conversationId }) }}>
        <Steps seen={seen} id={id} />
        <Lending lending={seen.lending} id={id} others={seen.customer.other_borrowers ?? []} />
      </Shown>
      {seen.need && (
        <Section title={t("need")}>
          <b>{seen.need.name}</b> <span className={css.faint}>{t("probability", { n: Math.round(seen.need.probability * 100) })}</span>
          <small className={css.faint}>{seen.need.why.join(" · ")}</small>
        </Section>
      )}
      {seen.strategy && (
        <Section title={t("strategy")}>
          <b>{seen.strategy.name}</b>
          {seen.strategy.script && <p><span className={css.faint}>{t("script")}</span> {seen.strategy.script}</p>}
          {seen.strategy.offer && <p><span className={css.faint}>{t("offer")}</span> {seen.strategy.offer}</p>}
          <small className={css.faint}>{t("because")}{seen.strategy.why}</small>
        </Section>
      )}
      {seen.tags && <Section title={t("tags")}><Tags tags={seen.tags} id={id} /></Section>}
      {seen.segments && seen.segments.length > 0 && <Section title={t("segments")}><Segments segments={seen.segments} /></Section>}
      <Section title={t("contacts")}><Contacts contacts={seen.contacts} {...(conversationId && { here: conversationId })} /></Section>
      {seen.consents.length > 0 && <Section title={t("consents")}><Consents consents={seen.consents} /></Section>}
      {seen.merge_candidates && seen.merge_candidates.length > 0 && (
        <Section title={t("mergeCandidates")}>
          <Candidates id={id} candidates={seen.merge_candidates} />
        </Section>
      )}
    </div>
  );
}

/** Customers that may be this person: to look at, and to say that they are. */
function Candidates({ id, candidates }: { id: string; candidates: MergeCandidate[] }) {
  const f = useT(familyMessages);
  const can = useCan();
  const [same, setSame] = useState<MergeCandidate | null>(null);
  const apart = useNotSame(id);
  return (
    <>
      <ul className={css.plain}>
        {candidates.map((one) => (
          <li key={one.id}>
            <Link to={`/customers/${one.id}`}>{one.name}</Link> <small className={css.faint}>{one.why}</small>
            {can("customers.merge") && (
              <>
                <Button type="link" size="small" onClick={() => setSame(one)} data-testid="candidate-same">{f("merge")}</Button>
                <Button type="text" size="small" loading={apart.isPending && apart.variables === one.id} onClick={() => apart.mutate(one.id)} data-testid="candidate-apart">{f("notSame")}</Button>
              </>
            )}
          </li>
        ))}
      </ul>
      <FamilyDialog id={id} open={same !== null} suggested={same} onClose={() => setSame(null)} />
    </>
  );
}

const LAYERS = ["value", "stage", "need"];

function Segments({ segments }: { segments: CustomerSegment[] }) {
  const t = useT(messages);
  return (
    <dl className={css.facts}>
      {segments.map((one) => (
        <div key={one.layer}>
          <dt>{LAYERS.includes(one.layer) ? t(`layer.${one.layer}` as "layer.value") : one.layer}</dt>
          <dd><Tooltip title={one.why}><span tabIndex={0}>{one.name}</span></Tooltip></dd>
        </div>
      ))}
    </dl>
  );
}

const PURPOSES = ["service", "marketing", "biometrics", "recording", "profiling"];

function Consents({ consents }: { consents: CustomerConsent[] }) {
  const t = useT(messages);
  const { locale } = useLocale();
  return (
    <dl className={css.facts}>
      {consents.map((one) => (
        <div key={one.purpose}>
          <dt>{PURPOSES.includes(one.purpose) ? t(`purpose.${one.purpose}` as "purpose.service") : one.purpose}</dt>
          <dd className={one.given ? css.ok : css.warn}>{t(one.given ? "consentGiven" : "consentNot")} <small className={css.faint}>{dateText(one.at, locale)}</small></dd>
        </div>
      ))}
    </dl>
  );
}
