import { LinkReportServiceDefinition } from '@firstring/contracts/ingest/link_report_service';
import { grpcRpc, listenHttp, repeat, type Platform, type RunningService } from '@firstring/service-kit';
import { forgetRecords } from './app/forget-records.ts';
import { LinkDirectory } from './app/link-directory.ts';
import { LinkQuotas } from './app/link-quotas.ts';
import { MicroBatcher } from './app/micro-batcher.ts';
import type { IngestDeps } from './app/ports.ts';
import { SubmissionCounter } from './app/submission-counter.ts';
import type { IngestConfig } from './config.ts';
import { createIngestEventLog } from './events.ts';
import { LINK_DAYS, type LinkDay } from './store/link-days.ts';
import { PINGS } from './store/pings.ts';
import { BATCH_RECORDS, SUBMISSION_RECORDS } from './store/submission-records.ts';
import { leadStoreClient } from './transport/grpc/lead-store-client.ts';
import { linkReportServer } from './transport/grpc/link-report-server.ts';
import { ingestApp } from './transport/http/ingest-app.ts';

export interface IngestService extends RunningService {
  readonly httpPort: number;
}

/** Composition root of ingest: vendors' HTTP in front of the lead store; answers once it listens. */
export async function createIngestService(
  config: IngestConfig,
  platform: Omit<Platform, 'bus'>,
): Promise<IngestService> {
  const { clock, random, log, store, rpc = grpcRpc } = platform;
  await using opened = new AsyncDisposableStack();
  const clients = opened.use(rpc.createClients());
  const leadStore = leadStoreClient(clients, config.LEAD_STORE_ADDRESS, random);
  const linkDays = store.collection<LinkDay>(LINK_DAYS);
  const flushMs = config.INGEST_COUNT_FLUSH_MS;
  const deps: IngestDeps = {
    leadStore,
    links: new LinkDirectory(leadStore, clock, config.INGEST_LINK_KEEP_MS),
    batcher: new MicroBatcher(leadStore, {
      clock,
      waitMs: config.INGEST_BATCH_WAIT_MS,
      batchMax: config.INGEST_BATCH_MAX,
      callsMax: config.INGEST_CALLS_MAX,
      inFlightMax: config.INGEST_IN_FLIGHT_MAX,
    }),
    quotas: new LinkQuotas(clock),
    counter: opened.use(new SubmissionCounter({ linkDays, clock, log, flushMs })),
    records: store.collection(SUBMISSION_RECORDS),
    batchRecords: store.collection(BATCH_RECORDS),
    pings: store.collection(PINGS),
    linkDays,
    clock,
    random,
    log,
    events: createIngestEventLog(log),
    recordMs: config.INGEST_RECORD_MS,
    pingMs: config.INGEST_PING_MS,
  };
  await store.ready();
  const forgetting = { clock, log, intervalMs: config.INGEST_FORGET_MS, name: 'forget records' };
  const forgotten = [deps.records, deps.batchRecords, deps.pings, deps.linkDays];
  opened.use(repeat(forgetting, () => forgetRecords(clock, forgotten)));
  const [host, port] = splitListen(config.HTTP_LISTEN);
  const origins = new Set(config.INGEST_CORS_ORIGINS.split(',').filter((origin) => origin !== ''));
  const headersMsMax = config.INGEST_HEADERS_MS_MAX;
  const http = opened.use(await listenHttp(ingestApp(deps, origins), { host, port, clock, headersMsMax }));
  const grpc = opened.use(rpc.createServer({ domain: 'ingest.firstring', log, clock }));
  grpc.add(LinkReportServiceDefinition, linkReportServer(deps));
  await grpc.listen(config.GRPC_LISTEN);
  const close = opened.move();
  return { name: 'ingest', httpPort: http.port, [Symbol.asyncDispose]: () => close[Symbol.asyncDispose]() };
}

function splitListen(listen: string): [host: string, port: number] {
  const colon = listen.lastIndexOf(':');
  return [listen.slice(0, colon), Number(listen.slice(colon + 1))];
}
