import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { usePublishedEntries, useQuestions } from "../api/entries.ts";

interface Props {
  /** Their keys, in order. */
  value?: string[];
  onChange?: (keys: string[]) => void;
  id?: string;
  max: number;
  placeholder: string;
  /** The key of an entry that is not offered: itself. */
  except?: string | undefined;
}

/** Published entries, chosen by their question. */
export function EntrySelect({ value = [], onChange, id, max, placeholder, except }: Props) {
  const [typed, setTyped] = useState("");
  const found = usePublishedEntries(useDeferredValue(typed));
  const questions = useQuestions(value);
  const options = (found.data?.items ?? []).filter((e) => e.key !== except).map((e) => ({ value: e.key, label: e.question }));
  const kept = value.filter((key) => !options.some((o) => o.value === key)).map((key) => ({ value: key, label: questions[key] ?? key }));
  return (
    <Select
      {...(id && { id })} {...(onChange && { onChange })} mode="multiple" maxCount={max} value={value} options={[...kept, ...options]} loading={found.isFetching} placeholder={placeholder}
      showSearch={{ filterOption: (words, option) => !words || kept.every((k) => k.value !== option?.value), onSearch: setTyped }}
    />
  );
}
