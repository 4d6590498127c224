import type { Seat, StaffInput, StaffMember } from "@tandem/api";
import { LOCALES } from "@tandem/i18n";
import { useT } from "@tandem/i18n/react";
import { LoadingRows, useErrorText } from "@tandem/ui";
import { Alert, App, Button, Drawer, Form, Input, Select } from "antd";
import { common } from "@/lib/common.ts";
import { teamsOf, useOrganisation, useSaveStaff, useSeat } from "../api/staff.ts";
import { messages } from "../messages.ts";
import css from "./Admin.module.css";
import { ROLES, useRoleName } from "./RoleTags.tsx";
import { SeatFields } from "./SeatFields.tsx";
import { StaffDangers } from "./StaffDangers.tsx";
import { useSecretDialog } from "./useSecretDialog.tsx";

interface Fields extends StaffInput {
  hasSeat: boolean;
  seat: Seat;
}

const NO_SEAT: Seat = { queue_ids: [], skills: [], capacity: 5, auto_accept: false };

export function StaffDrawer({ person, onClose }: { person: StaffMember | "new" | null; onClose: () => void }) {
  const t = useT(messages);
  const known = person === "new" ? null : person;
  const seat = useSeat(known?.id ?? null);
  return (
    <Drawer open={person !== null} title={known ? `${t("editStaff")} · ${known.name}` : t("newStaff")} onClose={onClose} size={480} destroyOnHidden>
      {known && seat.isPending ? <LoadingRows rows={5} /> : person !== null && <StaffForm person={known} seat={seat.data ?? null} onDone={onClose} />}
    </Drawer>
  );
}

function StaffForm({ person, seat, onDone }: { person: StaffMember | null; seat: Seat | null; onDone: () => void }) {
  const t = useT(messages);
  const c = useT(common);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const showSecret = useSecretDialog();
  const roleName = useRoleName();
  const organisation = useOrganisation();
  const save = useSaveStaff(person);

  const submit = ({ hasSeat, seat: wanted, team_id, ...input }: Fields) =>
    save.mutate({ input: { ...input, team_id: team_id ?? null }, seat: hasSeat ? { ...NO_SEAT, ...wanted } : null }, {
      onSuccess: (made) => {
        void message.success(t(person ? "saved" : "created"));
        onDone();
        if (made) showSecret(made.name, made.password);
      },
    });
  const initial: Partial<Fields> = person
    ? { name: person.name, roles: person.roles, team_id: person.team?.id ?? null, locale: person.locale, hasSeat: seat !== null, seat: seat ?? NO_SEAT }
    : { roles: ["agent"], locale: "zh-CN", hasSeat: true, seat: NO_SEAT };
  const required = [{ required: true, message: t("nameRequired") }];
  return (
    <Form<Fields> layout="vertical" initialValues={initial} onFinish={submit}>
      {save.isError && <Alert type="error" showIcon title={errorText(save.error)} style={{ marginBottom: 12 }} data-testid="staff-error" />}
      {!person && <Form.Item name="username" label={t("username")} rules={required}><Input autoComplete="off" data-testid="staff-username" /></Form.Item>}
      <Form.Item name="name" label={t("name")} rules={required}><Input data-testid="staff-name" /></Form.Item>
      <Form.Item name="roles" label={t("roles")} rules={[{ required: true, message: t("rolesRequired") }]}>
        <Select mode="multiple" options={ROLES.map((r) => ({ value: r, label: roleName(r) }))} />
      </Form.Item>
      <div className={css.pair}>
        <Form.Item name="team_id" label={t("team")}>
          <Select allowClear placeholder={t("noTeam")} options={teamsOf(organisation.data)} />
        </Form.Item>
        <Form.Item name="locale" label={t("language")}>
          <Select options={LOCALES.map((l) => ({ value: l, label: l === "en" ? "English" : "中文" }))} />
        </Form.Item>
      </div>
      <SeatFields />
      <Button type="primary" htmlType="submit" loading={save.isPending} data-testid="staff-save">{c("save")}</Button>
      {person && <StaffDangers person={person} onDone={onDone} />}
    </Form>
  );
}
