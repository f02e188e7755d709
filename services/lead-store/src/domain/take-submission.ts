import { mergeSubmission, type LeadData } from '@firstring/domain/lead-lifecycle';
import { dayZone } from '@firstring/domain/phone';
import { readCustomValue, type ParameterKind } from './custom-value.ts';
import { newData, remember, type LiveLead, type RememberedRequest } from './lead.ts';

/** One submission, as ingest validated it. */
export interface Submission {
  readonly requestId: string;
  readonly ingestLinkId: string;
  readonly callerId: string;
  readonly callerIdRaw: string;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly email?: string | undefined;
  readonly ownershipCode?: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
  /** Zone named by the vendor. */
  readonly timeZone: string | undefined;
  readonly candidateZones: readonly string[];
  /** Where its trace stands (W3C); empty when there is none. */
  readonly trace?: string;
}

/** Where a submission comes from: the link with what its process and campaign say. */
export interface Source {
  readonly processId: string;
  readonly campaignId: string;
  readonly vendorId: string;
  readonly ingestLinkId: string;
  readonly emptyClears: boolean;
  /** Declared custom parameters by name. */
  readonly declared: ReadonlyMap<string, ParameterKind>;
  /** Zone of leads whose own is unknown: the campaign's or the process's. */
  readonly timeZone: string;
}

export interface Taken {
  readonly lead: LiveLead;
  readonly answer: RememberedRequest;
}

/** a first submission makes a lead with status New. */
export function createLead(source: Source, submission: Submission, nowAt: number): Taken {
  const { data, ignored } = dataOf(source, submission);
  const lead: LiveLead = {
    state: 'live',
    processId: source.processId,
    campaignId: source.campaignId,
    listId: '',
    vendorId: source.vendorId,
    ingestLinkId: source.ingestLinkId,
    callerId: submission.callerId,
    callerIdRaw: submission.callerIdRaw,
    timeZone: submission.timeZone ?? dayZone(submission.candidateZones, source.timeZone, nowAt),
    candidateZones: submission.candidateZones,
    ...newData(data, nowAt),
  };
  return answered(lead, {
    id: submission.requestId,
    type: 'created',
    version: 1,
    ignoredParameters: ignored,
  });
}

/** a later one through the same link merges data and touches nothing else. */
export function updateLead(
  lead: LiveLead,
  source: Source,
  update: { submission: Submission; version: number; nowAt: number },
): Taken {
  const { submission, version, nowAt } = update;
  const { data, ignored } = dataOf(source, submission);
  const declared = Object.entries(lead.custom).filter(([name]) => source.declared.has(name));
  const merged: LiveLead = {
    ...lead,
    ...mergeSubmission({ ...lead, custom: Object.fromEntries(declared) }, data, source.emptyClears),
    callerIdRaw: submission.callerIdRaw,
    ...(submission.timeZone === undefined
      ? {}
      : { timeZone: submission.timeZone, candidateZones: submission.candidateZones }),
    updatedAt: nowAt,
  };
  return answered(merged, { id: submission.requestId, type: 'updated', version, ignoredParameters: ignored });
}

function answered(lead: LiveLead, answer: RememberedRequest): Taken {
  return { lead: remember(lead, answer), answer };
}

function dataOf(source: Source, submission: Submission): { data: LeadData; ignored: readonly string[] } {
  const custom: [string, string][] = [];
  const ignored: string[] = [];
  for (const [name, given] of submission.parameters) {
    const kind = source.declared.get(name);
    const value = kind && readCustomValue(given, kind);
    if (value === undefined) ignored.push(name);
    else custom.push([name, value]);
  }
  return {
    data: {
      firstName: submission.firstName,
      lastName: submission.lastName,
      email: submission.email,
      ownershipCode: submission.ownershipCode,
      custom: Object.fromEntries(custom),
    },
    ignored,
  };
}
