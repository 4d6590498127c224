import { useT } from "@tandem/i18n/react";
import { messages } from "../messages.ts";
import { AppearanceCard } from "./AppearanceCard.tsx";
import { CannedCard } from "./CannedCard.tsx";
import { LogInsCard } from "./LogInsCard.tsx";
import { PasswordCard } from "./PasswordCard.tsx";
import css from "./Preferences.module.css";
import { WorkingCard } from "./WorkingCard.tsx";

export function PreferencesPage() {
  const t = useT(messages);
  return (
    <div className={css.page} data-testid="preferences">
      <h1>{t("title")}</h1>
      <AppearanceCard />
      <WorkingCard />
      <CannedCard />
      <PasswordCard />
      <LogInsCard />
    </div>
  );
}
