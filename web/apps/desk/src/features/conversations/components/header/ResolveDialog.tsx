import type { WrapUp } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { Cascader, Form, Input, Modal, Radio } from "antd";
import { useState } from "react";
import { useDispositions } from "../../api/catalogues.ts";
import { actionMessages } from "../../messages.actions.ts";
import { dispositionTree } from "../../rules/dispositionTree.ts";

interface Props {
  open: boolean;
  title: string;
  onClose: () => void;
  onSubmit: (wrapUp: WrapUp) => Promise<boolean>;
}

interface Fields {
  disposition?: string[];
  resolved: boolean;
  summary?: string;
}

/** The wrap-up form: what it was about, whether it was solved, what happened. */
export function ResolveDialog({ open, title, onClose, onSubmit }: Props) {
  const t = useT(actionMessages);
  const { locale } = useLocale();
  const [form] = Form.useForm<Fields>();
  const [busy, setBusy] = useState(false);
  const { data, isPending } = useDispositions();
  const submit = async ({ disposition, resolved, summary }: Fields) => {
    setBusy(true);
    const done = await onSubmit({ ...(disposition && { disposition_id: disposition.at(-1)! }), resolved, ...(summary?.trim() && { summary: summary.trim() }) });
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Modal open={open} title={`${title} · ${t("wrapUp")}`} okText={title} onCancel={onClose} onOk={form.submit} confirmLoading={busy}
      destroyOnHidden width={480} okButtonProps={{ "data-testid": "resolve-submit" }}>
      <Form form={form} layout="vertical" preserve={false} initialValues={{ resolved: true }} onFinish={(v) => void submit(v)}>
        <Form.Item name="disposition" label={t("disposition")} rules={[{ required: (data?.length ?? 0) > 0, message: t("dispositionHint") }]}>
          <Cascader
            options={dispositionTree(data ?? [], locale)} loading={isPending} placeholder={t("dispositionHint")} showSearch autoFocus
            expandTrigger="hover" notFoundContent={t("noDispositions")} data-testid="disposition"
          />
        </Form.Item>
        <Form.Item name="resolved" label={t("solved")}>
          <Radio.Group options={[{ value: true, label: t("solvedYes") }, { value: false, label: t("solvedNo") }]} />
        </Form.Item>
        <Form.Item name="summary" label={t("summary")}>
          <Input.TextArea rows={4} maxLength={1000} showCount placeholder={t("summaryHint")} data-testid="wrapup-summary"
            onKeyDown={(e) => (e.ctrlKey || e.metaKey) && e.key === "Enter" && form.submit()} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
