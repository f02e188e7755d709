import { reasonError } from '@firstring/contracts';
import { failpoint } from '@firstring/kernel';
import type { PutItem, PutResult, Stored } from '@firstring/store';
import { decideDuplicate, type DuplicateBoxes, type KnownLead } from '../../domain/duplicate-decision.ts';
import { rememberedRequest, type LiveLead } from '../../domain/lead.ts';
import { createListLead, updateListLead, type Contact, type ListPlace } from '../../domain/list-lead.ts';
import { rowLeadId } from '../../domain/row-lead-id.ts';
import { toLiveLeadDoc, type LeadDoc, type LiveLeadDoc } from '../../store/leads.ts';
import type { Verdict } from '../../store/uploads.ts';
import { isLive } from '../change-lead.ts';
import { findDuplicate, type DuplicateScope, type FoundLead } from '../duplicate-scope.ts';
import type { VersionedLead } from '../lead-card.ts';
import type { LeadStoreDeps } from '../ports.ts';
import type { RowBatch } from './row-messages.ts';

/** Leads prepared and sent to the store at a stretch, so that no slice of the loop takes 10 ms. */
const PUT_AT_ONCE = 125;
const RACES_MAX = 16;

/** One import, as far as its rows need to know it. */
export interface ImportTarget {
  readonly uploadId: string;
  readonly createdAt: number;
  readonly place: ListPlace;
  readonly boxes: DuplicateBoxes;
  readonly scope: DuplicateScope;
}

export interface RowVerdict {
  readonly row: number;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly leadId: string;
}

export interface StoredBatch {
  /** One a row, in their order. */
  readonly verdicts: readonly RowVerdict[];
  /** Leads that are new or changed, as stored. */
  readonly changed: readonly VersionedLead[];
}

/** Rows with one key, in their order: they become one write (A-28: the last one wins). */
interface Group {
  readonly key: string;
  readonly rows: { readonly row: number; readonly contact: Contact; readonly notes: readonly string[] }[];
  known: { readonly lead: Stored<LiveLeadDoc>; readonly place: KnownLead['place'] } | undefined;
  /** An earlier try made the lead, and somebody has deleted it since: it stays deleted. */
  deleted: boolean;
}

/**
 * Stores the rows of a batch, each exactly once however often the batch is stored: a new lead has its row's id, and a lead that was
 * there remembers the rows that were put into it.
 */
export async function storeBatch(
  deps: LeadStoreDeps,
  target: ImportTarget,
  batch: RowBatch,
): Promise<StoredBatch> {
  const verdicts: RowVerdict[] = [];
  const groups = groupRows(target, batch, verdicts);
  const changed = await deps.turns.take(
    groups.map(({ key }) => `${target.place.listId}|${key}`),
    () => storeGroups(deps, { target, groups, verdicts }),
  );
  return { verdicts: verdicts.toSorted((left, right) => left.row - right.row), changed };
}

function groupRows(target: ImportTarget, batch: RowBatch, verdicts: RowVerdict[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const [at, result] of batch.rows.entries()) {
    const row = batch.firstRow + at;
    if (result.type === 'invalid') {
      verdicts.push({ row, verdict: 'invalid', reason: result.reason, leadId: '' });
      continue;
    }
    const { contact, notes } = result;
    const key = contact.primaryValue ?? contact.callerId;
    const group = groups.get(key) ?? { key, rows: [], known: undefined, deleted: false };
    group.rows.push({ row, contact, notes });
    groups.set(key, group);
  }
  return [...groups.values()];
}

interface Work {
  readonly target: ImportTarget;
  readonly groups: readonly Group[];
  readonly verdicts: RowVerdict[];
}

async function storeGroups(deps: LeadStoreDeps, work: Work): Promise<readonly VersionedLead[]> {
  const changed: VersionedLead[] = [];
  // A list of no campaign knows only its own leads: the store says which, as the rows are put.
  if (work.target.scope.campaignIds.size > 0) await lookUp(deps, work.target, work.groups);
  let open = work.groups;
  for (let race = 0; race < RACES_MAX && open.length > 0; race += 1) {
    const lost: LostGroup[] = [];
    for (const { plans, results } of await putInSlices(deps, work.target, open)) {
      for (const [at, settled] of plans.entries()) {
        const result = results[at];
        if (result !== undefined && result.type !== 'stored') lost.push({ group: settled.group, result });
        else {
          work.verdicts.push(...settled.verdicts);
          if (settled.changed !== undefined) changed.push(settled.changed);
        }
      }
    }
    await findWinners(deps, work.target, lost);
    open = lost.map(({ group }) => group);
  }
  if (open.length > 0) throw reasonError('VERSION_CONFLICT', { message: 'these leads change too fast' });
  return changed;
}

/** Slices are prepared one after the other, with other work in between, and written together: no slice waits for another's commit. */
async function putInSlices(deps: LeadStoreDeps, target: ImportTarget, groups: readonly Group[]) {
  const slices: Promise<{ plans: readonly Plan[]; results: readonly (PutResult<LeadDoc> | undefined)[] }>[] =
    [];
  for (let from = 0; from < groups.length; from += PUT_AT_ONCE) {
    const plans = groups.slice(from, from + PUT_AT_ONCE).map((group) => plan(deps, target, group));
    const slice = putAll(deps, plans).then((results) => ({ plans, results }));
    // All are awaited below; one that fails before must not count as unhandled.
    slice.catch((failure: unknown) => failure);
    slices.push(slice);
    await new Promise((resolve) => setImmediate(resolve));
  }
  // Settled, not raced: after a failure nothing of this try may still be on its way.
  await Promise.allSettled(slices);
  return Promise.all(slices);
}

