import { once } from 'node:events';
import type { Response } from 'express';
import type { Exclusions } from '../../app/exclusion-ports.ts';
import type { ExclusionView } from '../../app/views/exclusions.ts';
import { csvLine } from './csv-line.ts';

const HEAD = [
  'kind',
  'phone',
  'customer_id',
  'field',
  'value',
  'cause',
  'note',
  'created',
  'expires',
  'created_by',
];

/** Every entry as CSV (RFC 4180), written as it is read; who stops reading stops the reading. */
export async function sendExclusionsCsv(
  exclusions: Pick<Exclusions, 'stream'>,
  processId: string,
  response: Response,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.attachment('do-not-call.csv').type('text/csv; charset=utf-8');
  response.write(csvLine(HEAD));
  try {
    for await (const chunk of exclusions.stream(processId, gone.signal)) {
      const isRoomLeft = response.write(chunk.map((entry) => csvLine(cells(entry))).join(''));
      if (!isRoomLeft) await once(response, 'drain', { signal: gone.signal });
    }
  } catch (thrown) {
    if (gone.signal.aborted) return;
    throw thrown;
  }
  response.end();
}

function cells(entry: ExclusionView): readonly string[] {
  const { kind, phone, customerId, attribute, value, cause, note, createdBy } = entry;
  return [
    kind,
    phone,
    customerId,
    attribute,
    value,
    cause,
    note,
    day(entry.createdAt),
    day(entry.expiresAt),
    createdBy,
  ];
}

function day(at: number | undefined): string {
  return at === undefined ? '' : new Date(at).toISOString();
}
