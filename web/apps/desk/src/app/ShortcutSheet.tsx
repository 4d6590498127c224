import { useT } from "@tandem/i18n/react";
import { chordLabels, isMac, useCommandList, type Command } from "@tandem/ui";
import { Modal } from "antd";
import { useSyncExternalStore } from "react";
import { groupBy } from "@/lib/groupBy.ts";
import { messages } from "./messages.ts";
import { openStore } from "./openStore.ts";
import css from "./Palette.module.css";

const store = openStore();
export const openShortcutSheet = () => store.set(true);

/** Every key that works on the screen as it is now. */
export function ShortcutSheet() {
  const t = useT(messages);
  const open = useSyncExternalStore(store.subscribe, store.get);
  const groups = groupBy(useCommandList().filter((c) => c.keys), (c) => c.group);
  return (
    <Modal open={open} onCancel={() => store.set(false)} footer={t("sheetHint")} title={t("shortcuts")} width={720}>
      <div className={css.sheet} data-testid="shortcut-sheet">
        {[...groups].map(([group, list]) => <Group key={group} title={group} list={list} />)}
      </div>
    </Modal>
  );
}

function Group({ title, list }: { title: string; list: Command[] }) {
  const once = [...new Map(list.map((c) => [c.id, c])).values()];
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {once.map((c) => (
          <div key={c.id}>
            <dt>{c.title}</dt>
            <dd>{chordLabels(c.keys!, isMac()).map((k) => <kbd key={k}>{k}</kbd>)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
