import { useT } from "@tandem/i18n/react";
import { chordLabels, isMac, useCommandList, type Command } from "@tandem/ui";
import { Modal } from "antd";
import { useEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent } from "react";
import { useNavigate } from "react-router";
import { messages } from "./messages.ts";
import css from "./Palette.module.css";
import { openStore } from "./openStore.ts";
import { rankCommands } from "./rankCommands.ts";

const store = openStore();
export const openPalette = () => store.set(true);

export function Palette() {
  const open = useSyncExternalStore(store.subscribe, store.get);
  return (
    <Modal open={open} onCancel={() => store.set(false)} footer={null} closable={false} destroyOnHidden width={560}
      style={{ top: 96 }} styles={{ container: { padding: 0 } }}>
      <Finder done={() => store.set(false)} />
    </Modal>
  );
}

function Finder({ done }: { done: () => void }) {
  const t = useT(messages);
  const navigate = useNavigate();
  const all = useCommandList();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const found: Command[] = rankCommands(all, text);
  const q = text.trim();
  if (q) {
    const run = () => void navigate(`/conversations?view=all&q=${encodeURIComponent(q)}`);
    found.push({ id: "search", title: t("paletteSearch", { q }), group: t("conversations"), run });
  }
  const active = Math.min(at, found.length - 1);

  const choose = (command: Command | undefined) => {
    if (!command) return;
    done();
    // After the dialog has given the focus back: the command may want it.
    setTimeout(command.run, 0);
  };
  const onKey = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return;
    if (e.key === "ArrowDown") setAt((active + 1) % found.length);
    else if (e.key === "ArrowUp") setAt((active - 1 + found.length) % found.length);
    else if (e.key === "Enter") choose(found[active]);
    else return;
    e.preventDefault();
  };

  return (
    <div className={css.finder} data-testid="palette">
      <input
        ref={field} value={text} placeholder={t("paletteHint")} aria-label={t("palette")} onKeyDown={onKey}
        role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant={`palette-${active}`}
        onChange={(e) => {
          setText(e.target.value);
          setAt(0);
        }}
      />
      <ul id="palette-list" role="listbox" aria-label={t("palette")}>
        {found.map((c, i) => <Option key={c.id} command={c} index={i} active={i === active} onHover={setAt} onChoose={choose} />)}
        {found.length === 0 && <li className={css.empty}>{t("paletteEmpty")}</li>}
      </ul>
    </div>
  );
}

function Option(props: { command: Command; index: number; active: boolean; onHover: (i: number) => void; onChoose: (c: Command) => void }) {
  const { command, index, active } = props;
  const li = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (active) li.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <li
      ref={li} id={`palette-${index}`} role="option" aria-selected={active} className={active ? css.active : undefined}
      onMouseMove={() => props.onHover(index)} onClick={() => props.onChoose(command)}
    >
      <span className={css.group}>{command.group}</span>
      <span className={css.title}>{command.title}</span>
      {command.keys && chordLabels(command.keys, isMac()).map((k) => <kbd key={k}>{k}</kbd>)}
    </li>
  );
}
