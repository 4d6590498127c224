import { ApartmentOutlined, PlusOutlined, WarningOutlined } from "@ant-design/icons";
import type { Intent } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { EmptyState, ErrorState, LoadingRows, useCommands } from "@tandem/ui";
import { App, Button, Input, type InputRef, Switch } from "antd";
import { useRef, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { useCan } from "@/lib/session.tsx";
import { useConflicts, useIntents } from "../../api/intents.ts";
import { intentMessages } from "../../messages.intents.ts";
import { messages } from "../../messages.ts";
import { conflictCount } from "../../rules/conflicts.ts";
import { findIntents } from "../../rules/intents.ts";
import { ConflictsPane } from "./ConflictsPane.tsx";
import { Examples } from "./Examples.tsx";
import { IntentForm } from "./IntentForm.tsx";
import { IntentList } from "./IntentList.tsx";
import { IntentPane } from "./IntentPane.tsx";
import css from "./Intents.module.css";

/** What customers may want: the list, and the one that is open, or what stands in its way. */
export function IntentsSection() {
  const t = useT(intentMessages);
  const intents = useIntents();
  if (intents.isPending) return <LoadingRows rows={8} />;
  if (intents.isError) return <ErrorState error={intents.error} onRetry={() => void intents.refetch()} />;
  if (intents.data.length === 0) return <div className={css.columns}><Tools all={[]} /><EmptyState icon={<ApartmentOutlined />} title={t("empty")} text={t("emptyText")} /></div>;
  return (
    <div className={css.columns}>
      <Tools all={intents.data} />
      <div className={css.pane}><Open all={intents.data} /></div>
    </div>
  );
}

function Open({ all }: { all: Intent[] }) {
  const t = useT(intentMessages);
  const navigate = useNavigate();
  const { message } = App.useApp();
  const can = useCan();
  const { id } = useParams();
  // Not in the path: keys have dots, and what looks like a file is not a page of the desk.
  const key = useSearchParams()[0].get("key");
  const open = (key: string) => void navigate(`/training/intents?key=${encodeURIComponent(key)}`);
  if (id === "new") {
    const done = (made: Intent) => {
      void message.success(t("created", { name: made.name }));
      open(made.key);
    };
    return <section className={css.single}><h2>{t("create")}</h2><IntentForm onDone={done} onCancel={() => void navigate("/training/intents")} /></section>;
  }
  if (id === "out-of-scope") return <section className={css.single} data-testid="out-of-scope"><h2>{t("scopeTitle")}</h2><p className={css.faint}>{t("scopeText")}</p><Examples intent={null} all={all} readOnly={!can("training.manage")} /></section>;
  if (id === "conflicts") return <ConflictsPane intents={all} onOpen={open} />;
  const intent = all.find((i) => i.key === key);
  return intent ? <IntentPane key={intent.key} intent={intent} all={all} onOpen={open} /> : <EmptyState icon={<ApartmentOutlined />} title={t("choose")} text={t("chooseText")} />;
}

function Tools({ all }: { all: Intent[] }) {
  const t = useT(intentMessages);
  const frame = useT(messages);
  const can = useCan();
  const navigate = useNavigate();
  const { id } = useParams();
  const key = useSearchParams()[0].get("key");
  // Finding them takes the server seconds: only when they are looked at, and remembered from then on.
  const conflicts = useConflicts(id === "conflicts");
  const [typed, setTyped] = useState("");
  const [retired, setRetired] = useState(false);
  const field = useRef<InputRef>(null);
  const found = typed.trim() ? findIntents(retired ? all.map((i) => ({ ...i, retired_at: null, merged_into: null })) : all, typed, all.length).map((f) => all.find((i) => i.key === f.key)!) : all.filter((i) => retired || (i.retired_at === null && i.merged_into === null));
  const n = conflictCount(conflicts.data);
  const create = () => void navigate("/training/intents/new");
  useCommands([
    { id: "intents.search", group: frame("intents"), title: t("search"), keys: "/", run: () => field.current?.focus() },
    ...(can("training.manage") ? [{ id: "intents.new", group: frame("intents"), title: t("create"), keys: "n", run: create }] : []),
  ]);
  return (
    <section className={css.list}>
      <div className={css.tools}>
        <Input ref={field} allowClear value={typed} placeholder={t("search")} aria-label={t("search")} onChange={(e) => setTyped(e.target.value)} suffix={typed ? undefined : <kbd>/</kbd>} data-testid="intent-find" />
        <div className={css.toolRow}>
          {can("training.manage") && <Button type="primary" icon={<PlusOutlined />} onClick={create} data-testid="intent-new">{t("create")}</Button>}
          <Button icon={<WarningOutlined />} type={id === "conflicts" ? "primary" : "default"} ghost={id === "conflicts"} onClick={() => void navigate("/training/intents/conflicts")} data-testid="intent-conflicts">
            {n > 0 ? t("conflictsCount", { n }) : t("conflicts")}
          </Button>
        </div>
        <div className={css.toolRow}>
          <Link to="/training/intents/out-of-scope">{t("scopeTitle")}</Link>
          <small>{t("count", { n: found.length })}</small>
          <label className={css.switch}><Switch size="small" checked={retired} onChange={setRetired} /> {t("showRetired")}</label>
        </div>
      </div>
      {found.length > 0 ? <IntentList intents={found} openKey={id ? null : key} /> : all.length > 0 && <EmptyState title={t("emptyFound")} />}
    </section>
  );
}
