import { once } from 'node:events';
import type { Response } from 'express';
import type { Actor } from '../../app/actor.ts';
import { listLeads, type LeadAsk, type ListLeadsDeps } from '../../app/list-leads.ts';
import type { Configuration } from '../../app/ports.ts';
import type { LeadRow } from '../../app/views/leads.ts';
import { csvLine } from './csv-line.ts';

const PAGE_SIZE = 500;

const HEAD = 'id status caller_id first_name last_name email campaign list vendor attempts created_at'.split(
  ' ',
);

interface Export {
  actor: Actor;
  processId: string;
  ask: LeadAsk;
}

/** What the table would show on all its pages, page by page; who stops reading stops the reading. */
export async function sendLeadsCsv(
  deps: ListLeadsDeps & { configuration: Configuration },
  { actor, processId, ask }: Export,
  response: Response,
): Promise<void> {
  const parameters = (await deps.configuration.customParameters(processId)).map(({ name }) => name);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.attachment('leads.csv').type('text/csv; charset=utf-8');
  response.write(csvLine([...HEAD, ...parameters]));
  let pageToken = '';
  do {
    const page = await listLeads(deps, actor, processId, { ...ask, pageSize: PAGE_SIZE, pageToken });
    const isRoomLeft = response.write(page.leads.map((lead) => csvLine(cells(lead, parameters))).join(''));
    if (!isRoomLeft && !(await hasRoom(response, gone.signal))) return;
    pageToken = page.nextPageToken;
  } while (pageToken !== '' && !gone.signal.aborted);
  response.end();
}

/** False when the reader has gone meanwhile. */
async function hasRoom(response: Response, gone: AbortSignal): Promise<boolean> {
  try {
    await once(response, 'drain', { signal: gone });
    return true;
  } catch (thrown) {
    if (gone.aborted) return false;
    throw thrown;
  }
}

function cells(lead: LeadRow, parameters: readonly string[]): readonly string[] {
  return [
    lead.leadId,
    lead.status,
    lead.callerId,
    lead.firstName,
    lead.lastName,
    lead.email,
    lead.campaignName,
    lead.listName,
    lead.vendorName,
    String(lead.totalAttempts),
    new Date(lead.createdAt).toISOString(),
    ...parameters.map((name) => lead.parameters[name] ?? ''),
  ];
}
