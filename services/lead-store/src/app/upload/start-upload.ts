import { reasonError } from '@firstring/contracts';
import type { Stored } from '@firstring/store';
import { parseTarget, targetsFault } from '../../domain/csv/columns.ts';
import type { DateOrder } from '../../domain/custom-value.ts';
import { NO_COUNTS, type UploadDoc, type UploadSettings } from '../../store/uploads.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { readTable, type Table } from '../table-definition.ts';
import { readHead, type FormatChoice } from './preview-upload.ts';
import { changeUpload, readUpload, type UploadRef } from './uploads.ts';

export interface StartUpload extends UploadRef {
  readonly requestId: string;
  readonly format: FormatChoice;
  readonly targets: readonly string[];
  readonly defaultCountry: string | undefined;
  readonly dateOrder: DateOrder | undefined;
  readonly boxes: { readonly update: boolean; readonly migrate: boolean };
}

/** what the person confirmed is checked against the file and the table; then the import runs by itself. */
export async function startUpload(deps: LeadStoreDeps, command: StartUpload): Promise<Stored<UploadDoc>> {
  const upload = await readUpload(deps, command);
  if (upload.doc.startRequestId === command.requestId) return upload;
  if (upload.doc.state !== 'received') throw reasonError('UPLOAD_STATE');
  const head = await readHead(deps, upload, command.format);
  const { targets, defaultCountry, dateOrder, boxes, requestId } = command;
  if (targets.length !== head.header.length)
    throw invalid(`the file has ${head.header.length} columns, and ${targets.length} were described`);
  const fault = settingsFault(await readTable(deps, command.processId), command);
  if (fault !== undefined) throw invalid(fault);
  const { encoding, delimiter } = head;
  const settings: UploadSettings = { encoding, delimiter, targets, defaultCountry, dateOrder, boxes };
  const started = await changeUpload(deps, upload.id, (before) => {
    if (before.startRequestId === requestId) return undefined;
    if (before.state !== 'received') throw reasonError('UPLOAD_STATE');
    return {
      ...before,
      state: 'running',
      settings,
      startRequestId: requestId,
      startedAt: deps.clock.now(),
      counting: true,
      excluded: { rows: 0, count: 0 },
      checkpoint: { rows: 0, offset: 0, counts: NO_COUNTS, workedMs: 0 },
    };
  });
  deps.events.uploadStarted(command);
  return started;
}

function settingsFault(table: Table, { targets, dateOrder }: StartUpload): string | undefined {
  const fault = targetsFault(targets, new Set(table.kinds.keys()), table.primaryField);
  if (fault !== undefined) return fault;
  const dates = targets.map(parseTarget).filter((target) => target?.type === 'custom');
  const needsOrder = dates.some(
    (target) => target?.type === 'custom' && table.kinds.get(target.name)?.type === 'date',
  );
  return needsOrder && dateOrder === undefined
    ? 'say in which order the dates are written: year first, day first or month first'
    : undefined;
}

function invalid(message: string): Error {
  return reasonError('UPLOAD_INVALID', { message });
}
