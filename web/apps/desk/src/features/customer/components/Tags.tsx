import { PlusOutlined } from "@ant-design/icons";
import type { PanelTag } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Popover, Select, Tag, Tooltip } from "antd";
import { useState } from "react";
import { common } from "@/lib/common.ts";
import { keys } from "@/lib/query.ts";
import { useCan } from "@/lib/session.tsx";
import { customersApi } from "../api/customers.ts";
import { messages } from "../messages.ts";
import { dateText } from "../rules/dates.ts";
import css from "./Customer.module.css";

/** Tags with their reasons; those given by hand may be taken by hand. */
export function Tags({ tags, id }: { tags: PanelTag[]; id: string }) {
  const t = useT(messages);
  const { locale } = useLocale();
  const can = useCan();
  const change = useTagChange(id);
  return (
    <div className={css.tagRow}>
      {tags.length === 0 && <span className={css.faint}>{t("noTags")}</span>}
      {tags.map((tag) => (
        <Tooltip key={tag.id} title={t("tagWhy", { why: tag.why, origin: t(`origin.${tag.origin}`), date: dateText(tag.since, locale) })}>
          <Tag
            {...(tag.color && { color: tag.color })} tabIndex={0} data-testid="customer-tag"
            closable={tag.origin === "hand" && can("customers.tag") ? { "aria-label": t("takeTag", { name: tag.name }) } : false}
            onClose={(e) => {
              e.preventDefault();
              void change(() => customersApi.takeTag(id, tag.id));
            }}
          >
            {tag.name}
          </Tag>
        </Tooltip>
      ))}
      {can("customers.tag") && <AddTag has={tags.map((one) => one.key)} onAdd={(tag, note) => change(() => customersApi.giveTag(id, tag, note))} />}
    </div>
  );
}

function useTagChange(id: string): (work: () => Promise<unknown>) => Promise<boolean> {
  const cache = useQueryClient();
  const text = useErrorText();
  const { message } = App.useApp();
  return async (work) => {
    try {
      await work();
      await cache.invalidateQueries({ queryKey: [...keys.customer(id), "panorama"] });
      return true;
    } catch (error) {
      message.error(text(error));
      return false;
    }
  };
}

function AddTag({ has, onAdd }: { has: string[]; onAdd: (tag: string, note: string) => Promise<boolean> }) {
  const t = useT(messages);
  const c = useT(common);
  const [open, setOpen] = useState(false);
  const [tag, setTag] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const choices = useQuery({ queryKey: ["portraits", "tags"], queryFn: () => customersApi.tagChoices(), enabled: open });
  const offered = (choices.data ?? []).filter((one) => one.origin === "hand" && !has.includes(one.key));
  const add = async () => {
    if (!tag || !(await onAdd(tag, note.trim()))) return;
    setOpen(false);
    setTag(null);
    setNote("");
  };
  const form = (
    <div className={css.addTag}>
      <Select autoFocus value={tag} onChange={setTag} loading={choices.isFetching} placeholder={t("addTag")} options={offered.map((one) => ({ value: one.key, label: one.name }))} notFoundContent={t("noChoices")} data-testid="tag-choice" />
      <Input value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} onPressEnter={() => void add()} placeholder={t("tagNote")} />
      <Button type="primary" size="small" disabled={!tag} onClick={() => void add()}>{c("add")}</Button>
    </div>
  );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" content={form} placement="bottomRight">
      <Button size="small" type="dashed" icon={<PlusOutlined />} data-testid="tag-add">{t("addTag")}</Button>
    </Popover>
  );
}
