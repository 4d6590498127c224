import { ApartmentOutlined, ApiOutlined, AuditOutlined, BellOutlined, CalendarOutlined, GlobalOutlined, HeartOutlined, MessageOutlined, OrderedListOutlined, StopOutlined, TeamOutlined } from "@ant-design/icons";
import type { Permission } from "@tandem/api";
import { useT } from "@tandem/i18n/react";
import { Menu } from "antd";
import type { ComponentType, ReactNode } from "react";
import { Navigate, useNavigate, useParams } from "react-router";
import { useCan } from "@/lib/session.tsx";
import { messages } from "../messages.ts";
import css from "./Admin.module.css";
import { AuditSection } from "./AuditSection.tsx";
import { BlocksSection } from "./BlocksSection.tsx";
import { CalendarsSection } from "./CalendarsSection.tsx";
import { ChannelsSection } from "./channels/ChannelsSection.tsx";
import { HealthSection } from "./HealthSection.tsx";
import { OrganisationSection } from "./OrganisationSection.tsx";
import { PushSection } from "./PushSection.tsx";
import { QueuesSection } from "./QueuesSection.tsx";
import { SitesSection } from "./sites/SitesSection.tsx";
import { SmsSection } from "./SmsSection.tsx";
import { StaffSection } from "./StaffSection.tsx";

type Key = "staff" | "organisation" | "queues" | "calendars" | "sites" | "channels" | "blocks" | "sms" | "push" | "audit" | "health";

const SECTIONS: { key: Key; icon: ReactNode; needs: Permission[]; Section: ComponentType }[] = [
  { key: "staff", icon: <TeamOutlined />, needs: ["staff.read"], Section: StaffSection },
  { key: "organisation", icon: <ApartmentOutlined />, needs: ["staff.read"], Section: OrganisationSection },
  { key: "queues", icon: <OrderedListOutlined />, needs: ["settings.manage"], Section: QueuesSection },
  { key: "calendars", icon: <CalendarOutlined />, needs: ["settings.manage"], Section: CalendarsSection },
  { key: "sites", icon: <GlobalOutlined />, needs: ["settings.manage"], Section: SitesSection },
  { key: "channels", icon: <ApiOutlined />, needs: ["settings.manage"], Section: ChannelsSection },
  { key: "blocks", icon: <StopOutlined />, needs: ["customers.unblock"], Section: BlocksSection },
  { key: "sms", icon: <MessageOutlined />, needs: ["settings.manage"], Section: SmsSection },
  { key: "push", icon: <BellOutlined />, needs: ["settings.manage"], Section: PushSection },
  { key: "audit", icon: <AuditOutlined />, needs: ["audit.read"], Section: AuditSection },
  { key: "health", icon: <HeartOutlined />, needs: ["settings.manage"], Section: HealthSection },
];

export function AdminPage() {
  const t = useT(messages);
  const can = useCan();
  const navigate = useNavigate();
  const { section } = useParams();
  const open = SECTIONS.filter((s) => can(...s.needs));
  const current = open.find((s) => s.key === section);
  if (!current) return <Navigate to={open[0] ? `/admin/${open[0].key}` : "/"} replace />;
  return (
    <div className={css.page}>
      <Menu
        className={css.menu} mode="inline" selectedKeys={[current.key]} onClick={({ key }) => void navigate(`/admin/${key}`)}
        items={open.map((s) => ({ key: s.key, icon: s.icon, label: t(s.key) }))}
      />
      <section className={css.section} data-testid={`admin-${current.key}`}>
        <current.Section />
      </section>
    </div>
  );
}
