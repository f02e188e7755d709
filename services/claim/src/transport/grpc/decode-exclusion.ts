import { fromTime, reasonError, toOptionalTime, toTime } from '@firstring/contracts';
import { ExclusionKind as WireKind, type Exclusion } from '@firstring/contracts/claim/exclusion_service';
import { foldFilterText } from '@firstring/domain/filters';
import { required } from '@firstring/service-kit';
import type { ListedExclusion, NewExclusion } from '../../app/create-exclusion.ts';
import { isE164, kindOf, type ExclusionKind, type ExclusionSubject } from '../../domain/exclusion.ts';
import type { ExclusionDoc } from '../../store/exclusions.ts';

const TEXT_MAX = 256;
const NOTE_MAX = 1000;

export function invalid(field: string, rule: string): ReturnType<typeof reasonError> {
  return reasonError('INVALID_ARGUMENT', { message: `${field} ${rule}`, details: { field } });
}

export function decodePhone(phone: string, field = 'phone'): string {
  if (!isE164(phone)) throw invalid(field, 'must be E.164');
  return phone;
}

export function decodeText(text: string, field: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > TEXT_MAX) throw invalid(field, `has 1 to ${TEXT_MAX} characters`);
  return trimmed;
}

/** What all entries have in common. An entry that has run out already would cover nobody. */
export function decodeTerms(
  wire: Partial<Pick<Exclusion, 'cause' | 'note' | 'createdBy' | 'expireTime'>>,
  nowAt: number,
): Pick<ExclusionDoc, 'cause' | 'note' | 'createdBy' | 'createdAt' | 'expiresAt'> {
  const expiresAt = fromTime(wire.expireTime);
  if (expiresAt !== undefined && expiresAt <= nowAt) throw invalid('expire_time', 'is over');
  const note = (wire.note ?? '').trim();
  if (note.length > NOTE_MAX) throw invalid('note', `has at most ${NOTE_MAX} characters`);
  return {
    cause: wire.cause ?? '',
    createdBy: wire.createdBy ?? '',
    createdAt: nowAt,
    ...(note === '' ? {} : { note }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

export function decodeExclusion(wire: Exclusion | undefined, nowAt: number): NewExclusion {
  if (wire === undefined) throw invalid('exclusion', 'is required');
  const processId = required(wire.processId, 'exclusion.process_id');
  const subject = decodeSubject(wire);
  return { ...subject, processId, search: searchOf(subject), ...decodeTerms(wire, nowAt) };
}

type NamedSubject = Exclude<ExclusionSubject, { kind: 'erased' }>;

function decodeSubject(wire: Exclusion): NamedSubject {
  switch (wire.kind) {
    case WireKind.EXCLUSION_KIND_UNSPECIFIED:
    case WireKind.EXCLUSION_KIND_NUMBER:
      return { kind: 'number', phone: decodePhone(wire.phone) };
    case WireKind.EXCLUSION_KIND_CUSTOMER:
      return { kind: 'customer', customerId: decodeText(wire.customerId, 'customer_id') };
    case WireKind.EXCLUSION_KIND_COMBINED:
      return {
        kind: 'combined',
        phone: decodePhone(wire.phone),
        customerId: decodeText(wire.customerId, 'customer_id'),
      };
    case WireKind.EXCLUSION_KIND_ATTRIBUTE:
      return {
        kind: 'attribute',
        attribute: decodeText(wire.attribute, 'attribute'),
        value: decodeText(wire.value, 'value'),
      };
    case WireKind.UNRECOGNIZED:
      throw invalid('kind', 'is not known');
  }
}

function searchOf(subject: NamedSubject): string {
  switch (subject.kind) {
    case 'number':
    case 'combined':
      return subject.phone;
    case 'customer':
      return foldFilterText(subject.customerId);
    case 'attribute':
      return foldFilterText(subject.value);
  }
}

const WIRE_KINDS: Readonly<Record<ExclusionKind, WireKind>> = {
  number: WireKind.EXCLUSION_KIND_NUMBER,
  customer: WireKind.EXCLUSION_KIND_CUSTOMER,
  combined: WireKind.EXCLUSION_KIND_COMBINED,
  attribute: WireKind.EXCLUSION_KIND_ATTRIBUTE,
};

export function encodeExclusion({ exclusionId, doc }: ListedExclusion): Exclusion {
  return {
    processId: doc.processId,
    exclusionId,
    kind: WIRE_KINDS[kindOf(doc)],
    phone: 'phone' in doc ? doc.phone : '',
    customerId: 'customerId' in doc ? doc.customerId : '',
    attribute: doc.kind === 'attribute' ? doc.attribute : '',
    value: doc.kind === 'attribute' ? doc.value : '',
    cause: doc.cause,
    note: doc.note ?? '',
    createdBy: doc.createdBy,
    createTime: toTime(doc.createdAt),
    expireTime: toOptionalTime(doc.expiresAt),
  };
}
