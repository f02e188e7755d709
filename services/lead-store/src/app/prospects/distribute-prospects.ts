import { AppError } from '@firstring/kernel';
import { repeat } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import { ruleFor } from '../../domain/distribute.ts';
import type { ProspectDoc, RulesDoc } from '../../store/prospects.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { moveProspect, noteProspect } from './review-prospects.ts';

const INTERVAL_MS = 500;
const PROCESSES_MAX = 1000;
const ASKED_AT_ONCE = 100;

/** prospects that meet a rule leave the table for its list; the others wait for review, and are asked again when the rules change. */
export function startDistribution(deps: LeadStoreDeps): AsyncDisposable {
  const { clock, log } = deps;
  return repeat({ clock, log, intervalMs: INTERVAL_MS, name: 'distribution' }, async () => {
    const { items } = await deps.rules.query({ index: 'id', pageSize: PROCESSES_MAX });
    let more = false;
    for (const rules of items) more = (await askSome(deps, rules)) || more;
    return more ? 'more' : 'done';
  });
}

async function askSome(deps: LeadStoreDeps, { id, version, doc }: Stored<RulesDoc>): Promise<boolean> {
  const { items } = await deps.prospects.query({
    index: 'asked',
    equals: [id],
    range: { to: version },
    pageSize: ASKED_AT_ONCE,
  });
  await Promise.all(items.map((prospect) => ask(deps, prospect, { version, doc })));
  return items.length > 0;
}

async function ask(
  deps: LeadStoreDeps,
  prospect: Stored<ProspectDoc>,
  { version, doc }: Pick<Stored<RulesDoc>, 'version' | 'doc'>,
): Promise<void> {
  const rule = ruleFor(doc.rules, prospect.doc.contact, prospect.doc.createdAt);
  if (rule === undefined) {
    await noteProspect(deps, prospect, { asked: version, note: '' });
    return;
  }
  try {
    await moveProspect(deps, prospect, rule.listId, version);
  } catch (error) {
    const { reason } = AppError.from(error);
    if (reason !== 'LIST_NOT_FOUND' && reason !== 'LIST_BUSY') throw error;
    const note = `the list of the rule ${rule.name} is gone`;
    await noteProspect(deps, prospect, { asked: version, note });
  }
}
