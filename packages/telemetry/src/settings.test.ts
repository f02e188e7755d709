import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from './settings.ts';

const COLLECTOR = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };

test('nothing is sent unless a collector is named', () => {
  const { tracesUrl, metricsUrl } = readSettings({ OTEL_SERVICE_NAME: 'x' });
  assert.deepEqual([tracesUrl, metricsUrl], [undefined, undefined]);
});

test('traces and metrics go where the environment says, each where it says so, and nowhere when it is switched off', () => {
  const both = readSettings(COLLECTOR);
  assert.equal(both.tracesUrl, 'http://collector:4318/v1/traces');
  assert.equal(both.metricsUrl, 'http://collector:4318/v1/metrics');
  const own = readSettings({ ...COLLECTOR, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://tempo:1/t' });
  assert.equal(own.tracesUrl, 'http://tempo:1/t');
  assert.equal(readSettings({ ...COLLECTOR, OTEL_METRICS_EXPORTER: 'none' }).metricsUrl, undefined);
  assert.equal(readSettings({ ...COLLECTOR, OTEL_SDK_DISABLED: 'true' }).tracesUrl, undefined);
});

test('a sampler is one of the specification’s, and its ratio a ratio', () => {
  const sampler = (env: Record<string, string>) => readSettings(env).sampler;
  assert.deepEqual(sampler({}), { type: 'on', ratio: 1 });
  const ratio = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' };
  assert.deepEqual(sampler(ratio), { type: 'ratio', ratio: 0.01 });
  assert.deepEqual(sampler({ OTEL_TRACES_SAMPLER: 'always_off' }), { type: 'off', ratio: 0 });
});

test('a setting that cannot be used is refused with its name', () => {
  const refused: readonly Record<string, string>[] = [
    { OTEL_TRACES_SAMPLER: 'sometimes' },
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' },
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    { OTEL_METRIC_EXPORT_INTERVAL: '-5' },
    { OTEL_BSP_SCHEDULE_DELAY: 'soon' },
  ];
  for (const env of refused) assert.throws(() => readSettings(env), /^Error: OTEL_/, JSON.stringify(env));
});
