import { defineMessages } from "@tandem/i18n";
import { useT } from "@tandem/i18n/react";

/** How search ranks, by the names of its traces. */
export const rankers = defineMessages(
  { bm25: "关键词", encoder: "语义", bm25_body: "正文", terms: "词项", pinyin: "拼音", mean: "平均", body: "对答案", learned: "所学", fused: "合计" },
  { bm25: "Keywords", encoder: "Meaning", bm25_body: "Body", terms: "Terms", pinyin: "Pinyin", mean: "mean", body: "with answer", learned: "learned", fused: "Fused" },
);

/** A ranker in words. An encoder ranks in several ways: use by the nearest phrasing, use_mean, use_body, use_learned. */
export function useRankerName(): (key: string) => string {
  const t = useT(rankers);
  const known = (key: string) => (key in rankers["zh-CN"] ? t(key as "bm25") : null);
  return (key) => {
    const [, encoder, way] = /^(.+)_(mean|body|learned)$/.exec(key) ?? [];
    return known(key) ?? (encoder && way ? `${encoder} ${known(way)}` : key);
  };
}
