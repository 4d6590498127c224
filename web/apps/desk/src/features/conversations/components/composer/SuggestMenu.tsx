import { useT } from "@tandem/i18n/react";
import { useEffect, useRef } from "react";
import type { SuggestItem, SuggestMenuState } from "../../hooks/useSuggestMenu.ts";
import { composerMessages } from "../../messages.composer.ts";
import css from "./Composer.module.css";

interface Props {
  menu: SuggestMenuState;
  onChoose: (item: SuggestItem) => void;
}

export function SuggestMenu({ menu, onChoose }: Props) {
  const t = useT(composerMessages);
  return (
    <ul className={css.menu} role="listbox" aria-label={t(menu.kind)} data-testid={`${menu.kind}-menu`}>
      {menu.items.map((item, i) => <Item key={item.id} item={item} active={i === menu.active} onChoose={onChoose} />)}
      {menu.items.length === 0 && <li className={css.menuEmpty}>{t(menu.kind === "canned" ? "cannedEmpty" : "mentionEmpty")}</li>}
    </ul>
  );
}

function Item({ item, active, onChoose }: { item: SuggestItem; active: boolean; onChoose: (item: SuggestItem) => void }) {
  const t = useT(composerMessages);
  const li = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (active) li.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    // mousedown, so that the field keeps the focus
    <li ref={li} role="option" aria-selected={active} className={active ? css.menuActive : undefined}
      onMouseDown={(e) => {
        e.preventDefault();
        onChoose(item);
      }}
    >
      <b>{item.title}</b>
      {item.hint && <code>{item.hint}</code>}
      {item.canned?.scope === "own" && <small>{t("own")}</small>}
      {item.detail && <span>{item.detail}</span>}
    </li>
  );
}
