import { useT } from "@tandem/i18n/react";
import { Form, InputNumber, Select, Switch } from "antd";
import { useQueueSettings } from "../api/staff.ts";
import { messages } from "../messages.ts";
import css from "./Admin.module.css";

/** Queues, skills and capacity of somebody who serves conversations. */
export function SeatFields() {
  const t = useT(messages);
  const queues = useQueueSettings();
  const hasSeat = Form.useWatch("hasSeat") as boolean | undefined;
  return (
    <>
      <Form.Item name="hasSeat" label={t("giveSeat")} valuePropName="checked" layout="horizontal"><Switch size="small" /></Form.Item>
      {hasSeat && (
        <>
          <Form.Item name={["seat", "queue_ids"]} label={t("serves")}>
            <Select mode="multiple" options={(queues.data ?? []).map((q) => ({ value: q.id, label: q.name }))} />
          </Form.Item>
          <div className={css.pair}>
            <Form.Item name={["seat", "capacity"]} label={t("capacity")} extra={t("capacityHint")}><InputNumber min={0} max={100} style={{ width: "100%" }} /></Form.Item>
            <Form.Item name={["seat", "skills"]} label={t("skills")} extra={t("skillsHint")}><Select mode="tags" open={false} suffixIcon={null} /></Form.Item>
          </div>
          <Form.Item name={["seat", "auto_accept"]} label={t("autoAccept")} valuePropName="checked" layout="horizontal"><Switch size="small" /></Form.Item>
        </>
      )}
    </>
  );
}
