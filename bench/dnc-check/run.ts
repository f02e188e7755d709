import { seededRandom } from '@firstring/kernel/testing';
import { ListedMarks } from '../../services/claim/src/app/listed-marks.ts';
import { figure, type Figure } from '../figure.ts';
import { garbageCollector } from '../garbage-collector.ts';
import { measureUpload } from './upload.ts';

const PROCESS = 'process-1';
/** North American numbers and the rest of ten digits: as a registry's file has them, in no order. */
const FIRST = 12_000_000_000;
const RANGE = 8_000_000_000;

/** DNC: memory of a do-not-call list and time of one check in it, hits and misses in turn, beside a Set of the numbers' text; then an upload. */
export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  const size = small ? 200_000 : 10_000_000;
  const at = small ? '200k' : '10M';
  const own = measure(size, () => {
    const listed = new ListedMarks();
    listed.filled();
    return { add: (phone) => listed.add(PROCESS, phone), has: (phone) => listed.mayList(PROCESS, phone) };
  });
  // Ten million strings need more than the heap has by default: the peer is measured at two.
  const peerSize = small ? size : 2_000_000;
  const peer = measure(peerSize, () => {
    const plain = new Set<string>();
    return { add: (phone) => void plain.add(phone), has: (phone) => plain.has(phone) };
  });
  const peerAt = small ? at : '2M';
  const base = { bench: 'DNC', at };
  const uploaded = await measureUpload(
    small ? { numbers: 20_000, at: '20k' } : { numbers: 100_000, at: '100k' },
  );
  return [
    figure({ ...base, figure: 'check_us', value: own.checkUs, unit: 'µs', goal: '<=5' }),
    figure({ ...base, figure: 'memory_mb', value: own.bytes / 1e6, unit: 'MB', goal: small ? '' : '<=150' }),
    figure({ ...base, figure: 'add_us', value: own.addUs, unit: 'µs', goal: '' }),
    figure({ ...base, at: peerAt, figure: 'set_check_us', value: peer.checkUs, unit: 'µs', goal: '' }),
    figure({ ...base, at: peerAt, figure: 'set_memory_mb', value: peer.bytes / 1e6, unit: 'MB', goal: '' }),
    ...uploaded,
  ];
}

interface NumberList {
  add(phone: string): void;
  has(phone: string): boolean;
}

interface Measured {
  readonly checkUs: number;
  readonly addUs: number;
  readonly bytes: number;
}

function measure(size: number, make: () => NumberList): Measured {
  const collect = garbageCollector();
  collect();
  const bytesBefore = used();
  const list = make();
  const adding = clocked(() => {
    const random = seededRandom('dnc');
    for (let count = 0; count < size; count += 1) list.add(phoneOf(random.int(RANGE)));
  });
  collect();
  const bytes = used() - bytesBefore;
  const checks = Math.min(size, 1_000_000);
  const listed = seededRandom('dnc');
  const phones = Array.from({ length: checks }, (_, count) =>
    phoneOf(count % 2 === 0 ? listed.int(RANGE) : count * 7919),
  );
  let hits = 0;
  const checking = clocked(() => {
    for (const phone of phones) if (list.has(phone)) hits += 1;
  });
  if (hits < checks / 2) throw new Error('a listed number was not found');
  return { checkUs: (checking * 1000) / checks, addUs: (adding * 1000) / size, bytes };
}

function used(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function clocked(work: () => void): number {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
}

function phoneOf(number: number): string {
  return `+${FIRST + number}`;
}

if (import.meta.main) {
  for (const measured of await run({ small: process.argv.includes('--small') })) {
    process.stdout.write(`${JSON.stringify(measured)}\n`);
  }
}
