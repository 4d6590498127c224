import { ApartmentOutlined, ApiOutlined, AuditOutlined, BellOutlined, BookOutlined, CalendarOutlined, FileTextOutlined, GlobalOutlined, HeartOutlined, KeyOutlined, MailOutlined, MessageOutlined, OrderedListOutlined, ProfileOutlined, SafetyCertificateOutlined, ShareAltOutlined, StopOutlined, TagsOutlined, TeamOutlined, ThunderboltOutlined } from "@ant-design/icons";
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
import { CannedSection } from "./CannedSection.tsx";
import { CalendarsSection } from "./CalendarsSection.tsx";
import { ChannelsSection } from "./channels/ChannelsSection.tsx";
import { ConsentsSection } from "./ConsentsSection.tsx";
import { DispositionsSection } from "./DispositionsSection.tsx";
import { HealthSection } from "./HealthSection.tsx";
import { ApiKeysSection } from "./integrations/ApiKeysSection.tsx";
import { WebhooksSection } from "./integrations/WebhooksSection.tsx";
import { LabelsSection } from "./LabelsSection.tsx";
import { LawSection } from "./LawSection.tsx";
import { MailSection } from "./MailSection.tsx";
import { OrganisationSection } from "./OrganisationSection.tsx";
import { PushSection } from "./PushSection.tsx";
import { QueuesSection } from "./QueuesSection.tsx";
import { SitesSection } from "./sites/SitesSection.tsx";
import { SmsSection } from "./SmsSection.tsx";
import { StaffSection } from "./StaffSection.tsx";
import { TemplatesSection } from "./templates/TemplatesSection.tsx";

type Key = "staff" | "organisation" | "queues" | "calendars" | "sites" | "channels" | "templates" | "dispositions" | "labels" | "canned" | "consents" | "blocks" | "sms" | "mail" | "push" | "keys" | "webhooks" | "audit" | "law" | "health";

const SECTIONS: { key: Key; icon: ReactNode; needs: Permission[]; Section: ComponentType }[] = [
  { key: "staff", icon: <TeamOutlined />, needs: ["staff.read"], Section: StaffSection },
  { key: "organisation", icon: <ApartmentOutlined />, needs: ["staff.read"], Section: OrganisationSection },
  { key: "queues", icon: <OrderedListOutlined />, needs: ["settings.manage"], Section: QueuesSection },
  { key: "calendars", icon: <CalendarOutlined />, needs: ["settings.manage"], Section: CalendarsSection },
  { key: "sites", icon: <GlobalOutlined />, needs: ["settings.manage"], Section: SitesSection },
  { key: "channels", icon: <ApiOutlined />, needs: ["settings.manage"], Section: ChannelsSection },
  { key: "templates", icon: <FileTextOutlined />, needs: ["settings.manage"], Section: TemplatesSection },
  { key: "dispositions", icon: <ProfileOutlined />, needs: ["settings.manage"], Section: DispositionsSection },
  { key: "labels", icon: <TagsOutlined />, needs: ["conversations.assign"], Section: LabelsSection },
  { key: "canned", icon: <ThunderboltOutlined />, needs: ["conversations.assign"], Section: CannedSection },
  { key: "consents", icon: <SafetyCertificateOutlined />, needs: ["settings.manage"], Section: ConsentsSection },
  { key: "blocks", icon: <StopOutlined />, needs: ["customers.unblock"], Section: BlocksSection },
  { key: "sms", icon: <MessageOutlined />, needs: ["settings.manage"], Section: SmsSection },
  { key: "mail", icon: <MailOutlined />, needs: ["settings.manage"], Section: MailSection },
  { key: "push", icon: <BellOutlined />, needs: ["settings.manage"], Section: PushSection },
  { key: "keys", icon: <KeyOutlined />, needs: ["integrations.manage"], Section: ApiKeysSection },
  { key: "webhooks", icon: <ShareAltOutlined />, needs: ["integrations.manage"], Section: WebhooksSection },
  { key: "audit", icon: <AuditOutlined />, needs: ["audit.read"], Section: AuditSection },
  { key: "law", icon: <BookOutlined />, needs: ["settings.manage"], Section: LawSection },
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
