import { PlusOutlined } from "@ant-design/icons";
import type { OrganisationNode } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Avatar, EmptyState, ErrorState, LoadingRows, useErrorText } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Tree, type TreeDataNode } from "antd";
import { api } from "@/lib/api.ts";
import { useCan } from "@/lib/session.tsx";
import { useOrganisation } from "../api/staff.ts";
import { messages } from "../messages.ts";
import css from "./Admin.module.css";

/** Changes to the tree, each asking for a name or a confirmation first. */
function useTreeActions() {
  const t = useT(messages);
  const client = useQueryClient();
  const errorText = useErrorText();
  const { modal, message } = App.useApp();
  const run = (act: () => Promise<unknown>) =>
    act().then(() => client.invalidateQueries({ queryKey: ["organisation"] }), (error: unknown) => void message.error(errorText(error)));
  const ask = (title: string, initial: string, act: (name: string) => Promise<unknown>) => {
    let name = initial;
    modal.confirm({
      title, icon: null, content: <Input autoFocus defaultValue={initial} maxLength={64} placeholder={t("nameRequired")} onChange={(e) => (name = e.target.value)} />,
      onOk: () => (name.trim() ? run(() => act(name.trim())) : Promise.reject(new Error("empty"))),
    });
  };
  const confirmClose = (node: OrganisationNode) =>
    modal.confirm({
      title: t("closeConfirm", { name: node.name }), okButtonProps: { danger: true }, okText: t("closeNode"),
      onOk: () => run(() => (node.kind === "team" ? api.admin.closeTeam(node.id) : api.admin.closeLine(node.id))),
    });
  return { ask, confirmClose };
}

export function OrganisationSection() {
  const t = useT(messages);
  const can = useCan();
  const query = useOrganisation();
  const { ask, confirmClose } = useTreeActions();
  const manage = can("settings.manage");

  const buttons = (node: OrganisationNode) =>
    manage && node.kind !== "agent" && (
      <>
        {node.kind === "business_line" && <Button type="link" size="small" onClick={() => ask(t("addTeam"), "", (name) => api.admin.createTeam(name, node.id))}>{t("addTeam")}</Button>}
        <Button type="link" size="small" onClick={() => ask(t("rename"), node.name, (name) => (node.kind === "team" ? api.admin.renameTeam(node.id, name) : api.admin.renameLine(node.id, name)))}>
          {t("rename")}
        </Button>
        <Button type="link" size="small" danger onClick={() => confirmClose(node)}>{t("closeNode")}</Button>
      </>
    );
  const asTree = (node: OrganisationNode): TreeDataNode => ({
    key: node.id,
    title: (
      <span className={css.node}>
        {node.kind === "agent" && <Avatar name={node.name} size={22} />}
        {node.kind === "business_line" ? <b>{node.name}</b> : node.name}
        {node.kind === "team" && <small className={css.faint}>{t("members", { n: node.children?.length ?? 0 })}</small>}
        {buttons(node)}
      </span>
    ),
    children: (node.children ?? []).map(asTree),
  });

  return (
    <>
      <div className={css.head}>
        <h1>{t("organisation")}</h1>
        {manage && <Button type="primary" icon={<PlusOutlined />} onClick={() => ask(t("addLine"), "", api.admin.createLine)}>{t("addLine")}</Button>}
      </div>
      {query.isPending ? <LoadingRows rows={5} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        : query.data.length === 0 ? <EmptyState title={t("emptyOrganisation")} text={t("emptyOrganisationText")} />
        : <Tree className={css.tree} selectable={false} defaultExpandAll blockNode treeData={query.data.map(asTree)} />}
    </>
  );
}
