import { ErrorState } from "@tandem/ui";
import { useQueryClient } from "@tanstack/react-query";
import { Spin } from "antd";
import { useEffect } from "react";
import { RouterProvider } from "react-router";
import { request } from "@/lib/api.ts";
import { keys } from "@/lib/query.ts";
import { onSocketRefused } from "@/lib/realtime.ts";
import { useSessionQuery } from "@/lib/session.tsx";
import { router } from "./router.tsx";

export function App() {
  const client = useQueryClient();
  const session = useSessionQuery();

  useEffect(() => {
    const over = () => client.setQueryData(keys.session, null);
    request.onSignedOut(over);
    onSocketRefused(over);
  }, [client]);

  if (session.isPending) return <Spin fullscreen delay={300} />;
  if (session.isError) return <ErrorState error={session.error} onRetry={() => void session.refetch()} />;
  return <RouterProvider router={router} />;
}
