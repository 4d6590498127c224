import type { ThresholdJudge } from "@tandem/api";
import { ErrorState, LoadingRows } from "@tandem/ui";
import { useState } from "react";
import { useThresholds } from "../../api/measures.ts";
import { CurvePane } from "./CurvePane.tsx";
import { Head } from "./Head.tsx";
import { ThresholdList } from "./ThresholdList.tsx";
import css from "./Thresholds.module.css";

/** From which confidence the bot answers by itself, per intent, and what that costs; fit anew, look, put in force. */
export function ThresholdsSection() {
  const [shown, setShown] = useState<number | undefined>(undefined);
  const [judge, setJudge] = useState<ThresholdJudge | undefined>(undefined);
  const [intent, setIntent] = useState<string | null>(null);
  const force = useThresholds(judge);
  const set = useThresholds(judge, shown);
  const failed = [force, set].find((q) => q.isError && !q.data);
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!force.data || !set.data) return <LoadingRows rows={8} />;
  const one = intent === null ? set.data.global : (set.data.items.find((i) => i.intent === intent) ?? set.data.global);
  return (
    <div className={css.page} data-testid="thresholds">
      <Head force={force.data} set={set.data} onShow={setShown} onJudge={setJudge} />
      <div className={css.columns}>
        <ThresholdList set={set.data} open={intent} onOpen={setIntent} />
        <div className={css.pane}><CurvePane key={`${set.data.id}:${set.data.judge}:${intent}`} set={set.data} threshold={one} intent={intent} /></div>
      </div>
    </div>
  );
}
