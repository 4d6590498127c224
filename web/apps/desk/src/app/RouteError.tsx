import { ErrorState } from "@tandem/ui";
import { useRouteError } from "react-router";

/** A screen that broke: said plainly, with a way out. */
export function RouteError() {
  const error = useRouteError();
  return (
    <div style={{ height: "100vh" }}>
      <ErrorState error={error} onRetry={() => window.location.reload()} />
    </div>
  );
}
