import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { AppError, silentLog } from '@firstring/kernel';
import { systemClock as clock } from '@firstring/kernel/system';
import { counter, histogram, observe } from './instruments.ts';
import { startTelemetry } from './start-telemetry.ts';
import { isMeasured } from './state.ts';
import { currentTrace, inSpan, inTrace, isSampled, startSpan, traceFields } from './trace.ts';
import { parseTraceparent } from './traceparent.ts';

const REMOTE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const calls = counter('test.calls', { unit: '{call}', description: 'Calls.' });
const waits = histogram('test.wait', { unit: 's', description: 'Waits.', boundaries: [1, 2] });

test('without a collector and without a scrape nothing is measured, and work is done all the same', async () => {
  await using telemetry = await startTelemetry({
    service: 't',
    env: {},
    scraped: false,
    clock,
    log: silentLog,
  });
  assert.equal(isMeasured(), false);
  calls.add(1);
  const seen = await inSpan('work', { parent: REMOTE }, async (span) => {
    span.set({ 'error.type': 'x' });
    return [currentTrace(), traceFields()];
  });
  assert.deepEqual(seen, [undefined, {}]);
  assert.equal(await telemetry.metricsText(), '');
});

test('a scrape reads counters, histograms with their bounds, and what is observed, until its end', async () => {
  {
    await using telemetry = await startTelemetry({
      service: 't',
      env: {},
      scraped: true,
      clock,
      log: silentLog,
    });
    using _ = observe('test.open', { unit: '1', description: 'Open.' }, () => [
      [1, { 'test.door': 'front' }],
    ]);
    calls.add(2);
    waits.record(1.5);
    const scraped = await telemetry.metricsText();
    for (const line of [
      'test_calls_total 2',
      'test_wait_seconds_bucket{le="1"} 0',
      'test_wait_seconds_bucket{le="2"} 1',
      'test_open_ratio{test_door="front"} 1',
    ])
      assert.ok(scraped.includes(`${line}\n`), `${line} in:\n${scraped}`);
    assert.match(scraped, /service_name="firstring-t"/);
    assert.match(scraped, /nodejs_eventloop_delay_p99_seconds/);
  }
  assert.equal(isMeasured(), false);
  await using again = await startTelemetry({ service: 't', env: {}, scraped: true, clock, log: silentLog });
  calls.add(1);
  assert.match(await again.metricsText(), /^test_calls_total 1$/m, 'a new start counts from 0');
});

test('work goes on with the trace it is given, what it starts belongs to it, and errors say whose they are', async () => {
  await using collector = await sink();
  {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    await using _ = await startTelemetry({ service: 't', env, scraped: false, clock, log: silentLog });
    const inner = await inSpan('outer', { parent: REMOTE }, async () => {
      assert.equal(traceFields().trace_id, '0af7651916cd43dd8448eb211c80319c');
      return inSpan('inner', {}, async () => currentTrace());
    });
    assert.equal(parseTraceparent(inner)?.traceId, '0af7651916cd43dd8448eb211c80319c');
    assert.equal(isSampled(inner), true);
    assert.equal(
      inTrace(undefined, () => currentTrace()),
      undefined,
    );
    const no = new AppError({ reason: 'EXCLUDED', code: 'failed_precondition', message: 'no' });
    await assert.rejects(
      inSpan('refused', {}, () => Promise.reject(no)),
      no,
    );
    startSpan('lost', {}).end(new TypeError('ours'));
  }
  const spans = collector.spans();
  assert.deepEqual(
    spans.map(({ name, status }) => [name, status.code ?? 0]),
    [
      ['inner', 0],
      ['outer', 0],
      ['refused', 0],
      ['lost', 2],
    ],
  );
  const told = JSON.stringify(spans);
  for (const word of ['"EXCLUDED"', '"caller_error"', '"TypeError"', '"our_error"'])
    assert.ok(told.includes(word), word);
  assert.ok(!told.includes('"ours"'), 'messages of errors stay at home');
});

test('a collector that is away holds nothing up', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
  const startedMs = clock.monotonicMs();
  {
    await using _ = await startTelemetry({ service: 't', env, scraped: false, clock, log: silentLog });
    await inSpan('work', {}, async () => undefined);
  }
  assert.ok(clock.monotonicMs() - startedMs < 10_000);
});

test('what is no traceparent is no trace', () => {
  for (const wrong of [
    '',
    'x',
    `${REMOTE}0`,
    `01${REMOTE.slice(2)}`,
    '00-0-0-01',
    REMOTE.replaceAll(/[a-f1-9]/g, '0'),
  ])
    assert.equal(parseTraceparent(wrong), undefined, wrong);
});

interface SentSpan {
  readonly name: string;
  readonly status: { readonly code?: number };
}

/** Takes what is sent, as it comes. */
async function sink() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    text(request).then(
      (body) => {
        if (request.url === '/v1/traces') bodies.push(body);
        response.end('{}');
      },
      () => response.destroy(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    spans: (): SentSpan[] =>
      bodies.flatMap((body) => {
        const sent = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] }; // OTLP's JSON
        return sent.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
