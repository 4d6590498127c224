import { isProblem, type Draft, type DraftState } from "@tandem/api";
import { clientId } from "@tandem/realtime";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useCallback } from "react";
import { api } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { dropDraft, refetchDrafts } from "../api/drafts.ts";
import { messages } from "../messages.ts";

/** What became of a draft, in words. */
export function useGoneText(): (state: DraftState, by: string | null) => string {
  const t = useT(messages);
  return useCallback((state, by) => t(`gone.${state}`, { name: by ?? "" }), [t]);
}

/** Decisions go out at once and the next draft comes; if somebody was faster, that is said. */
export function useDecide() {
  const client = useQueryClient();
  const t = useT(messages);
  const gone = useGoneText();
  const errorText = useErrorText();
  const { message } = App.useApp();

  const run = async (draft: Draft, act: () => Promise<Draft>): Promise<Draft | null> => {
    dropDraft(client, draft.id);
    try {
      const done = await act();
      void message.success({ content: t(`done.${done.state}` as "done.approved"), key: "silent-seat", duration: 1.5 });
      return done;
    } catch (error) {
      const body = isProblem(error, "draft_gone") ? error.body : null;
      const text = body ? gone(body.state as DraftState, (body.by as string | null) ?? null) : errorText(error);
      void message.warning({ content: text, key: "silent-seat", duration: 4 });
      refetchDrafts(client);
      return null;
    } finally {
      void client.invalidateQueries({ queryKey: keys.draftFigures });
    }
  };
  return {
    answer: (draft: Draft, body: { text?: string; entry_id?: string }) => run(draft, () => api.drafts.answer(draft.id, { client_id: clientId(), ...body })),
    takeover: (draft: Draft) => run(draft, () => api.drafts.takeover(draft.id)),
    handoff: (draft: Draft) => run(draft, () => api.drafts.handoff(draft.id)),
  };
}
