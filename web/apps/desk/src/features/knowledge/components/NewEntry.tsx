import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { Alert, App } from "antd";
import { useNavigate } from "react-router";
import { useCreateEntry } from "../api/entries.ts";
import { messages } from "../messages.ts";
import { EntryForm } from "./EntryForm.tsx";
import css from "./Knowledge.module.css";

export function NewEntry({ onCreated }: { onCreated: (id: string) => void }) {
  const t = useT(messages);
  const navigate = useNavigate();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const create = useCreateEntry();
  return (
    <section className={css.pane}>
      <header className={css.paneHead}><h2>{t("create")}</h2></header>
      {create.isError && <Alert type="error" showIcon title={errorText(create.error)} className={css.alert} />}
      <EntryForm
        busy={create.isPending} onCancel={() => void navigate("/knowledge/entries")}
        onSave={(content) => create.mutate(content, {
          onSuccess: (entry) => {
            void message.success(t("savedDraft"));
            onCreated(entry.id);
          },
        })}
      />
    </section>
  );
}
