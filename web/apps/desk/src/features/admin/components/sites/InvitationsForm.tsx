import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import type { Invitation, Site } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, App, Button, Form, Input, InputNumber, Select } from "antd";
import { common } from "@/lib/common.ts";
import { useSaveInvitations } from "../../api/sites.ts";
import { siteMessages } from "../../messages.sites.ts";
import css from "../Admin.module.css";

const NEW: Invitation = { text: "", text_en: "", pages: ["*"], delay_s: 20, per_day: 1 };
const MOST = 5;

/** By which bubbles a site invites its visitors to ask. */
export function InvitationsForm({ site }: { site: Site }) {
  const t = useT(siteMessages);
  const c = useT(common);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const save = useSaveInvitations(site.key);
  const required = [{ required: true, whitespace: true, message: c("required") }];
  const number = [{ required: true, message: c("required") }];
  return (
    <Form<{ items: Invitation[] }>
      layout="vertical" initialValues={{ items: site.invitations }} data-testid="invitation-settings"
      onFinish={({ items }) => save.mutate((items ?? []).map((i) => ({ ...i, text_en: i.text_en ?? "" })), { onSuccess: () => void message.success(t("saved")) })}
    >
      {save.isError && <Alert type="error" showIcon title={errorText(save.error)} style={{ marginBottom: 12 }} />}
      <p className={css.faint}>{t("invitationsHint")}</p>
      <Form.List name="items">
        {(items, { add, remove }) => (
          <div className={css.cards}>
            {items.length === 0 && <span className={css.faint}>{t("noInvitations")}</span>}
            {items.map(({ key, name }) => (
              <div key={key} className={css.card}>
                <header><span className={css.grow} /><Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("removeInvitation")} onClick={() => remove(name)} /></header>
                <Form.Item name={[name, "text"]} label={t("text")} rules={required}><Input maxLength={120} /></Form.Item>
                <Form.Item name={[name, "text_en"]} label={t("textEn")}><Input maxLength={200} /></Form.Item>
                <Form.Item name={[name, "pages"]} label={t("pages")} extra={t("pagesHint")} rules={[{ required: true, type: "array", min: 1, message: c("required") }]}>
                  <Select mode="tags" open={false} suffixIcon={null} maxCount={10} />
                </Form.Item>
                <div className={css.pair}>
                  <Form.Item name={[name, "delay_s"]} label={t("delay")} rules={number}><InputNumber min={3} max={600} style={{ width: "100%" }} /></Form.Item>
                  <Form.Item name={[name, "per_day"]} label={t("perDay")} rules={number}><InputNumber min={1} max={5} style={{ width: "100%" }} /></Form.Item>
                </div>
              </div>
            ))}
            {items.length < MOST && <Button icon={<PlusOutlined />} onClick={() => add(NEW)} data-testid="invitation-add">{t("addInvitation")}</Button>}
          </div>
        )}
      </Form.List>
      <Button type="primary" htmlType="submit" loading={save.isPending} style={{ marginTop: 16 }} data-testid="invitations-save">{c("save")}</Button>
    </Form>
  );
}
