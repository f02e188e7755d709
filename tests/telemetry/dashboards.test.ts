import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parser } from '@prometheus-io/lezer-promql';
import { prometheusName } from '@firstring/telemetry/prometheus-name';
import { parse } from 'yaml';
import { z } from 'zod';
import { runCommand } from '../../scripts/run-command.ts';
import { METRICS } from '../../scripts/telemetry/registry.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

const ruleFile = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string(),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[sm]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string().endsWith('.'), runbook: z.string() }),
        }),
      ),
    }),
  ),
});

const RULES = ruleFile
  .parse(parse(read('deploy/prometheus/alerts.yaml')))
  .groups.flatMap(({ rules }) => rules);

interface Grafana {
  readonly panels: readonly {
    readonly type: string;
    readonly title: string;
    readonly description?: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

const DASHBOARDS = readdirSync(new URL('deploy/grafana/', ROOT))
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(read(`deploy/grafana/${file}`)) as Grafana); // written by scripts/telemetry

const PANELS = DASHBOARDS.flatMap(({ panels }) => panels).filter(({ type }) => type !== 'row');

/** Every series a scrape may bring, with its labels. */
const SERIES = new Map<string, ReadonlySet<string>>(
  METRICS.flatMap(({ name, unit, type, attributes }) => {
    const told = prometheusName({ name, unit, isCounter: type === 'counter', isGauge: type === 'gauge' });
    const labels = new Set([...attributes.map((attribute) => attribute.replaceAll('.', '_')), 'le']);
    const suffixes = type === 'histogram' ? ['_bucket', '_count', '_sum'] : [''];
    return suffixes.map((suffix): [string, ReadonlySet<string>] => [`${told}${suffix}`, labels]);
  }),
);

/** What a query names: series, and labels in braces or after `by`. */
function namedBy(expr: string): { readonly series: readonly string[]; readonly labels: readonly string[] } {
  const series = [
    ...expr.matchAll(/\b(?:firstring|http|rpc|messaging|nodejs|process)_[a-z0-9_]+(?=[[{)\s]|$)/g),
  ];
  const by = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '));
  const chosen = [...expr.matchAll(/[{,]([a-z_]+)=~?"/g)].map(([, label = '']) => label);
  const labels = [...by, ...chosen];
  return { series: series.map(([name]) => name).filter((name) => !labels.includes(name)), labels };
}

function judge(where: string, expr: string): void {
  const { series, labels } = namedBy(expr);
  assert.ok(series.length > 0, `${where}: no metric in ${expr}`);
  for (const name of series) assert.ok(SERIES.has(name), `${where}: nobody emits ${name}`);
  for (const label of labels)
    assert.ok(
      series.some((name) => SERIES.get(name)?.has(label)),
      `${where}: ${series.join(', ')} has no ${label}`,
    );
  // Prometheus' own grammar; what it cannot read has a node of error. Grafana fills in the interval.
  parser.parse(expr.replaceAll('$__rate_interval', '1m')).iterate({
    enter: ({ type, from }) => assert.ok(!type.isError, `${where}: ${expr} cannot be read at ${from}`),
  });
}

test('dashboards and alert rules are what scripts/telemetry says', async () => {
  const { exitCode, output } = await runCommand([
    process.execPath,
    'scripts/generate-telemetry.ts',
    '--check',
  ]);
  assert.equal(exitCode, 0, output);
});

test('every query of a dashboard and of an alert names metrics and labels that are emitted', () => {
  for (const { title, targets = [] } of PANELS) for (const { expr } of targets) judge(title, expr);
  for (const { alert, expr } of RULES) judge(alert, expr);
  assert.throws(() => judge('planted', 'sum (rate(firstring_call_ending_total[5m]))'), /nobody emits/);
  assert.throws(
    () => judge('planted', 'sum by (firstring_lane) (firstring_call_count)'),
    /has no firstring_lane/,
  );
});

test('every metric of ours is on a dashboard, and every panel says what to make of it', () => {
  const shown = new Set(
    PANELS.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => namedBy(expr).series)),
  );
  const hidden = METRICS.filter(
    ({ name, unit, type }) =>
      ![...shown].some((series) =>
        series.startsWith(
          prometheusName({ name, unit, isCounter: type === 'counter', isGauge: type === 'gauge' }),
        ),
      ),
  );
  assert.deepEqual(
    hidden.map(({ name }) => name),
    [],
  );
  for (const { title, description = '' } of PANELS) assert.ok(description.length > 10, title);
});

test('every alert has its runbook, with what to check and what to do, and no runbook is without its alert', () => {
  const names = RULES.map(({ alert }) => alert);
  assert.equal(new Set(names).size, names.length);
  const pages = readdirSync(new URL('docs/runbooks/', ROOT)).filter((file) => file !== 'README.md');
  assert.deepEqual(
    RULES.map(({ annotations }) => annotations.runbook).toSorted(),
    pages.map((file) => `docs/runbooks/${file}`).toSorted(),
  );
  for (const { alert, annotations } of RULES) {
    const text = read(annotations.runbook);
    assert.ok(text.startsWith(`# ${alert}\n`), annotations.runbook);
    for (const heading of ['## What to check', '## What to do'])
      assert.ok(text.includes(`\n${heading}\n`), alert);
    assert.ok(read('docs/runbooks/README.md').includes(`[${alert}]`), `${alert} is in the list`);
  }
});
