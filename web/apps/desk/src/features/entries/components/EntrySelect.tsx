import { useT } from "@tandem/i18n/react";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { usePublishedEntries, useQuestions } from "../../api/sites.ts";
import { siteMessages } from "../../messages.sites.ts";

/** Published entries by their question; the value is their keys, in order. */
export function FaqSelect({ value = [], onChange, id }: { value?: string[]; onChange?: (keys: string[]) => void; id?: string }) {
  const t = useT(siteMessages);
  const [typed, setTyped] = useState("");
  const found = usePublishedEntries(useDeferredValue(typed));
  const questions = useQuestions(value);
  const options = (found.data?.items ?? []).map((e) => ({ value: e.key, label: e.question }));
  const kept = value.filter((key) => !options.some((o) => o.value === key)).map((key) => ({ value: key, label: questions[key] ?? key }));
  return (
    <Select
      id={id} mode="multiple" maxCount={12} value={value} onChange={onChange} options={[...kept, ...options]} loading={found.isFetching} placeholder={t("faqPlaceholder")}
      showSearch={{ filterOption: (words, option) => kept.every((k) => k.value !== option?.value) || !words, onSearch: setTyped }}
    />
  );
}
