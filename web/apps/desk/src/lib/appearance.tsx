import { themeConfig, type Density, type ThemeName } from "@tandem/ui";
import { LocaleProvider } from "@tandem/i18n/react";
import type { Locale } from "@tandem/i18n";
import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { request } from "./api.ts";

export type ThemeChoice = ThemeName | "system";

interface Appearance {
  theme: ThemeName;
  choice: ThemeChoice;
  setTheme: (choice: ThemeChoice) => void;
  setDensity: (density: Density) => void;
}

const AppearanceContext = createContext<Appearance | null>(null);
const KEY = "tandem.desk.theme";
const dark = window.matchMedia?.("(prefers-color-scheme: dark)");

export function useAppearance(): Appearance {
  const value = useContext(AppearanceContext);
  if (!value) throw new Error("useAppearance outside AppearanceProvider");
  return value;
}

function useSystemTheme(): ThemeName {
  const [isDark, setDark] = useState(dark?.matches ?? false);
  useEffect(() => {
    const listen = () => setDark(dark.matches);
    dark?.addEventListener("change", listen);
    return () => dark?.removeEventListener("change", listen);
  }, []);
  return isDark ? "dark" : "light";
}

/** Language, theme and density for everything below, also before anybody has signed in. */
export function AppearanceProvider({ children }: { children: ReactNode }) {
  const [locale, keepLocale] = useState<Locale>(request.locale());
  const [choice, keepChoice] = useState<ThemeChoice>((localStorage.getItem(KEY) as ThemeChoice | null) ?? "system");
  const [density, setDensity] = useState<Density>("comfortable");
  const system = useSystemTheme();
  const theme = choice === "system" ? system : choice;

  const setLocale = useCallback((next: Locale) => {
    request.setLocale(next);
    keepLocale(next);
  }, []);
  const setTheme = useCallback((next: ThemeChoice) => {
    localStorage.setItem(KEY, next);
    keepChoice(next);
  }, []);

  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    document.documentElement.dataset.density = density;
    document.documentElement.lang = locale;
    dayjs.locale(locale === "en" ? "en" : "zh-cn");
  }, [theme, density, locale]);

  const value = useMemo(() => ({ theme, choice, setTheme, setDensity }), [theme, choice, setTheme]);
  const config = useMemo(() => themeConfig(theme, density), [theme, density]);
  return (
    <AppearanceContext value={value}>
      <LocaleProvider locale={locale} setLocale={setLocale}>
        <ConfigProvider locale={locale === "en" ? enUS : zhCN} theme={config} button={{ autoInsertSpace: false }}>
          <AntApp style={{ height: "100%" }} message={{ maxCount: 3 }}>
            {children}
          </AntApp>
        </ConfigProvider>
      </LocaleProvider>
    </AppearanceContext>
  );
}
