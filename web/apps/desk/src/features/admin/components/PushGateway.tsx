import { isProblem, type PushGateway as Gateway } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input, Select } from "antd";
import { api } from "@/lib/api.ts";
import { pushMessages } from "../messages.push.ts";
import css from "./Admin.module.css";

const PLATFORMS = ["ios", "android", "harmony", "other"] as const;
interface Fields { app: string; platform: string; token: string }

/** The lender's own push gateway: whether it answers now, and a push to try it with. */
export function PushGateway() {
  const t = useT(pushMessages);
  const query = useQuery({ queryKey: ["push-gateway"], queryFn: () => api.admin.pushGateway(), staleTime: 0, retry: false });
  if (query.isPending) return <LoadingRows rows={3} />;
  if (isProblem(query.error, "not_found")) return <EmptyState title={t("nowhere")} text={t("nowhereText")} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <Standing gateway={query.data} checking={query.isFetching} check={() => void query.refetch()} />;
}

function Standing({ gateway, checking, check }: { gateway: Gateway; checking: boolean; check: () => void }) {
  const t = useT(pushMessages);
  const errorText = useErrorText();
  const send = useMutation({ mutationFn: (fields: Fields) => api.admin.testPush(fields) });
  const { data } = send;
  return (
    <>
      <h2>{t("gateway")} <small className={css.faint}>{gateway.host}</small></h2>
      <Alert data-testid="push-gateway" type={gateway.wrong ? "error" : "success"} showIcon title={gateway.wrong ? t("wrong", { code: gateway.wrong }) : t("works")} action={<Button size="small" loading={checking} onClick={check}>{t("check")}</Button>} />
      <h2>{t("test")}</h2>
      <Form<Fields> layout="vertical" style={{ maxWidth: 520 }} initialValues={{ app: "app", platform: "ios" }} onFinish={(fields) => send.mutate(fields)}>
        <Form.Item name="app" label={t("app")} rules={[{ required: true }]}><Input maxLength={64} /></Form.Item>
        <Form.Item name="platform" label={t("platform")}><Select options={PLATFORMS.map((value) => ({ value, label: t(`platform.${value}`) }))} /></Form.Item>
        <Form.Item name="token" label={t("token")} rules={[{ required: true, pattern: /^[!-~]{8,}$/, message: t("tokenBad") }]}><Input maxLength={4096} autoComplete="off" data-testid="push-token" /></Form.Item>
        <Button type="primary" htmlType="submit" loading={send.isPending} data-testid="push-test">{t("test")}</Button>
      </Form>
      {send.isError && <Alert style={{ marginTop: 14 }} type="error" showIcon title={errorText(send.error)} />}
      {data && <Alert style={{ marginTop: 14 }} data-testid="push-outcome" type={data.outcome === "sent" ? "success" : "warning"} showIcon title={t(`outcome.${data.outcome}`, { reason: data.reason ?? "" })} />}
    </>
  );
}
