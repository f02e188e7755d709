import type { LeadSubmission, UpsertLeadsRequest } from '@firstring/contracts/leads/lead_service';
import type { Submission } from '../../domain/take-submission.ts';
import { id, invalid, ownershipCode, requestId, text, zone } from './decode.ts';

const SUBMISSIONS_MAX = 1000;
const PARAMETERS_MAX = 200;
const ZONES_MAX = 64;
const VALUE_CHARS_MAX = 4096;
const NAME_CHARS_MAX = 128;

/** Ingest has validated what vendors send; this keeps anybody else from storing what could not be read again. */
export function decodeSubmissions({
  submissions,
}: Pick<UpsertLeadsRequest, 'submissions'>): readonly Submission[] {
  if (submissions.length === 0) throw invalid('submissions', 'is required');
  if (submissions.length > SUBMISSIONS_MAX)
    throw invalid('submissions', `has at most ${SUBMISSIONS_MAX} items`);
  return submissions.map(decodeSubmission);
}

function decodeSubmission(wire: LeadSubmission): Submission {
  if (!/^\+[1-9]\d{6,14}$/.test(wire.callerId)) throw invalid('caller_id', 'must be E.164');
  if (wire.candidateZones.length > ZONES_MAX)
    throw invalid('candidate_zones', `has at most ${ZONES_MAX} zones`);
  return {
    requestId: requestId(wire.requestId, 'submissions.request_id'),
    ingestLinkId: id(wire.ingestLinkId, 'ingest_link_id'),
    callerId: wire.callerId,
    callerIdRaw: text(wire.callerIdRaw, 'caller_id_raw'),
    firstName: wire.firstName === undefined ? undefined : text(wire.firstName, 'first_name'),
    lastName: wire.lastName === undefined ? undefined : text(wire.lastName, 'last_name'),
    email: wire.email === undefined ? undefined : text(wire.email, 'email', 320),
    ownershipCode:
      wire.ownershipCode === undefined ? undefined : ownershipCode(wire.ownershipCode, 'ownership_code'),
    parameters: decodeParameters(wire.parameters),
    timeZone: wire.timeZone === '' ? undefined : zone(wire.timeZone, 'time_zone'),
    candidateZones: wire.candidateZones.map((candidate) => zone(candidate, 'candidate_zones')),
    trace: wire.traceparent,
  };
}

export function decodeParameters(wire: LeadSubmission['parameters']): ReadonlyMap<string, string> {
  const entries = Object.entries(wire);
  if (entries.length > PARAMETERS_MAX) throw invalid('parameters', `has at most ${PARAMETERS_MAX} entries`);
  return new Map(
    entries.map(([key, value]) => [
      text(key, 'parameters', NAME_CHARS_MAX),
      text(value, 'parameters', VALUE_CHARS_MAX),
    ]),
  );
}
