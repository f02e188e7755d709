/** Writes Grafana's dashboards and Prometheus' alert rules from the registry. `--check` fails when the committed files differ. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ALERTS } from './telemetry/alerts.ts';
import { DASHBOARDS } from './telemetry/dashboards.ts';
import { writeAlerts } from './telemetry/write-alerts.ts';
import { writeDashboard } from './telemetry/write-dashboard.ts';

const FILES: ReadonlyMap<string, string> = new Map([
  ...DASHBOARDS.map((dashboard): [string, string] => [
    `deploy/grafana/${dashboard.uid}.json`,
    writeDashboard(dashboard),
  ]),
  ['deploy/prometheus/alerts.yaml', writeAlerts(ALERTS)],
]);

for (const [path, text] of FILES) {
  if (!process.argv.includes('--check')) {
    mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    writeFileSync(path, text);
  } else if (readFileSync(path, 'utf8') !== text) {
    console.log(`${path} is not what scripts/telemetry says`);
    process.exitCode = 1;
  }
}
