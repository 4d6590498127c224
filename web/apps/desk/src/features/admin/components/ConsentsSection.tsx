import type { ConsentText, ConsentWords } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { Alert, App, Button, Drawer, Form, Input } from "antd";
import { useState } from "react";
import { common } from "@/lib/common.ts";
import { useConsentTexts, usePublishConsentText } from "../api/sites.ts";
import { catalogueMessages } from "../messages.catalogues.ts";
import css from "./Admin.module.css";

const PURPOSES = ["service", "recording", "marketing", "profiling", "biometrics"] as const;
type Purpose = (typeof PURPOSES)[number];
type Newest = Partial<Record<"zh-CN" | "en", ConsentText>>;

/** The words that customers agree to, purpose by purpose. */
export function ConsentsSection() {
  const t = useT(catalogueMessages);
  const query = useConsentTexts();
  const [open, setOpen] = useState<Purpose | null>(null);
  const newest = (purpose: Purpose): Newest => {
    const all = (query.data ?? []).filter((x) => x.purpose === purpose);
    const version = Math.max(0, ...all.map((x) => x.version));
    return Object.fromEntries(all.filter((x) => x.version === version).map((x) => [x.locale, x]));
  };
  return (
    <>
      <div className={css.head}><h1>{t("consents")}</h1></div>
      <p className={css.faint}>{t("consentsNote")}</p>
      {query.isPending ? <LoadingRows rows={5} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        : <div className={css.cards}>{PURPOSES.map((p) => <Card key={p} purpose={p} newest={newest(p)} onPublish={() => setOpen(p)} />)}</div>}
      <Drawer open={open !== null} title={open && t("publishTitle", { purpose: t(`purpose.${open}`) })} onClose={() => setOpen(null)} size={560} destroyOnHidden>
        {open && <TextForm purpose={open} newest={newest(open)} onDone={() => setOpen(null)} />}
      </Drawer>
    </>
  );
}

function Card({ purpose, newest, onPublish }: { purpose: Purpose; newest: Newest; onPublish: () => void }) {
  const t = useT(catalogueMessages);
  const { locale } = useLocale();
  const any = newest["zh-CN"] ?? newest.en;
  return (
    <article className={css.card}>
      <header>
        <h2>{t(`purpose.${purpose}`)}</h2>
        {any && <span className={css.faint}>{t("version", { n: any.version })} · {dateTimeText(any.at, locale)}</span>}
        <span className={css.grow} />
        <Button size="small" data-testid={`publish-${purpose}`} onClick={onPublish}>{t("publish")}</Button>
      </header>
      {any ? [newest["zh-CN"], newest.en].map((x) => x && <div key={x.locale}><span className={css.versionTitle}>{x.title}</span><p className={css.versionBody}>{x.body}</p></div>)
        : <span className={css.faint}>{t("noVersion")}</span>}
    </article>
  );
}

function TextForm({ purpose, newest, onDone }: { purpose: Purpose; newest: Newest; onDone: () => void }) {
  const t = useT(catalogueMessages);
  const c = useT(common);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const publish = usePublishConsentText();
  const submit = (fields: { zh_cn: ConsentWords; en: ConsentWords }) =>
    publish.mutate({ purpose, ...fields }, {
      onSuccess: () => {
        void message.success(t("published"));
        onDone();
      },
    });
  const required = [{ required: true, whitespace: true, message: c("required") }];
  const words = (name: "zh_cn" | "en", language: string) => (
    <>
      <Form.Item name={[name, "title"]} label={`${language} · ${t("heading")}`} rules={required}><Input maxLength={60} /></Form.Item>
      <Form.Item name={[name, "body"]} label={`${language} · ${t("body")}`} rules={required}><Input.TextArea autoSize={{ minRows: 5, maxRows: 14 }} maxLength={4000} /></Form.Item>
    </>
  );
  return (
    <Form layout="vertical" initialValues={{ zh_cn: newest["zh-CN"], en: newest.en }} onFinish={submit} data-testid="consent-form">
      {publish.isError && <Alert type="error" showIcon title={errorText(publish.error)} style={{ marginBottom: 12 }} />}
      {words("zh_cn", t("zh"))}
      {words("en", t("en"))}
      <Button type="primary" htmlType="submit" loading={publish.isPending}>{t("publish")}</Button>
    </Form>
  );
}
