/**
 * CSV: a file of contacts, sent as the console sends it, imported into the embedded store: rows a second, and memory of the uploading path
 * from the start to the end and in the second half alone, which tells whether it is flat. What a lead costs for ever (the scheduler's order, the
 * filter index) is not in it: B6 and FILTER tell that. `CSV_ROWS=10000000` is the size of the requirement; it needs 20 GB of disk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UploadServiceDefinition, UploadState } from '@firstring/contracts/leads/upload_service';
import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import { ListServiceDefinition } from '@firstring/contracts/leads/list_service';
import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { createLeadStoreService } from '@firstring/lead-store-service';
import { leadStoreConfigSchema } from '@firstring/lead-store-service/config';
import { createGrpcClients, openEmbeddedSeams, streamOptions } from '@firstring/service-kit';
import { figure, type Figure } from '../figure.ts';

const PROCESS = 'bench';
const ROWS_SMALL = 20_000;
const ROWS = 200_000;
/** From here on half of the file is long enough for all buffers and page caches to be full. */
const ROWS_FLAT = 1_000_000;
const PIECE_ROWS = 5000;
const LOOK_MS = 200;
/** A full machine may not answer for long; that is no reason to lose an hour's run. */
const PATIENCE_MS = 60_000;

export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  const rows = Number(process.env['CSV_ROWS'] ?? (small ? ROWS_SMALL : ROWS));
  await using bed = await openBed();
  const uploadId = await send(bed, rows);
  const { seconds, grownMb, grownLateMb } = await importAll(bed, uploadId, rows);
  const common = { bench: 'CSV', at: `${rows.toLocaleString('en')} rows` };
  return [
    figure({
      ...common,
      figure: 'rows_per_s',
      unit: '/s',
      value: rows / seconds,
      goal: small ? '' : '>=20000',
    }),
    figure({ ...common, figure: 'memory_growth', unit: 'MB', value: grownMb, goal: '<=300' }),
    figure({
      ...common,
      figure: 'memory_growth_second_half',
      unit: 'MB',
      value: grownLateMb,
      goal: rows >= ROWS_FLAT ? '<=100' : '',
    }),
  ];
}

type Bed = Awaited<ReturnType<typeof openBed>>;

async function openBed() {
  const folder = mkdtempSync(join(tmpdir(), 'firstring-csv-'));
  const stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const platform = { clock: systemClock, random: systemRandom, log: silentLog };
  const seams = stack.use(await openEmbeddedSeams({ ...platform, dataDir: folder }));
  const address = `unix://${join(folder, 's.sock')}`;
  const config = leadStoreConfigSchema.parse({ GRPC_LISTEN: address });
  stack.use(await createLeadStoreService(config, await seams.platform('lead-store')));
  const clients = stack.use(createGrpcClients());
  return {
    uploads: clients.client(UploadServiceDefinition, address),
    lists: clients.client(ListServiceDefinition, address),
    configuration: clients.client(ConfigurationServiceDefinition, address),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

async function send({ configuration, lists, uploads }: Bed, rows: number): Promise<string> {
  const requestId = () => systemRandom.uuid();
  const process = { processId: PROCESS, name: 'Bench', timeZone: 'America/New_York' };
  await configuration.createProcess({ requestId: requestId(), process });
  for (const name of ['age', 'city']) {
    const parameter = { processId: PROCESS, name, label: name };
    await configuration.putCustomParameter({ requestId: requestId(), parameter });
  }
  const { list } = await lists.putList({
    requestId: requestId(),
    list: { processId: PROCESS, name: 'Bench' },
  });
  const begin = {
    requestId: requestId(),
    processId: PROCESS,
    listId: list?.listId ?? '',
    fileName: 'bench.csv',
  };
  async function* parts() {
    yield { part: { $case: 'begin' as const, value: { ...begin, createdBy: 'bench' } } };
    for (const text of pieces(rows)) yield { part: { $case: 'chunk' as const, value: Buffer.from(text) } };
  }
  const { upload } = await uploads.receiveFile(parts(), streamOptions(new AbortController().signal));
  const ref = { processId: PROCESS, uploadId: upload?.uploadId ?? '' };
  const { format, columns } = await uploads.previewUpload(ref);
  const targets = columns.map((column) => column.suggestedTarget);
  await uploads.startUpload({ ...ref, requestId: requestId(), settings: { format, targets } });
  return ref.uploadId;
}

/** About 75 bytes a row: number, names, e-mail, two custom parameters. */
function* pieces(rows: number): Generator<string> {
  let text = 'phone,first_name,last_name,email,age,city\n';
  for (let row = 0; row < rows; row += 1) {
    const n = (row * 7_919) % 8_000_000;
    const area = 212 + Math.floor(row / 8_000_000);
    text += `+1${area}${2_000_000 + n},Dana,Benchmark-${row},dana.${row}@example.org,${row % 90},Springfield\n`;
    if (row % PIECE_ROWS !== PIECE_ROWS - 1) continue;
    yield text;
    text = '';
  }
  yield text;
}

async function importAll({ uploads }: Bed, uploadId: string, rows: number) {
  let firstMb: number | undefined;
  let middleMb: number | undefined;
  for (;;) {
    await systemClock.sleep(LOOK_MS);
    const { upload } = await uploads.getUpload({ processId: PROCESS, uploadId }, { deadline: PATIENCE_MS });
    const nowMb = process.memoryUsage.rss() / 1_048_576;
    const done = Number(upload?.rows ?? 0) / rows;
    // Until a tenth is done, buffers and compiled code are still being made.
    if (done >= 0.1) firstMb ??= nowMb;
    if (done >= 0.5) middleMb ??= nowMb;
    if (upload?.state === UploadState.UPLOAD_STATE_RUNNING) continue;
    if (upload?.state !== UploadState.UPLOAD_STATE_DONE)
      throw new Error(`the import has ended: ${upload?.failureMessage}`);
    if (Number(upload.counts?.added) !== rows)
      throw new Error(`only ${upload.counts?.added} rows were added`);
    return {
      seconds: Number(upload.workedMs) / 1000,
      grownMb: Math.max(0, nowMb - (firstMb ?? nowMb)),
      grownLateMb: Math.max(0, nowMb - (middleMb ?? nowMb)),
    };
  }
}
