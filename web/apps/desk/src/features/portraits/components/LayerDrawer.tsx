import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import type { LayerInForce, SegmentRule } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, App, Button, Drawer, Input, Tabs } from "antd";
import { useState } from "react";
import { common } from "@/lib/common.ts";
import { useCan } from "@/lib/session.tsx";
import { useLayerHistory, usePortraitChange } from "../api/portraits.ts";
import { messages } from "../messages.ts";
import css from "./Portraits.module.css";
import { RuleEditor } from "./RuleEditor.tsx";
import { Versions } from "./Versions.tsx";

/** The rules of one layer in their order, and its versions. */
export function LayerDrawer({ layer, onClose }: { layer: LayerInForce; onClose: () => void }) {
  const t = useT(messages);
  return (
    <Drawer open title={t(`layer.${layer.key}`)} size={760} onClose={onClose} destroyOnHidden data-testid="layer-drawer">
      <Tabs items={[
        { key: "rules", label: t("editLayer"), children: <Edit layer={layer} onDone={onClose} /> },
        { key: "versions", label: t("history"), children: <History layer={layer} /> },
      ]} />
    </Drawer>
  );
}

function Edit({ layer, onDone }: { layer: LayerInForce; onDone: () => void }) {
  const t = useT(messages);
  const c = useT(common);
  const can = useCan();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const change = usePortraitChange();
  const begun: SegmentRule[] = layer.draft?.content.segments ?? layer.segments.map(({ key, name, name_en, rule }) => ({ key, name, name_en, rule }));
  const [segments, setSegments] = useState<SegmentRule[]>(begun);
  const [note, setNote] = useState("");
  const mayEdit = can("portraits.edit");
  const set = (at: number, part: Partial<SegmentRule>) => setSegments((all) => all.map((s, i) => (i === at ? { ...s, ...part } : s)));
  const move = (at: number, by: number) => setSegments((all) => {
    const next = [...all];
    const [moved] = next.splice(at, 1);
    next.splice(at + by, 0, moved!);
    return next;
  });
  const save = (publish: boolean) => change.mutate({ do: "layer", layer: layer.key, segments, note, publish }, {
    onSuccess: () => {
      void message.success(t(publish ? "published" : "savedDraft"));
      onDone();
    },
  });
  return (
    <div className={css.form}>
      <p className={css.faint}>{t("orderHint")}</p>
      {segments.map((s, i) => (
        <fieldset key={i} className={css.segment} disabled={!mayEdit} aria-label={s.name || s.key}>
          <div className={css.segmentHead}>
            <b className={css.place}>{i + 1}</b>
            <Input value={s.name} onChange={(e) => set(i, { name: e.target.value })} aria-label={c("name")} placeholder={c("name")} maxLength={40} />
            <Input value={s.name_en} onChange={(e) => set(i, { name_en: e.target.value })} aria-label={t("nameEn")} placeholder={t("nameEn")} maxLength={40} />
            <Input value={s.key} onChange={(e) => set(i, { key: e.target.value })} aria-label={t("key")} placeholder={t("key")} maxLength={40} title={t("keyHint")} />
            <Button icon={<ArrowUpOutlined />} aria-label={t("moveUp")} disabled={i === 0} onClick={() => move(i, -1)} />
            <Button icon={<ArrowDownOutlined />} aria-label={t("moveDown")} disabled={i === segments.length - 1} onClick={() => move(i, 1)} />
            <Button icon={<DeleteOutlined />} aria-label={t("removeSegment")} onClick={() => setSegments((all) => all.filter((_, at) => at !== i))} />
          </div>
          <RuleEditor id={`segment-${i}`} compact label={t("ruleOf", { name: s.name })} value={s.rule} onChange={(rule) => set(i, { rule })} disabled={!mayEdit} />
        </fieldset>
      ))}
      {mayEdit && (
        <>
          <Button icon={<PlusOutlined />} onClick={() => setSegments((all) => [...all, { key: "", name: "", name_en: "", rule: "" }])}>{t("addSegment")}</Button>
          <Input value={note} onChange={(e) => setNote(e.target.value)} placeholder={t("changeNote")} aria-label={t("changeNote")} maxLength={500} />
          {change.isError && <Alert type="error" title={errorText(change.error)} />}
          <div className={css.buttons}>
            <Button onClick={() => save(false)} loading={change.isPending} data-testid="save-draft">{t("saveDraft")}</Button>
            {can("portraits.publish") && <Button type="primary" onClick={() => save(true)} loading={change.isPending} data-testid="save-publish">{t("savePublish")}</Button>}
          </div>
        </>
      )}
    </div>
  );
}

function History({ layer }: { layer: LayerInForce }) {
  const query = useLayerHistory(layer.key);
  const change = usePortraitChange();
  return <Versions query={query} busy={change.isPending} onPublish={(number) => change.mutate({ do: "publishLayer", layer: layer.key, number })}
    show={(content) => <ol>{content.segments.map((s) => <li key={s.key}>{s.name} <code className={css.code}>{s.rule}</code></li>)}</ol>} />;
}
