import { reasonError } from '@firstring/contracts';
import { failpoint } from '@firstring/kernel';
import type { PutItem, Stored } from '@firstring/store';
import { inTrace } from '@firstring/telemetry';
import { rememberedRequest, type LiveLead, type RememberedRequest } from '../domain/lead.ts';
import { createLead, updateLead, type Source, type Submission } from '../domain/take-submission.ts';
import { toLeadDoc, type LeadDoc } from '../store/leads.ts';
import { isLive } from './change-lead.ts';
import { leadChanged } from './lead-card.ts';
import type { LeadStoreDeps } from './ports.ts';
import { findSources, type SourceRefusal } from './sources.ts';

export type UpsertResult =
  | { readonly type: 'stored'; readonly leadId: string; readonly answer: RememberedRequest }
  | { readonly type: 'refused'; readonly reason: SourceRefusal };

/** At most so many submissions are worked on at a stretch, so that no slice of the loop takes 10 ms. */
const CHUNK = 125;
const RACES_MAX = 16;

/** All submissions of a batch with one identity: they become one write, in their order. */
interface Group {
  readonly source: Source;
  readonly items: { readonly at: number; readonly submission: Submission }[];
  known: Stored<LiveLead> | undefined;
}

/**
 * stores submissions durably, answers one result each in order. Every identity is its own compare-and-set:
 * a new lead is tried first, the unique index says when there is one already, and then the data are merged into it.
 */
export async function upsertLeads(
  deps: LeadStoreDeps,
  submissions: readonly Submission[],
): Promise<readonly UpsertResult[]> {
  const sources = await findSources(
    deps,
    submissions.map(({ ingestLinkId }) => ingestLinkId),
  );
  const results = await upsertChunks(deps, sources, submissions);
  report(deps, submissions, results);
  return results;
}

/** Chunks are prepared one after the other, with other work in between, and written together: none waits for another's commit. */
async function upsertChunks(
  deps: LeadStoreDeps,
  sources: ReadonlyMap<string, Source | SourceRefusal>,
  submissions: readonly Submission[],
): Promise<readonly UpsertResult[]> {
  const chunks: Promise<readonly UpsertResult[]>[] = [];
  for (let from = 0; from < submissions.length; from += CHUNK) {
    if (from > 0) await new Promise((resolve) => setImmediate(resolve));
    const chunk = upsertChunk(deps, sources, submissions.slice(from, from + CHUNK));
    // All are awaited below; one that fails before must not count as unhandled.
    chunk.catch((failure: unknown) => failure);
    chunks.push(chunk);
  }
  // Settled, not raced: after a failure nothing of this batch may still be on its way.
  await Promise.allSettled(chunks);
  return (await Promise.all(chunks)).flat();
}

async function upsertChunk(
  deps: LeadStoreDeps,
  sources: ReadonlyMap<string, Source | SourceRefusal>,
  submissions: readonly Submission[],
): Promise<readonly UpsertResult[]> {
  const results: UpsertResult[] = [];
  const groups = new Map<string, Group>();
  for (const [at, submission] of submissions.entries()) {
    const source = sources.get(submission.ingestLinkId) ?? 'LINK_NOT_FOUND';
    if (typeof source === 'string') {
      results[at] = { type: 'refused', reason: source };
      continue;
    }
    const key = `${submission.ingestLinkId}|${submission.callerId}`;
    const group = groups.get(key) ?? { source, items: [], known: undefined };
    group.items.push({ at, submission });
    groups.set(key, group);
  }
  await deps.turns.take([...groups.keys()], () => storeGroups(deps, [...groups.values()], results));
  return results;
}

async function storeGroups(
  deps: LeadStoreDeps,
  groups: readonly Group[],
  results: UpsertResult[],
): Promise<void> {
  let open = groups;
  for (let race = 0; race < RACES_MAX && open.length > 0; race += 1) {
    const plans = open.map((group) => plan(deps, group));
    const puts = plans.map(({ put }) => put).filter((put) => put !== undefined);
    await failpoint('lead-store.l2.before');
    const stored = puts.length === 0 ? [] : await deps.leads.putMany(puts);
    await failpoint('lead-store.l2.after');
    const outcomes = new Map(puts.map((put, at) => [put, stored[at]]));
    const lost: Group[] = [];
    for (const { group, put, leadId, answers } of plans) {
      const outcome = put && outcomes.get(put);
      if (put === undefined || outcome?.type === 'stored') {
        for (const [at, answer] of answers) results[at] = { type: 'stored', leadId, answer };
      } else {
        // Deleted meanwhile: the identity is free, the next round makes a new lead.
        const winner = outcome?.type === 'duplicate' ? outcome.holder : outcome?.current;
        group.known = winner !== undefined && isLive(winner) ? winner : undefined;
        lost.push(group);
      }
    }
    open = lost;
  }
  if (open.length > 0)
    throw reasonError('VERSION_CONFLICT', { message: 'this lead changes too fast; try again' });
}

interface Plan {
  readonly group: Group;
  readonly leadId: string;
  /** Undefined when every submission was answered before. */
  readonly put: PutItem<LeadDoc> | undefined;
  readonly answers: readonly (readonly [at: number, answer: RememberedRequest])[];
}

function plan(deps: LeadStoreDeps, group: Group): Plan {
  const nowAt = deps.clock.now();
  const version = (group.known?.version ?? 0) + 1;
  const leadId = group.known?.id ?? deps.random.uuid();
  const answers: [number, RememberedRequest][] = [];
  let lead = group.known?.doc;
  let isChanged = false;
  for (const { at, submission } of group.items) {
    const before = lead && rememberedRequest(lead, submission.requestId);
    if (before !== undefined) {
      answers.push([at, before]);
      continue;
    }
    const taken =
      lead === undefined
        ? createLead(group.source, submission, nowAt)
        : updateLead(lead, group.source, { submission, version, nowAt });
    lead = taken.lead;
    isChanged = true;
    answers.push([at, taken.answer]);
  }
  if (lead === undefined || !isChanged) return { group, leadId, put: undefined, answers };
  const type = group.known === undefined ? 'LeadAccepted' : 'LeadUpdated';
  const changed = { leadId, version, lead };
  // Many submissions come in one call: each event goes on with its own.
  const trace = group.items.at(-1)?.submission.trace;
  const events = [inTrace(trace, () => leadChanged(deps, type, changed))];
  return {
    group,
    leadId,
    put: { id: leadId, doc: toLeadDoc(lead), expectedVersion: version - 1, events },
    answers,
  };
}

function report(
  deps: LeadStoreDeps,
  submissions: readonly Submission[],
  results: readonly UpsertResult[],
): void {
  const tally = { created: 0, updated: 0, refused: 0 };
  const ignored = new Map<string, string[]>();
  for (const [at, result] of results.entries()) {
    if (result.type === 'refused') {
      tally.refused += 1;
      continue;
    }
    if (result.answer.type === 'created') tally.created += 1;
    else tally.updated += 1;
    const ingestLinkId = submissions[at]?.ingestLinkId ?? '';
    const names = ignored.get(ingestLinkId) ?? [];
    names.push(...(result.answer.ignoredParameters ?? []));
    ignored.set(ingestLinkId, names);
  }
  for (const [ingestLinkId, names] of ignored) deps.ignored.count(ingestLinkId, names);
  deps.events.leadsStored(tally);
}
