import { isProblem, type Row } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { useErrorText } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useCallback, useState } from "react";
import { nameOf } from "@/lib/names.ts";
import { keys } from "@/lib/query.ts";
import { useMe } from "@/lib/session.tsx";
import { putRow } from "../api/lists.ts";
import { actionMessages } from "../messages.actions.ts";

type Done = Extract<keyof (typeof actionMessages)["zh-CN"], `done.${string}`>;

/** Runs one action on a conversation: shows what came of it and puts the answer into every list. */
export function useAct(id: string) {
  const client = useQueryClient();
  const me = useMe();
  const t = useT(actionMessages);
  const errorText = useErrorText();
  const { message } = App.useApp();
  const [busy, setBusy] = useState<Done | null>(null);

  const describe = useCallback(
    (error: unknown) => {
      if (isProblem(error, "already_claimed")) return t("alreadyClaimed", { name: nameOf(error.body.agent as { name: string } | null) || "?" });
      if (isProblem(error, "capacity_full")) return t("capacityFull");
      return errorText(error);
    },
    [t, errorText],
  );

  const act = useCallback(
    async (done: Done, run: () => Promise<Row | void>): Promise<boolean> => {
      setBusy(done);
      try {
        const row = await run();
        if (row && typeof row === "object" && "version" in row) putRow(client, row, me.id);
        void message.success(t(done));
        return true;
      } catch (error) {
        void message.error(describe(error));
        return false;
      } finally {
        setBusy(null);
        void client.invalidateQueries({ queryKey: keys.detail(id) });
        void client.invalidateQueries({ queryKey: keys.counts });
      }
    },
    [client, describe, id, me.id, message, t],
  );
  return { act, busy };
}
