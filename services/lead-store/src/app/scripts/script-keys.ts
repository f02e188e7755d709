import type { LeadsPlaced } from '@firstring/contracts/leads/lead_events';
import type { FilterValue } from '@firstring/domain/filters';
import { updateDocument } from '@firstring/service-kit';
import type { PlacementsAnswer } from '../../domain/filter-columns/placement-pass.ts';
import type { PlacementRules, ScriptRef } from '../../domain/placement/criteria-steps.ts';
import { scriptLead } from '../../domain/script/script-key.ts';
import type { ScriptRunDoc } from '../../store/scripts.ts';
import { isLive } from '../change-lead.ts';
import { encodeSortValue, type CriteriaBook, type FilteredCampaign } from '../criteria/criteria-book.ts';
import type { CriteriaKeeper } from '../criteria/criteria-keeper.ts';
import { leadsPlaced, type VersionedLead } from '../lead-card.ts';
import type { LeadStoreDeps } from '../ports.ts';
import type { ScriptHealthBook } from './script-health.ts';
import { SCRIPT_LEADS_MAX } from './script-runner.ts';

/** Leads whose keys may wait to be made; beyond it all of the process are made anew. */
const WAITING_MAX = 20_000;

export interface ScriptKeysOptions {
  readonly deps: LeadStoreDeps;
  readonly book: Pick<CriteriaBook, 'scripted' | 'placements'>;
  readonly health: ScriptHealthBook;
  readonly keeper: Pick<CriteriaKeeper, 'changed'>;
}

type Keys = ReadonlyMap<string, string | number>;

/**
 * Makes the keys that scripts order leads by (R-128, ADR 19): of each stored lead of a scripted campaign, told in an event that follows
 * the lead's own, and of a whole campaign when it is asked for.
 */
export class ScriptKeys implements AsyncDisposable {
  readonly #options: ScriptKeysOptions;
  readonly #waiting = new Map<string, VersionedLead>();
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(options: ScriptKeysOptions) {
    this.#options = options;
  }

  /** A lead as it has just been stored. */
  changed(stored: VersionedLead): void {
    if (this.#closed || this.#options.book.scripted(stored.lead).length === 0) return;
    this.#waiting.set(stored.leadId, stored);
    if (this.#waiting.size > WAITING_MAX) {
      const processIds = new Set([...this.#waiting.values()].map(({ lead }) => lead.processId));
      this.#waiting.clear();
      for (const processId of processIds) this.#lost(processId);
    } else this.#running ??= this.#run();
  }

  /** The sort values of these leads with those of scripts, by the leads as they are stored now. */
  async complete(
    { processId, rules }: { readonly processId: string; readonly rules: PlacementRules },
    leads: PlacementsAnswer,
  ): Promise<PlacementsAnswer> {
    const width = rules.sortKeys.length;
    if (!rules.sortKeys.some(({ script }) => script !== undefined)) return leads;
    const sortValues: (FilterValue | undefined)[] = [...leads.sortValues];
    const ids = Array.from({ length: leads.count }, (_, at) => uuidOf(leads.leadIds, at));
    for (let from = 0; from < ids.length; from += SCRIPT_LEADS_MAX) {
      const piece = ids.slice(from, from + SCRIPT_LEADS_MAX);
      const live = (await this.#options.deps.leads.getMany(piece)).filter(isLive);
      const asked = live.map(({ id, version, doc }) => ({ leadId: id, version, lead: doc }));
      for (const [column, { script }] of rules.sortKeys.entries()) {
        if (script === undefined) continue;
        const keys = await this.#keys(processId, script, asked);
        for (const [at, id] of piece.entries()) sortValues[(from + at) * width + column] = keys.get(id);
      }
    }
    return { ...leads, sortValues };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#waiting.clear();
    await this.#running;
  }

  /** All keys of the process are made anew. */
  #lost(processId: string): void {
    const { deps, keeper } = this.#options;
    deps.scriptRounds.next();
    keeper.changed(processId);
  }

  async #run(): Promise<void> {
    // What is stored in one turn of the loop is one batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting.values()].slice(0, SCRIPT_LEADS_MAX);
      for (const { leadId } of batch) this.#waiting.delete(leadId);
      for (const [processId, leads] of Map.groupBy(batch, ({ lead }) => lead.processId))
        await this.#tell(processId, leads);
    }
    this.#running = undefined;
  }

  async #tell(processId: string, leads: readonly VersionedLead[]): Promise<void> {
    const { deps, book } = this.#options;
    const campaigns = new Set(leads.flatMap(({ lead }) => book.scripted(lead)));
    try {
      const told: LeadsPlaced[] = [];
      for (const campaign of campaigns) told.push(await this.#place(processId, campaign, leads));
      if (told.length === 0 || this.#closed) return;
      // Stored with a document, so that they come behind the cards and are not lost.
      await updateDocument<ScriptRunDoc, void>(deps.scriptRuns, processId, (before) => ({
        answer: undefined,
        doc: { leads: (before?.leads ?? 0) + leads.length },
        events: told.map((each) => leadsPlaced(deps, processId, each)),
      }));
    } catch (err) {
      if (this.#closed) return;
      deps.log.warn({ err, processId }, 'keys of scripts are not told; all are made anew');
      this.#lost(processId);
    }
  }

  /** Those of the leads that the campaign has. */
  async #place(
    processId: string,
    { revision, placement: { rules } }: FilteredCampaign,
    leads: readonly VersionedLead[],
  ): Promise<LeadsPlaced> {
    const { campaignId, sortKeys } = rules;
    const own = leads.flatMap((stored) => {
      const placements = this.#options.book.placements(stored.leadId, stored.lead);
      const placed = placements.find((each) => each.campaignId === campaignId);
      // By newer criteria the whole campaign is asked for.
      return placed?.criteriaRevision === BigInt(revision) ? [{ ...stored, placed }] : [];
    });
    for (const [column, { script }] of sortKeys.entries()) {
      if (script === undefined) continue;
      const keys = await this.#keys(processId, script, own);
      for (const { leadId, placed } of own) placed.sortValues[column] = encodeSortValue(keys.get(leadId));
    }
    const placedLeads = own.map(({ leadId, version, placed: { stepByLevel, sortValues, segmentIds } }) => ({
      leadId: Buffer.from(leadId.replaceAll('-', ''), 'hex'),
      leadVersion: BigInt(version),
      stepByLevel,
      sortValues,
      segmentIds,
    }));
    return { campaignId, criteriaRevision: BigInt(revision), leads: placedLeads };
  }

  /** Leads for which the script failed have none: the next policy decides. */
  async #keys(processId: string, script: ScriptRef, leads: readonly VersionedLead[]): Promise<Keys> {
    const { deps, health } = this.#options;
    const isOff = (await health.of(script))?.offAt !== undefined;
    if (isOff || leads.length === 0) return new Map();
    const asked = leads.map(({ leadId, lead }) => scriptLead(leadId, lead));
    const answer = await deps.scripts.run({ source: script.source, leads: asked });
    const leadIds = leads.map(({ leadId }) => leadId);
    await health.note(processId, script, { ...answer, leadIds });
    const keys = new Map<string, string | number>();
    for (const [at, outcome] of answer.outcomes.entries())
      if (outcome.type === 'key') keys.set(leadIds[at] ?? '', outcome.value);
    return keys;
  }
}

function uuidOf(bytes: Uint8Array, at: number): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset + at * 16, 16).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
