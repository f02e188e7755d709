import type {
  LeadEditServiceDefinition,
  UpdateLeadRequest,
} from '@firstring/contracts/leads/lead_edit_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { showLeads } from '../../app/show-leads.ts';
import { updateLead } from '../../app/update-lead.ts';
import type { LeadEdit } from '../../domain/edit-lead.ts';
import { decodeParameters } from './decode-submission.ts';
import { id, invalid, ownershipCode, requestId, text, zone } from './decode.ts';

const EMAIL_CHARS_MAX = 320;

/** The method table of LeadEditService: decode, use case, encode. */
export function leadEditServer(deps: LeadStoreDeps): ServiceImplementation<typeof LeadEditServiceDefinition> {
  return {
    async updateLead(request) {
      const ref = { processId: id(request.processId, 'process_id'), leadId: id(request.leadId, 'lead_id') };
      const [lead] = await showLeads(deps, [await updateLead(deps, ref, decodeEdit(request))]);
      return { lead };
    },
  };
}

function decodeEdit(request: UpdateLeadRequest): LeadEdit {
  const { version, fencingToken } = request;
  if (version < 0n || version > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid('version', 'is out of range');
  if (fencingToken < 0n) throw invalid('fencing_token', 'must not be negative');
  const optional = (value: string | undefined, field: string, charsMax?: number): string | undefined =>
    value === undefined ? undefined : text(value.trim(), field, charsMax);
  return {
    requestId: requestId(request.requestId),
    fencingToken: String(fencingToken),
    readVersion: version === 0n ? undefined : Number(version),
    firstName: optional(request.firstName, 'first_name'),
    lastName: optional(request.lastName, 'last_name'),
    email: optional(request.email, 'email', EMAIL_CHARS_MAX),
    timeZone: request.timeZone === undefined ? undefined : zone(request.timeZone, 'time_zone'),
    ownershipCode:
      request.ownershipCode === undefined
        ? undefined
        : ownershipCode(request.ownershipCode, 'ownership_code'),
    custom: Object.fromEntries(decodeParameters(request.custom)),
  };
}
