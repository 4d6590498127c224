/** Fen as yuan, as lenders write it: ¥12,340.50. */
export function yuan(fen: number | null | undefined): string {
  if (fen === null || fen === undefined) return "–";
  const sign = fen < 0 ? "-" : "";
  return `${sign}¥${(Math.abs(fen) / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** What somebody typed as yuan, in fen; null when it is no amount or less than a fen. */
export function fenOf(text: string): number | null {
  const clean = text.replaceAll(/[,，\s¥￥元]/g, "");
  if (!/^\d{1,8}(\.\d{1,2})?$/.test(clean)) return null;
  const [whole, part = ""] = clean.split(".");
  const fen = Number(whole) * 100 + Number(part.padEnd(2, "0"));
  return fen > 0 ? fen : null;
}

/** 0.1825 → 18.25 % */
export const percent = (rate: string) => `${(Number(rate) * 100).toFixed(2).replace(/\.?0+$/, "")} %`;
