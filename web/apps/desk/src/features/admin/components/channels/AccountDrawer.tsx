import type { ChannelAccount, ChannelHealth, ChannelKind } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { Alert, App, Badge, Button, Descriptions, Drawer, Form, Tabs } from "antd";
import { channels, useAccount, useAct } from "../../api/channels.ts";
import { channelMessages } from "../../messages.channels.ts";
import { sorted } from "../../rules/channels.ts";
import { AccountFields } from "./AccountFields.tsx";
import css from "./Channels.module.css";
import { Checking, TestMessage } from "./Checking.tsx";
import { HeldEvents, StuckParts } from "./Stuck.tsx";

export function AccountDrawer({ account, kind, onClose }: { account: ChannelHealth | null; kind: ChannelKind | undefined; onClose: () => void }) {
  const t = useT(channelMessages);
  const talks = account?.capabilities?.talks ?? true;
  const counted = (label: string, n: number) => <Badge size="small" count={n} offset={[10, 0]}>{label}</Badge>;
  return (
    <Drawer open={account !== null} title={account ? `${kind?.name ?? account.kind} · ${account.name}` : ""} onClose={onClose} size={640} destroyOnHidden>
      {account && (
        <Tabs
          items={[
            { key: "overview", label: t("overview"), children: <Overview account={account} /> },
            ...(talks ? [
              { key: "undelivered", label: counted(t("undelivered"), account.failed + account.held), children: <StuckParts account={account} /> },
              { key: "untaken", label: counted(t("untaken"), account.held_in), children: <HeldEvents account={account} /> },
            ] : []),
            ...(kind ? [{ key: "settings", label: t("settings"), children: <Settings account={account} kind={kind} /> }] : []),
          ]}
        />
      )}
    </Drawer>
  );
}

function Overview({ account }: { account: ChannelHealth }) {
  const t = useT(channelMessages);
  const { locale } = useLocale();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const paused = account.paused_at !== null;
  const turn = useAct(() => (paused ? channels.resume(account.id) : channels.pause(account.id)));
  const when = (time: string | null) => (time ? dateTimeText(time, locale) : t("never"));
  const flip = () => turn.mutate(undefined, { onSuccess: () => void message.success(paused ? t("resumed") : t("paused")), onError: (error) => void message.error(errorText(error)) });
  return (
    <>
      {paused && <Alert type="warning" showIcon style={{ marginBottom: 14 }} title={t("pausedNote")} />}
      <Descriptions
        size="small" column={1} bordered className={css.block!}
        items={[
          { key: "in", label: t("lastIn"), children: when(account.last_in_at) },
          { key: "out", label: t("lastOut"), children: when(account.last_out_at) },
          { key: "wait", label: t("backlog"), children: account.outgoing ? `${t("waitingOut", { n: account.outgoing })}${account.oldest_at ? ` · ${t("since", { time: dateTimeText(account.oldest_at, locale) })}` : ""}` : t("quiet") },
          { key: "error", label: t("lastError"), children: account.last_error ? <><code>{account.last_error}</code> <span className={css.faint}>{when(account.last_error_at)}</span></> : "–" },
        ]}
      />
      <div className={css.block}><Button onClick={flip} loading={turn.isPending} data-testid="channel-pause">{paused ? t("resume") : t("pause")}</Button></div>
      {account.installed && (
        <>
          <div className={css.block}><Checking look={() => channels.check(account.id)} /></div>
          <div className={css.block}><h3>{t("testMessage")}</h3><TestMessage account={account.id} talks={account.capabilities?.talks ?? true} /></div>
        </>
      )}
    </>
  );
}

function Settings({ account, kind }: { account: ChannelHealth; kind: ChannelKind }) {
  const query = useAccount(account.id);
  if (query.isPending) return <LoadingRows rows={6} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <SettingsForm key={query.data.id} told={query.data} kind={kind} />;
}

interface Form_ {
  name: string;
  queue_key?: string;
  values?: Record<string, unknown>;
}

function SettingsForm({ told, kind }: { told: ChannelAccount; kind: ChannelKind }) {
  const t = useT(channelMessages);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const [form] = Form.useForm<Form_>();
  const save = useAct((body: Parameters<typeof channels.change>[1]) => channels.change(told.id, body));
  const submit = ({ name, queue_key, values }: Form_) =>
    save.mutate({ name: name.trim(), queue_key, ...sorted(kind.fields, values ?? {}) }, {
      onSuccess: () => {
        void message.success(t("saved"));
        for (const field of kind.fields) if (field.kind === "secret") form.setFieldValue(["values", field.key], undefined);
      },
    });
  const look = async () => {
    const { values } = (await form.validateFields()) as Form_;
    return channels.tryOut({ kind: kind.kind, account: told.id, ...sorted(kind.fields, values ?? {}) });
  };
  return (
    <Form<Form_> form={form} layout="vertical" initialValues={{ name: told.name, queue_key: told.queue_key, values: told.settings }} onFinish={submit}>
      <AccountFields kind={kind} kept={told.secrets} />
      <div className={css.block}><p className={css.faint}>{t("checkFirst")}</p><Checking look={look} /></div>
      {save.isError && <Alert type="error" showIcon style={{ marginBottom: 12 }} title={errorText(save.error)} />}
      <div className={css.foot}><Button type="primary" htmlType="submit" loading={save.isPending}>{t("saveAnyway")}</Button></div>
    </Form>
  );
}
