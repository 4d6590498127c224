import { CheckCircleFilled, CloseCircleFilled } from "@ant-design/icons";
import type { ChannelFinding, Id } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { common } from "@/lib/common.ts";
import { channels, useAct } from "../../api/channels.ts";
import { channelMessages } from "../../messages.channels.ts";
import css from "./Channels.module.css";

/** A live look at the far end, step by step. */
export function Checking({ look }: { look: () => Promise<{ findings: ChannelFinding[] }> }) {
  const t = useT(channelMessages);
  const errorText = useErrorText();
  const check = useMutation({ mutationFn: look });
  const found = check.data?.findings;
  return (
    <div aria-live="polite">
      <Button onClick={() => check.mutate()} loading={check.isPending} data-testid="channel-check">{check.isPending ? t("checking") : t("check")}</Button>
      {check.isError && <Alert type="error" showIcon style={{ marginTop: 12 }} title={errorText(check.error)} />}
      {found && (
        <ul className={css.findings} data-testid="channel-findings" aria-label={found.every((one) => one.ok) ? t("checkWell") : t("checkFailed")}>
          {found.map((one) => (
            <li key={one.key}>
              {one.ok ? <CheckCircleFilled style={{ color: "var(--ok)" }} /> : <CloseCircleFilled style={{ color: "var(--bad)" }} />} {one.label}
              {one.detail && <small>{one.detail}</small>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** One message now. Where no conversation is (`talks` false), to a device of an app. */
export function TestMessage({ account, talks }: { account: Id; talks: boolean }) {
  const t = useT(channelMessages);
  const c = useT(common);
  const errorText = useErrorText();
  const send = useAct((body: { recipient: string; text: string }) => channels.sendTest(account, body));
  const needed = [{ required: true, whitespace: true, message: c("required") }];
  return (
    <Form layout="vertical" initialValues={{ text: t("testTextDefault") }} onFinish={(body: { recipient: string; text: string }) => send.mutate(body)}>
      <Form.Item name="recipient" label={t("testTo")} extra={t(talks ? "testToHint" : "testToDevice")} rules={needed}><Input maxLength={4200} /></Form.Item>
      <Form.Item name="text" label={t("testText")} rules={needed}><Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} /></Form.Item>
      <div className={css.row}>
        <Button htmlType="submit" loading={send.isPending} data-testid="channel-test">{t("sendTest")}</Button>
        <span aria-live="polite">
          {send.isError ? <span className={css.bad}>{errorText(send.error)}</span>
            : send.data?.sent ? t("testSent") : send.data ? <span className={css.bad}>{t("testNot", { code: [send.data.code, send.data.detail].filter(Boolean).join(" · ") })}</span> : null}
        </span>
      </div>
    </Form>
  );
}
