import type { LogIn } from "@tandem/api";
import { useLocale, useT } from "@tandem/i18n/react";
import { dateTimeText, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Tag } from "antd";
import { api } from "@/lib/api.ts";
import { deviceOf } from "@/lib/device.ts";
import { messages } from "../messages.ts";
import css from "./Preferences.module.css";

const KEY = ["me", "sessions"];

/** Where one is signed in; ending what was left open or lost. */
export function LogInsCard() {
  const t = useT(messages);
  const client = useQueryClient();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const query = useQuery({ queryKey: KEY, queryFn: api.session.mine, staleTime: 0 });
  const end = useMutation({
    mutationFn: (id: string | null) => (id ? api.session.endOne(id) : api.session.endOthers()),
    onSuccess: () => void message.success(t("ended")),
    onError: (error) => void message.error(errorText(error)),
    onSettled: () => void client.invalidateQueries({ queryKey: KEY }),
  });
  const list = query.data ?? [];
  return (
    <section className={css.card} data-testid="log-ins">
      <h2>{t("logIns")}</h2>
      {query.isPending ? <LoadingRows rows={2} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : (
        <ul className={css.logIns}>
          {list.map((one) => <Item key={one.id} one={one} busy={end.isPending} onEnd={() => end.mutate(one.id)} />)}
        </ul>
      )}
      {list.length > 2 && <Button onClick={() => end.mutate(null)} loading={end.isPending} data-testid="end-others">{t("endOthers")}</Button>}
    </section>
  );
}

function Item({ one, busy, onEnd }: { one: LogIn; busy: boolean; onEnd: () => void }) {
  const t = useT(messages);
  const { locale } = useLocale();
  return (
    <li data-testid="log-in">
      <span>
        <b>{deviceOf(one.user_agent) ?? t("unknownDevice")}</b> {one.current && <Tag color="green">{t("thisDevice")}</Tag>}
        <small>{t("seen", { time: dateTimeText(one.last_seen_at, locale), since: dateTimeText(one.created_at, locale) })}</small>
      </span>
      {!one.current && <Button size="small" disabled={busy} onClick={onEnd}>{t("end")}</Button>}
    </li>
  );
}
