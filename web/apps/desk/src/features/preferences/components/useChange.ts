import type { Preferences } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { App } from "antd";
import { usePreferences, type FullPreferences } from "@/lib/preferences.ts";
import { messages } from "../messages.ts";

/** My preferences, and a change that says whether it was kept. */
export function useChange(): [FullPreferences, (patch: Preferences) => void] {
  const t = useT(messages);
  const errorText = useErrorText();
  const { message } = App.useApp();
  const [preferences, change] = usePreferences();
  const run = (patch: Preferences) =>
    void change(patch).then(() => message.success(t("saved")), (error: unknown) => message.error(errorText(error)));
  return [preferences, run];
}
