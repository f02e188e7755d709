import { reasonError } from '@firstring/contracts';
import { AppError } from '@firstring/kernel';
import type { Lists } from './list-ports.ts';
import type { Configuration } from './ports.ts';
import type { Users } from './users.ts';
import type { AgentWhy, CampaignWhy, LeadWhy, PersonView, StandingView } from './views/explain.ts';

export interface Question {
  readonly processId: string;
  /** Of the lead, agent or campaign. */
  readonly id: string;
  /** Absent = now. */
  readonly at: number | undefined;
}

/** What the scheduler says; names are ids: people, campaigns and lists are named here. */
export interface Explanations {
  lead(
    question: Question,
  ): Promise<Omit<LeadWhy, 'standings'> & { standings: readonly (StandingView & { listId: string })[] }>;
  agent(question: Question): Promise<AgentWhy>;
  campaign(question: Question): Promise<CampaignWhy>;
}

export interface ExplainDeps {
  readonly explanations: Explanations;
  readonly configuration: Pick<Configuration, 'campaigns'>;
  readonly lists: Pick<Lists, 'get'>;
  readonly users: Pick<Users, 'agentName' | 'byId'>;
}

/** "Why next, why not" of a lead, with the names of campaigns, lists and people. */
export async function whyLead(deps: ExplainDeps, question: Question): Promise<LeadWhy> {
  const { processId } = question;
  const [why, campaigns] = await Promise.all([
    deps.explanations.lead(question),
    deps.configuration.campaigns(processId),
  ]);
  const names = new Map(campaigns.map(({ campaignId, name }) => [campaignId, name]));
  const standings = why.standings.map(async ({ listId, ...standing }) => ({
    ...standing,
    campaignName: names.get(standing.campaignId) ?? standing.campaignId,
    listName: listId === '' ? '' : await listName(deps, processId, listId),
    nextFor: await Promise.all(standing.nextFor.map((each) => named(deps, each))),
  }));
  return {
    ...why,
    standings: await Promise.all(standings),
    lockedBy: why.lockedBy && (await named(deps, why.lockedBy)),
    owner: why.owner && (await named(deps, why.owner)),
  };
}

/** NOT_FOUND for somebody who has no desk in the process. */
export async function whyAgent(deps: ExplainDeps, question: Question): Promise<AgentWhy> {
  const user = await deps.users.byId(question.id);
  if (user === undefined || user.agentId === '' || !user.processIds.includes(question.processId))
    throw reasonError('NOT_FOUND');
  return named(deps, await deps.explanations.agent(question));
}

export async function whyCampaign(deps: ExplainDeps, question: Question): Promise<CampaignWhy> {
  const why = await deps.explanations.campaign(question);
  return { ...why, agents: await Promise.all(why.agents.map((each) => named(deps, each))) };
}

async function named<T extends PersonView>({ users }: ExplainDeps, person: T): Promise<T> {
  return { ...person, name: await users.agentName(person.agentId) };
}

/** Leads that vendors post name the list of their link, which no page has: they are of no list then. */
async function listName({ lists }: ExplainDeps, processId: string, listId: string): Promise<string> {
  try {
    return (await lists.get(processId, listId)).name;
  } catch (error) {
    if (error instanceof AppError) return '';
    throw error;
  }
}