async function putAll(
  deps: LeadStoreDeps,
  plans: readonly Plan[],
): Promise<readonly (PutResult<LeadDoc> | undefined)[]> {
  const puts = plans.flatMap(({ put }) => (put === undefined ? [] : [put]));
  await failpoint('lead-store.u1.before');
  const stored = puts.length === 0 ? [] : await deps.leads.putMany(puts);
  await failpoint('lead-store.u1.after');
  const results = stored.values();
  return plans.map(({ put }) => (put === undefined ? undefined : results.next().value));
}

interface Plan {
  readonly group: Group;
  readonly put: PutItem<LeadDoc> | undefined;
  readonly verdicts: readonly RowVerdict[];
  /** The lead after it, whether this try or an earlier one changed it. */
  readonly changed: VersionedLead | undefined;
}

function plan(deps: LeadStoreDeps, target: ImportTarget, group: Group): Plan {
  if (group.deleted) {
    const reason = 'the lead of this row was deleted meanwhile';
    const verdicts = group.rows.map(({ row }) => ({ row, verdict: 'invalid', reason, leadId: '' }) as const);
    return { group, put: undefined, verdicts, changed: undefined };
  }
  const [first] = group.rows;
  const before = group.known?.lead;
  const version = (before?.version ?? 0) + 1;
  const leadId = before?.id ?? rowLeadId(target, first?.row ?? 0);
  let known: KnownLead | undefined = group.known && { place: group.known.place };
  let lead: LiveLead | undefined = before?.doc;
  let touched = false;
  let written = false;
  const verdicts = group.rows.map((row): RowVerdict => {
    const step = rowStep(deps, target, { ...row, known, lead, version });
    lead = step.lead ?? lead;
    touched ||= step.verdict !== 'duplicate';
    written ||= step.written;
    if (known === undefined) known = { place: 'same_file' };
    const reason =
      step.verdict === 'duplicate' ? 'the list or a campaign of it has this contact' : row.notes.join('; ');
    return { row: row.row, verdict: step.verdict, reason, leadId };
  });
  const put =
    written && lead !== undefined
      ? { id: leadId, doc: toLiveLeadDoc(lead), expectedVersion: version - 1 }
      : undefined;
  // One object for both, while it waits for the store.
  const changed =
    touched && lead !== undefined
      ? { leadId, version: written ? version : version - 1, lead: put?.doc ?? lead }
      : undefined;
  return { group, put, verdicts, changed };
}

interface RowStep {
  readonly row: number;
  readonly contact: Contact;
  readonly notes: readonly string[];
  readonly known: KnownLead | undefined;
  readonly lead: LiveLead | undefined;
  /** Of the lead after the write. */
  readonly version: number;
}

/** What one row does to the lead of its key; a row that was put into it before does nothing and gets the verdict it had. */
function rowStep(
  deps: LeadStoreDeps,
  { uploadId, place, boxes }: ImportTarget,
  { row, contact, notes, known, lead, version }: RowStep,
): { readonly verdict: Verdict; readonly lead?: LiveLead; readonly written: boolean } {
  const write = {
    contact,
    requestId: `${uploadId}:${row}`,
    ignored: notes,
    file: { uploadId, row },
    nowAt: deps.clock.now(),
  };
  const answered = lead && rememberedRequest(lead, write.requestId);
  if (answered?.type === 'created') return { verdict: 'added', written: false };
  if (answered?.type === 'moved') return { verdict: 'moved', written: false };
  const decision = decideDuplicate(known, boxes);
  const updated = known?.place === 'same_file' ? 'repeated' : 'updated';
  if (answered !== undefined) return { verdict: updated, written: false };
  switch (decision) {
    case 'add':
      return { verdict: 'added', lead: createListLead(place, write), written: true };
    case 'reject':
      return { verdict: 'duplicate', written: false };
    case 'move':
    case 'update': {
      if (lead === undefined) throw new Error('a lead that is known is not there');
      const moveTo = decision === 'move' ? place.listId : undefined;
      const verdict = decision === 'move' ? 'moved' : updated;
      return { verdict, lead: updateListLead(lead, { ...write, version, moveTo }), written: true };
    }
  }
}

function knownLead({ uploadId }: ImportTarget, { lead, place }: FoundLead): Group['known'] {
  return { lead, place: lead.doc.file?.uploadId === uploadId ? 'same_file' : place };
}

interface LostGroup {
  readonly group: Group;
  readonly result: Exclude<PutResult<LeadDoc>, { readonly type: 'stored' }>;
}

/** Who holds a key in the list itself came with the answer; who else has it must be asked. */
async function findWinners(
  deps: LeadStoreDeps,
  target: ImportTarget,
  lost: readonly LostGroup[],
): Promise<void> {
  const unknown: Group[] = [];
  for (const { group, result } of lost) {
    if (result.type === 'duplicate' && isLive(result.holder))
      group.known = knownLead(target, { lead: result.holder, place: 'this_list' });
    else unknown.push(group);
  }
  await lookUp(deps, target, unknown);
}

/** Finds who has the keys of these groups now. */
async function lookUp(deps: LeadStoreDeps, target: ImportTarget, groups: readonly Group[]): Promise<void> {
  await Promise.all(groups.map((group) => lookUpOne(deps, target, group)));
}

async function lookUpOne(deps: LeadStoreDeps, target: ImportTarget, group: Group): Promise<void> {
  const found = await findDuplicate(deps, target.scope, group.key);
  if (found !== undefined) {
    group.known = knownLead(target, found);
    return;
  }
  // Nobody has the key within the scope: an earlier try's lead may have left it.
  const own = await deps.leads.get(rowLeadId(target, group.rows[0]?.row ?? 0));
  if (own === undefined) group.known = undefined;
  else if (isLive(own)) group.known = { lead: own, place: 'same_file' };
  else group.deleted = true;
}
