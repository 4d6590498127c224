import type { Locale } from "@tandem/i18n";
import { useLocale, useT } from "@tandem/i18n/react";
import { Segmented } from "antd";
import { api } from "@/lib/api.ts";
import { useAppearance } from "@/lib/appearance.tsx";
import { messages } from "../messages.ts";
import css from "./Preferences.module.css";
import { useChange } from "./useChange.ts";

export function AppearanceCard() {
  const t = useT(messages);
  const { locale, setLocale } = useLocale();
  const { setTheme, setDensity } = useAppearance();
  const [preferences, change] = useChange();
  return (
    <section className={css.card}>
      <h2>{t("appearance")}</h2>
      <div className={css.row}>
        <span>{t("language")}</span>
        <Segmented<Locale> value={locale} options={[{ value: "zh-CN", label: "中文" }, { value: "en", label: "English" }]} onChange={(next) => {
          setLocale(next);
          void api.session.update({ locale: next });
        }} data-testid="pref-language" />
      </div>
      <div className={css.row}>
        <span>{t("theme")}</span>
        <Segmented value={preferences.theme} options={(["light", "dark", "system"] as const).map((x) => ({ value: x, label: t(`theme.${x}`) }))} onChange={(theme) => {
          setTheme(theme);
          change({ theme });
        }} data-testid="pref-theme" />
      </div>
      <div className={css.row}>
        <span>{t("density")}</span>
        <Segmented value={preferences.density} options={(["comfortable", "compact"] as const).map((x) => ({ value: x, label: t(`density.${x}`) }))} onChange={(density) => {
          setDensity(density);
          change({ density });
        }} />
      </div>
    </section>
  );
}
