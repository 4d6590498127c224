import type { CustomerTag } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, App, Button, Drawer, Input, Tabs } from "antd";
import { useState } from "react";
import { useCan } from "@/lib/session.tsx";
import { usePortraitChange, useTagHistory } from "../api/portraits.ts";
import { messages } from "../messages.ts";
import { Grants } from "./Grants.tsx";
import { useName } from "./names.ts";
import css from "./Portraits.module.css";
import { Preview } from "./Preview.tsx";
import { RuleEditor, useRuleCheck } from "./RuleEditor.tsx";
import { Versions } from "./Versions.tsx";

/** One tag: its rule with live check and preview, who has it, and its versions. */
export function TagDrawer({ tag, onClose }: { tag: CustomerTag; onClose: () => void }) {
  const t = useT(messages);
  const can = useCan();
  const name = useName();
  const { modal } = App.useApp();
  const change = usePortraitChange();
  const byRule = tag.origin === "rule";
  const retire = () => modal.confirm({ title: t("retireAsk", { name: name(tag) }), onOk: () => change.mutateAsync({ do: "retireTag", key: tag.key }).then(onClose) });
  const items = [
    ...(byRule ? [{ key: "rule", label: t("ruleText"), children: <Rule tag={tag} /> }] : []),
    { key: "holders", label: t("holders"), children: <Grants tag={tag.key} /> },
    ...(byRule ? [{ key: "versions", label: t("history"), children: <History tag={tag} /> }] : []),
  ];
  return (
    <Drawer open title={name(tag)} size={760} onClose={onClose} destroyOnHidden data-testid="tag-drawer"
      extra={can("portraits.publish") && <Button danger size="small" onClick={retire}>{t("retire")}</Button>}>
      <Tabs items={items} />
    </Drawer>
  );
}

function Rule({ tag }: { tag: CustomerTag }) {
  const t = useT(messages);
  const can = useCan();
  const errorText = useErrorText();
  const { message, modal } = App.useApp();
  const change = usePortraitChange();
  const [rule, setRule] = useState(tag.draft?.content.rule ?? tag.rule ?? "");
  const [note, setNote] = useState("");
  const { state } = useRuleCheck(rule);
  const ok = state === "ok";
  const save = (publish: boolean) => change.mutate({ do: "tagRule", key: tag.key, rule, note, publish }, { onSuccess: () => void message.success(t(publish ? "published" : "savedDraft")) });
  const withdraw = () => modal.confirm({ title: t("withdraw"), content: t("withdrawAsk"), onOk: () => change.mutateAsync({ do: "withdrawTag", key: tag.key }) });
  return (
    <div className={css.form}>
      <p className={css.faint}>{tag.version ? `${t("version", { n: tag.version })} ${t("inForce")}` : t("nothingInForce")}{tag.draft && ` · ${t("hasDraft", { n: tag.draft.number })}`}</p>
      <RuleEditor label={t("ruleText")} value={rule} onChange={setRule} disabled={!can("portraits.edit")} />
      {can("portraits.edit") && (
        <>
          <Preview rule={rule} disabled={!ok} />
          <Input value={note} onChange={(e) => setNote(e.target.value)} placeholder={t("changeNote")} aria-label={t("changeNote")} maxLength={500} />
          {change.isError && <Alert type="error" title={errorText(change.error)} />}
          <div className={css.buttons}>
            <Button disabled={!ok} onClick={() => save(false)} loading={change.isPending} data-testid="save-draft">{t("saveDraft")}</Button>
            {can("portraits.publish") && <Button type="primary" disabled={!ok} onClick={() => save(true)} loading={change.isPending} data-testid="save-publish">{t("savePublish")}</Button>}
            {can("portraits.publish") && tag.version !== null && <Button danger type="text" onClick={withdraw}>{t("withdraw")}</Button>}
          </div>
        </>
      )}
    </div>
  );
}

function History({ tag }: { tag: CustomerTag }) {
  const query = useTagHistory(tag.key);
  const change = usePortraitChange();
  return <Versions query={query} busy={change.isPending} show={(content) => <code className={css.code}>{content.rule}</code>} onPublish={(number) => change.mutate({ do: "publishTag", key: tag.key, number })} />;
}
