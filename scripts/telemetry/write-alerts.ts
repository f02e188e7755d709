import { stringify } from 'yaml';
import type { Alert } from './alerts.ts';

const RUNBOOKS = 'docs/runbooks';

/** `SpeedToLeadSlow` has docs/runbooks/speed-to-lead-slow.md. */
export function runbookOf(name: string): string {
  return `${RUNBOOKS}/${name.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase()}.md`;
}

/** A rule file of Prometheus. */
export function writeAlerts(alerts: readonly Alert[]): string {
  const rules = alerts.map(({ name, expr, for: after, severity, summary }) => ({
    alert: name,
    expr,
    ...(after === '0m' ? {} : { for: after }),
    labels: { severity },
    annotations: { summary, runbook: runbookOf(name) },
  }));
  const head = '# Written by `npm run generate` from scripts/telemetry/alerts.ts.\n';
  return head + stringify({ groups: [{ name: 'firstring', rules }] }, { lineWidth: 0 });
}
