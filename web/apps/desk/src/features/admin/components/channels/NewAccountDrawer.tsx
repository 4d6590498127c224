import type { ChannelKind } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, Button, Drawer, Form, Input, Steps } from "antd";
import { useState } from "react";
import { common } from "@/lib/common.ts";
import { channels, useAct } from "../../api/channels.ts";
import { channelMessages } from "../../messages.channels.ts";
import { sorted } from "../../rules/channels.ts";
import { AccountFields } from "./AccountFields.tsx";
import css from "./Channels.module.css";
import { Checking, TestMessage } from "./Checking.tsx";

const KEY = /^[a-z][a-z0-9_]{0,39}$/;

/** Which channel, what it is told, and one message to see it work. */
export function NewAccountDrawer({ open, kinds, onClose }: { open: boolean; kinds: ChannelKind[]; onClose: () => void }) {
  const t = useT(channelMessages);
  return (
    <Drawer open={open} title={t("newAccount")} onClose={onClose} size={560} destroyOnHidden>
      {open && <Wizard kinds={kinds} onDone={onClose} />}
    </Drawer>
  );
}

function Wizard({ kinds, onDone }: { kinds: ChannelKind[]; onDone: () => void }) {
  const t = useT(channelMessages);
  const [kind, setKind] = useState<ChannelKind | null>(null);
  const [made, setMade] = useState<string | null>(null);
  return (
    <>
      <Steps className={css.steps!} size="small" current={made ? 2 : kind ? 1 : 0} items={[{ title: t("stepChannel") }, { title: t("stepSettings") }, { title: t("stepTest") }]} />
      {made ? (
        <>
          <TestMessage account={made} talks={kind?.capabilities.talks ?? true} />
          <div className={css.foot}><Button type="primary" onClick={onDone}>{t("finish")}</Button></div>
        </>
      ) : kind ? <Settings kind={kind} onBack={() => setKind(null)} onMade={setMade} /> : (
        <div className={css.kinds}>
          {kinds.map((one) => (
            <button key={one.kind} type="button" className={css.kind} onClick={() => setKind(one)} data-testid={`channel-kind-${one.kind}`}>
              <strong>{one.name}</strong>
              <Abilities kind={one} />
            </button>
          ))}
        </div>
      )}
    </>
  );
}

function Abilities({ kind }: { kind: ChannelKind }) {
  const t = useT(channelMessages);
  const caps = kind.capabilities;
  const words = [
    t("cap.text", { n: caps.text_limit, unit: t(`unit.${caps.text_unit}`) }),
    caps.buttons > 0 && t("cap.buttons", { n: caps.buttons }),
    caps.files.length > 0 && t("cap.files"),
    caps.location && t("cap.location"),
    (caps.delivered || caps.read) && t("cap.receipts"),
    caps.templates && t("cap.templates"),
    caps.window_hours !== null && t("cap.window", { hours: caps.window_hours }),
  ];
  return <span className={css.caps}>{words.filter(Boolean).map((word) => <span key={String(word)}>{word}</span>)}</span>;
}

interface Form_ {
  name: string;
  key: string;
  queue_key?: string;
  values?: Record<string, unknown>;
}

function Settings({ kind, onBack, onMade }: { kind: ChannelKind; onBack: () => void; onMade: (id: string) => void }) {
  const t = useT(channelMessages);
  const c = useT(common);
  const errorText = useErrorText();
  const [form] = Form.useForm<Form_>();
  const create = useAct(channels.create);
  const submit = ({ name, key, queue_key, values }: Form_) =>
    create.mutate({ kind: kind.kind, name: name.trim(), key, queue_key, ...sorted(kind.fields, values ?? {}) }, { onSuccess: ({ id }) => onMade(id) });
  const look = async () => {
    const { values } = (await form.validateFields()) as Form_;
    return channels.tryOut({ kind: kind.kind, ...sorted(kind.fields, values ?? {}) });
  };
  return (
    <Form<Form_> form={form} layout="vertical" onFinish={submit}>
      <Form.Item name="key" label={t("key")} extra={t("keyHint")} rules={[{ required: true, message: c("required") }, { pattern: KEY, message: t("keyBad") }]}><Input maxLength={40} autoFocus /></Form.Item>
      <AccountFields kind={kind} />
      <div className={css.block}><Checking look={look} /></div>
      {create.isError && <Alert type="error" showIcon style={{ marginBottom: 12 }} title={errorText(create.error)} />}
      <div className={css.foot}>
        <Button onClick={onBack}>{c("back")}</Button>
        <Button type="primary" htmlType="submit" loading={create.isPending} data-testid="channel-save">{t("next")}</Button>
      </div>
    </Form>
  );
}
