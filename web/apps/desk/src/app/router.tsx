import { Spin } from "antd";
import { lazy, Suspense, type ComponentType } from "react";
import { createBrowserRouter } from "react-router";
import { ConversationsPage } from "@/features/conversations/index.ts";
import { CustomerPanel } from "@/features/customer/index.ts";
import { LoginPage } from "@/features/login/index.ts";
import { RouteError } from "./RouteError.tsx";
import { Home, SignedIn, SignedOut } from "./gates.tsx";

function later(load: () => Promise<{ default: ComponentType }>) {
  const Page = lazy(load);
  return (
    <Suspense fallback={<Spin style={{ margin: "20vh auto", display: "block" }} />}>
      <Page />
    </Suspense>
  );
}

const customer = () => import("@/features/customer/index.ts").then((m) => ({ default: m.CustomerPage }));
const customers = () => import("@/features/customer/index.ts").then((m) => ({ default: m.SearchPage }));
const board = () => import("@/features/board/index.ts").then((m) => ({ default: m.BoardPage }));
const knowledge = () => import("@/features/knowledge/index.ts").then((m) => ({ default: m.KnowledgePage }));
const silentSeat = () => import("@/features/silentSeat/index.ts").then((m) => ({ default: m.SilentSeatPage }));
const training = () => import("@/features/training/index.ts").then((m) => ({ default: m.TrainingPage }));
const portraits = () => import("@/features/portraits/index.ts").then((m) => ({ default: m.PortraitsPage }));
const admin = () => import("@/features/admin/index.ts").then((m) => ({ default: m.AdminPage }));
const requests = () => import("@/features/requests/index.ts").then((m) => ({ default: m.RequestsPage }));
const preferences = () => import("@/features/preferences/index.ts").then((m) => ({ default: m.PreferencesPage }));

export const router = createBrowserRouter(
  [
    { path: "/login", element: <SignedOut><LoginPage /></SignedOut>, errorElement: <RouteError /> },
    {
      path: "/",
      element: <SignedIn />,
      errorElement: <RouteError />,
      children: [
        { index: true, element: <Home /> },
        { path: "conversations/:id?", element: <ConversationsPage Customer={CustomerPanel} /> },
        { path: "customers", element: later(customers) },
        { path: "customers/:id", element: later(customer) },
        { path: "requests/:section?", element: later(requests) },
        { path: "board", element: later(board) },
        { path: "knowledge/:section?/:id?", element: later(knowledge) },
        { path: "silent-seat", element: later(silentSeat) },
        { path: "training/:section?/:id?", element: later(training) },
        { path: "portraits/:section?", element: later(portraits) },
        { path: "admin/:section?", element: later(admin) },
        { path: "preferences", element: later(preferences) },
        { path: "*", element: <Home /> },
      ],
    },
  ],
  { basename: "/desk" },
);
