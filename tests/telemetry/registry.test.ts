import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { runCommand } from '../../scripts/run-command.ts';
import { Collector, type CollectedSpan } from './_collector.ts';
import { ATTRIBUTES, isNamed, METRICS, SPAN_KINDS, SPANS } from '../../scripts/telemetry/registry.ts';

const TYPES = { counter: 'sum', sum: 'sum', gauge: 'gauge', histogram: 'exponentialHistogram' } as const;
const collector = await Collector.start();
let output = '';

/** One lead is called; then what came is compared. */
before(async () => {
  const play = [process.execPath, 'services/standalone/src/main.ts', '--demo', '--once'];
  const ran = await runCommand(play, { env: { LOG_LEVEL: 'debug', ...collector.env }, timeoutMs: 120_000 });
  assert.equal(ran.exitCode, 0, ran.output);
  output = ran.output;
  await collector[Symbol.asyncDispose]();
});

test('every metric that a called lead emits is in the registry, as the registry says', () => {
  assert.ok(collector.metrics.size > 15, 'metrics came');
  for (const emitted of collector.metrics.values()) {
    const known = METRICS.find(({ name }) => name === emitted.name);
    assert.ok(known !== undefined, `${emitted.name} is not in telemetry/metrics.yaml`);
    assert.deepEqual([emitted.unit, emitted.type], [known.unit, TYPES[known.type]], emitted.name);
    for (const attribute of emitted.attributes)
      assert.ok(known.attributes.includes(attribute), `${emitted.name} has ${attribute}`);
  }
});

test('every metric of the registry is emitted when a lead is called, but those that the registry calls rare', () => {
  const expected = METRICS.filter(({ seen }) => seen === undefined);
  const missing = expected.filter(({ name }) => !collector.metrics.has(name));
  assert.deepEqual(
    missing.map(({ name }) => name),
    [],
  );
});

test('every metric of the registry is named in the code once, and no other is', () => {
  const named = namedInCode();
  assert.deepEqual(named.map(({ name }) => name).toSorted(), METRICS.map(({ name }) => name).toSorted());
});

test('every span that a called lead leaves is in the registry, with no attribute beyond', () => {
  assert.ok(collector.spans.length > 50, 'spans came');
  for (const span of collector.spans) {
    const known =
      SPANS.find((each) => SPAN_KINDS[each.kind] === span.kind && isNamed(each, span)) ?? unrouted(span);
    assert.ok(known !== undefined, `${span.name} is not in telemetry/spans.yaml`);
    for (const attribute of Object.keys(span.attributes))
      assert.ok(known.attributes.includes(attribute), `${span.name} has ${attribute}`);
    for (const { name, attributes } of span.events)
      assert.deepEqual(known.events?.[name], Object.keys(attributes), `${span.name}: ${name}`);
  }
});

test('every span of the registry is left by a called lead', () => {
  const missing = SPANS.filter(
    (known) => !collector.spans.some((span) => SPAN_KINDS[known.kind] === span.kind && isNamed(known, span)),
  );
  assert.deepEqual(missing, []);
});

test('every attribute has its meaning, is used, and only where it may be', () => {
  const onMetrics = new Set(METRICS.flatMap(({ attributes }) => attributes));
  const onSpans = new Set(
    SPANS.flatMap(({ attributes, events = {} }) => [...attributes, ...Object.values(events).flat()]),
  );
  for (const attribute of [...onMetrics, ...onSpans]) assert.ok(attribute in ATTRIBUTES, attribute);
  for (const [name, { on }] of Object.entries(ATTRIBUTES)) {
    assert.deepEqual([onMetrics.has(name), onSpans.has(name)], [on !== 'spans', on !== 'metrics'], name);
  }
});

test('no number and no name of a person is in anything that left, and no secret of a link', () => {
  const personal = [
    '5550142',
    '555 0142',
    '5550100',
    'Dana',
    'firstring-demo',
    'phone-of-',
    'demo-link-acme',
  ];
  const sent = collector.bodies.join('\n');
  const logged = output.split('\n').filter((line) => line.startsWith('{"level"'));
  assert.ok(logged.length > 10, 'the log was there');
  for (const secret of personal) {
    assert.ok(!sent.includes(secret), `${secret} left as telemetry`);
    assert.deepEqual(
      logged.filter((line) => line.includes(secret)),
      [],
    );
  }
});

test('lines of the log that belong to a trace say which', () => {
  const lines = output.split('\n').filter((line) => line.startsWith('{"level"'));
  const traces = new Set(collector.spans.map(({ traceId }) => traceId));
  const dialled = lines.find((line) => line.includes('"msg":"lead dialled"'));
  assert.ok(dialled !== undefined, 'a lead was dialled');
  const { trace_id: traceId } = JSON.parse(dialled) as { trace_id?: string }; // written by pino
  assert.ok(traceId !== undefined && traces.has(traceId), dialled);
});

/** A request that took no route has its method for a name. */
function unrouted(span: CollectedSpan) {
  return span.attributes['http.route'] === undefined && span.name === span.attributes['http.request.method']
    ? SPANS.find(({ name }) => name.includes('{http.route}'))
    : undefined;
}

/** Instruments as packages and services make them. */
function namedInCode(): { readonly name: string }[] {
  const found: { name: string }[] = [];
  for (const root of ['packages', 'services'])
    for (const path of readdirSync(new URL(`../../${root}`, import.meta.url), {
      recursive: true,
      encoding: 'utf8',
    })) {
      if (!/^[^/]+\/src\/.*(?<!\.test)\.ts$/.test(path)) continue;
      const source = readFileSync(new URL(`../../${root}/${path}`, import.meta.url), 'utf8');
      if (!source.includes('telemetry') && !source.includes('instruments.ts')) continue;
      for (const [, name = ''] of source.matchAll(
        /\b(?:counter|histogram|observe|gauge|count)\(\s*'([a-z0-9_]+\.[a-z0-9_.]+)'/g,
      ))
        found.push({ name });
    }
  return found;
}
